// The library's filters: facets with counts, and chips of what is chosen.

import { fill, h, number } from "./kit.js";
import { narrowing, toggled } from "./asking.js";

const MOST_VALUES = 8;

function value(facet, one, { asking, change }) {
  const chosen = asking.where.get(facet.attribute)?.has(one.value) ?? false;
  const count = h("span", { className: "count" }, `${number(one.count)}${one.at_least ? "+" : ""}`);
  return h(
    "button", { type: "button", className: "facet-value", ariaPressed: String(chosen), onclick: () => change(toggled(asking, facet.attribute, one.value)) },
    h("span", {}, one.title), count,
  );
}

function facetOf(facet, options) {
  const values = facet.values.map((one) => value(facet, one, options));
  const open = options.asking.where.has(facet.attribute) || options.opened.has(facet.attribute);
  const rest = values.slice(MOST_VALUES);
  for (const one of rest) one.hidden = one.getAttribute("aria-pressed") !== "true";
  const hidden = rest.filter((one) => one.hidden);
  const more = hidden.length ? h("button", { type: "button", className: "facet-more", onclick: () => {
    for (const one of hidden) one.hidden = false;
    more.remove();
    hidden[0].focus();
  } }, `${hidden.length} more`) : null;
  const element = h("details", { className: "facet", open }, h("summary", {}, facet.title), h("div", { className: "facet-values" }, ...values, more));
  element.addEventListener("toggle", () => options.opened[element.open ? "add" : "delete"](facet.attribute));
  return element;
}

/**
 * The panel. `draw(asking, {all})` shows it for what is asked for; counts are of `all` where the list beside it is narrowed by
 * more than filters. `forget()` has it counted anew.
 */
export function filterPanel({ api, signal, change }) {
  const element = h("aside", { className: "filters", ariaLabel: "Filters", id: "filters", hidden: true });
  const opened = new Set(["garment.kind", "garment.color", "upper.kind", "hair.color"]);
  let drawn = null;
  element.forget = () => { drawn = null; };
  element.draw = (asking, { all = "" } = {}) => {
    const where = narrowing(asking);
    const wanted = [all, ...where].join("&");
    if (element.hidden || drawn === wanted) return;
    drawn = wanted;
    const load = () => api.get("/v1/facets", { query: { where }, signal });
    fill(element, { load, signal, rows: 8, show: ({ facets }) => {
      const shown = facets.filter((facet) => facet.values.length);
      return shown.length
        ? [all ? h("p", { className: "soft facet-note" }, all) : null, ...shown.map((facet) => facetOf(facet, { asking, change, opened }))]
        : h("p", { className: "soft" }, "Nothing to filter by yet.");
    } });
  };
  return element;
}

/** A chip for each thing that is chosen, with a button that takes it away. */
export function chipsOf(asking, { vocabulary, change }) {
  const chips = [...asking.where].flatMap(([attribute, values]) => [...values].map((one) => chip(
    `${vocabulary.title(attribute)}: ${vocabulary.value(attribute, one)}`, () => change(toggled(asking, attribute, one)),
  )));
  if (asking.product) chips.push(chip(`Product: ${asking.product}`, () => change({ ...asking, product: "" })));
  return chips;
}

/** Words with a button that takes them away. */
export function chip(words, away) {
  return h("button", { type: "button", className: "chip", onclick: away, title: "Take away" }, h("span", {}, words), h("span", { ariaHidden: "true" }, "×"), h("span", { className: "visually-hidden" }, ", take away"));
}
