// Correcting what is stated: choosing a value, and taking a correction back.

import { dialog, h } from "./kit.js";
import { choices } from "./choices.js";

/** The attribute of a row as the API names it, with its values. */
const attributeOf = (row, vocabulary) => vocabulary.attributes.get(row.attribute);

/** Ask for another value of a row. @returns {Promise<string | null | undefined>} null takes the statement away. */
export function chooseValue(row, { vocabulary, subject }) {
  const attribute = attributeOf(row, vocabulary);
  if (!attribute?.values.length) return Promise.resolve(undefined);
  return dialog({
    title: `${attribute.title}: ${subject}`, wide: attribute.values.length > 8,
    body: [h("div", { className: "choose" })],
    actions: row.value === undefined ? [] : [{ label: "State nothing", tone: "quiet", value: null }],
    opened: (element, close) => {
      const list = choices(attribute, { value: row.value, pick: close });
      element.querySelector(".choose").replaceWith(list);
      element.addEventListener("keydown", (event) => {
        if (!event.ctrlKey && !event.metaKey && !event.altKey && list.press(event.key)) event.preventDefault();
      });
      (list.querySelector("[aria-pressed=true]") ?? list.querySelector("button")).focus();
    },
  });
}

/** Ask which attribute to state that is not stated yet. @returns {Promise<object | undefined>} a row without a value. */
export function chooseAttribute(group, { vocabulary }) {
  const known = new Set(group.rows.map((row) => row.attribute));
  const open = vocabulary.of(group.kind).filter((one) => !known.has(one.id) && one.values.length);
  return dialog({
    title: `Add a tag: ${group.title}`,
    body: [h("div", { className: "choose" })],
    opened: (element, close) => {
      const list = h("div", { className: "choices", role: "group", ariaLabel: "Attributes" }, ...open.map((one) => h(
        "button", { type: "button", className: "choice choice-plain", onclick: () => close({ wearer: group.wearer, garment: group.garment, attribute: one.id }) }, h("b", {}, one.title),
      )));
      element.querySelector(".choose").replaceWith(open.length ? list : h("p", {}, "Everything is stated already."));
      list.querySelector("button")?.focus();
    },
  });
}

/** Send one change. @returns {Promise<object>} the photo as it is now. */
export function sendChange(api, asset, row, value) {
  const { wearer, garment, attribute } = row;
  return api.patch(`/v1/assets/${asset.id}/tags`, { changes: [{ wearer, garment, attribute, value }], revision: asset.revision ?? "" });
}

/** Take the last correction back. @returns {Promise<object>} the photo as it is now. */
export const sendUndo = (api, asset) => api.post(`/v1/assets/${asset.id}/tags/undo`, { revision: asset.revision ?? "" });
