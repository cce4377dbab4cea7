// The values of an attribute to choose from, each with its definition and its key.

import { button, h } from "./kit.js";

const KEYS = "123456789abcdefghijklmopqrtvwxyz"; // n, s and u do something else in the review

/**
 * Buttons for an attribute's values. `pick(value)` is called with the chosen one, of an attribute that takes several
 * with all of them, joined by "+". `element.press(key)` picks by key, and says whether there was such a one.
 */
export function choices(attribute, { value, pick }) {
  const chosen = new Set(value ? value.split("+") : []);
  const several = Boolean(attribute.multiple) && attribute.known_by !== "measured"; // of a colour, a person says the family
  const byKey = new Map();
  const shown = attribute.values.map((one, at) => {
    const key = KEYS[at] ?? "";
    const act = () => {
      if (!several) return pick(one.id);
      if (chosen.has(one.id)) chosen.delete(one.id);
      else chosen.add(one.id);
      entry.setAttribute("aria-pressed", String(chosen.has(one.id)));
      return undefined;
    };
    const entry = h(
      "button", { type: "button", className: "choice", ariaPressed: String(chosen.has(one.id)), onclick: act, "data-value": one.id },
      h("kbd", { ariaHidden: "true" }, key),
      h("span", {}, h("b", {}, one.title), one.definition && one.definition !== `${one.title}.` ? h("span", { className: "choice-means" }, one.definition) : null),
    );
    if (key) byKey.set(key, act);
    return entry;
  });
  const dense = shown.length > 8 ? "choices choices-many" : "choices";
  const save = several ? button("Use these", { tone: "main", onclick: () => pick([...chosen].sort().join("+")) }) : null;
  const element = h("div", { className: "choice-frame" }, h("div", { className: dense, role: "group", ariaLabel: attribute.title }, ...shown), save);
  element.press = (key) => {
    const act = byKey.get(key);
    act?.();
    return Boolean(act);
  };
  return element;
}
