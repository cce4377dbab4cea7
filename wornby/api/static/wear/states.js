// What stands in place of the page's steps: no link, a link that is over, no connection, our own fault, the end.

import { t } from "./say.js";
import { button, h, icon } from "./view.js";

const SIGNS = { bare: "link", invalid: "link", expired: "link", offline: "cloud", server: "alert", busy: "again" };

/** A page that says one thing. `again` is called by its button, where trying again may help. */
export function statePage(name, { again = null, filled = {} } = {}) {
  const said = name === "busy" ? t("error_often", filled) : t(`${name}_said`, filled);
  return h("section", { className: `state state-${name}`, "aria-labelledby": "state-title" },
    h("div", { className: "state-sign", "aria-hidden": "true" }, icon(SIGNS[name] ?? "check", 34)),
    h("h1", { id: "state-title" }, t(`${name}_title`, filled)),
    h("p", {}, said),
    again ? button(t("again"), { kind: "button-main", sign: "again", onclick: again }) : null);
}

/** The last page: what was done, and perhaps a receipt. */
export function endPage(title, said, ...more) {
  return h("section", { className: "state state-end", "aria-labelledby": "state-title" },
    h("div", { className: "state-sign state-good", "aria-hidden": "true" }, icon("check", 34)),
    h("h1", { id: "state-title" }, title), h("p", {}, said), ...more);
}
