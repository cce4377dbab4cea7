// The head of the page: what it is for, what holds in any case, and the way to its steps.

import { picture } from "./pictures.js";
import { day, t } from "./say.js";
import { h, icon, lead } from "./view.js";

const PROMISES = [["closed", "promise_hidden"], ["again", "promise_change"], ["check", "promise_plain"]];

/** The head of the page. */
export function intro(app) {
  const { purpose, products, expires_at: expires } = app.me.link;
  const shop = app.me.shop;
  const node = h("section", { className: "intro", "aria-labelledby": "intro-title" },
    h("h1", { id: "intro-title" }, t(`${purpose}_title`, { shop })),
    h("p", { className: "intro-said" }, t(`${purpose}_said`, { shop })));
  if (products.length && purpose === "upload") node.append(bought(products));
  node.append(h("ul", { className: "promises" }, ...PROMISES.map(([sign, key]) => h("li", {}, icon(sign), h("span", {}, t(key))))));
  node.append(h("p", { className: "small" }, t("until", { date: day(expires) })));
  return node;
}

function bought(products) {
  const list = products.map((one) => h("li", {},
    one.picture ? picture(one.picture, { className: "product-picture", keep: "intro" }) : null, h("span", {}, one.title)));
  return h("div", { className: "bought" }, h("p", { className: "small" }, t("for_products")), h("ul", {}, ...list));
}

/** Links to the steps, in no order that one must keep. They leave the address alone, whose fragment is the link's. */
export function stepsNav(sections) {
  const links = sections.map((section, index) => {
    const name = section.id.replace("step-", "");
    return h("li", {}, h("a", { href: `#${section.id}`, onclick: (event) => { event.preventDefault(); lead(section.querySelector("h2")); } },
      h("span", { className: "nav-number", "aria-hidden": "true" }, String(index + 1)), h("span", {}, t(`step_${name}`))));
  });
  watch(sections, links);
  return h("nav", { className: "steps-nav", "aria-label": t("steps") }, h("ol", {}, ...links));
}

/** Mark the step that is in view. */
function watch(sections, links) {
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      links.forEach((link, index) => {
        const anchor = link.firstElementChild;
        if (sections[index] === entry.target) anchor.setAttribute("aria-current", "step");
        else anchor.removeAttribute("aria-current");
      });
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const section of sections) seen.observe(section);
}
