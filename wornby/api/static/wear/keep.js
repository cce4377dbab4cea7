// Step 5: the link is kept, an address may be left, and everything can be erased.

import { ask } from "./api.js";
import { wholeLink } from "./link.js";
import { day, problem, t } from "./say.js";
import { button, copyable, during, h, redraw, showStatus, statusLine, step } from "./view.js";

/** The step. */
export function keepStep(app, number) {
  const parts = step("keep", number);
  const link = h("div", { className: "card" });
  const contact = h("form", { className: "card", noValidate: true, onsubmit: (event) => { event.preventDefault(); saveContact(); } });
  const erase = h("div", { className: "card card-erase" });
  const line = statusLine();
  line.id = "contact-status";
  parts.body.append(link, contact, erase);

  const field = h("input", { type: "email", id: "contact", autocomplete: "email", inputMode: "email", maxLength: 300, "data-key": "contact", "aria-describedby": "contact-status" });

  async function saveContact() {
    const address = field.value.trim();
    const isOne = /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address);
    field.setAttribute("aria-invalid", String(!isOne));
    if (!isOne) {
      showStatus(line, t("contact_wrong"), "bad");
      field.focus();
      return;
    }
    await put(contact.querySelector("[type=submit]"), address);
  }

  async function put(pressed, address) {
    await during(pressed, t("saving"), async () => {
      try {
        await ask("PUT", "/me/contact", { contact: address });
        app.me.contact = address !== "";
        field.value = "";
        field.removeAttribute("aria-invalid");
        drawContact();
        showStatus(line, t(address ? "contact_saved" : "contact_removed"));
        if (!address) field.focus({ preventScroll: true });
      } catch (error) {
        if (error.kind === "link") return app.lost();
        showStatus(line, error.kind === "other" ? t("contact_wrong") : problem(error), "bad");
      }
    });
  }

  function drawContact() {
    const kept = app.me.contact;
    redraw(contact,
      h("h3", {}, t("contact_title", { shop: app.me.shop })),
      h("p", { className: "small" }, t("contact_said")),
      kept ? h("p", { className: "kept" }, t("contact_kept")) : null,
      h("label", { htmlFor: "contact", className: "field-label" }, t("contact_label")),
      h("div", { className: "field-row" }, field,
        button(t("contact_save"), { key: "contact-save", type: "submit" }),
        kept ? button(t("contact_remove"), { key: "contact-remove", kind: "button-quiet", onclick: (event) => put(event.currentTarget, "") }) : null),
      line);
  }

  function update() {
    parts.title.textContent = t("keep_title");
    parts.said.textContent = t("keep_said", { date: day(app.me.link.expires_at) });
    if (link.childElementCount === 0 || link.lang !== app.language) {
      link.lang = app.language;
      redraw(link, h("h3", {}, t("keep_link")), copyable(wholeLink(), { label: t("keep_link"), key: "copy-link" }), h("p", { className: "small" }, t("keep_secret")));
    }
    if (!contact.querySelector("[aria-disabled]")) drawContact();
    erase.hidden = !app.erases;
    redraw(erase, h("h3", {}, t("erase_title")), h("p", { className: "small" }, t("erase_said")),
      button(t("erase_all"), { key: "erase-all", kind: "button-danger", sign: "bin", onclick: () => app.eraseAll() }));
  }

  return { ...parts, update };
}
