// What the panes of the desk share beyond the console's kit.

import { button, copyText, emptyState, fill, h, icon, pager } from "../console/kit.js";

/** Words for purposes, in the order in which people are asked. */
export const PURPOSES = [
  ["display", "Show the photo"], ["appearance", "Describe hair, glasses and hats"], ["face", "Compare faces"],
  ["advertising", "Advertise with it"], ["generation", "Generate pictures from it"], ["training", "Train models with it"],
];
const PURPOSE_WORDS = { display: "shown", appearance: "appearance", face: "face", advertising: "advertising", generation: "generation", training: "training" };

/** Purposes as one line of words. */
export function purposesLine(purposes) {
  return purposes.length ? purposes.map((one) => PURPOSE_WORDS[one] ?? one).join(", ") : h("span", { className: "soft" }, "none");
}

/** A small picture of a photo, with a link to it. */
export function thumb(assetId, { size = 48, label = `Photo ${assetId.slice(0, 8)}` } = {}) {
  const picture = h("img", { src: `/v1/assets/${encodeURIComponent(assetId)}/thumb.jpg`, alt: label, width: size, height: size, loading: "lazy", className: "thumb" });
  picture.addEventListener("error", () => picture.replaceWith(h("span", { className: "thumb thumb-none", title: "No picture" }, icon("photo"))), { once: true });
  return h("a", { href: `#photo/${encodeURIComponent(assetId)}`, className: "thumb-link" }, picture);
}

/**
 * A list that pages. `load(cursor)` answers {items, cursor, …}; `list(items)` makes an element with `add(items)`;
 * `empty` is what stands there without items. `told(answer)` gives nodes above the list.
 */
export function listing(root, { load, list, empty, told, signal, rows }) {
  return fill(root, {
    signal, rows,
    load: () => load(null),
    show: (page) => {
      const above = told ? [told(page)].flat() : [];
      if (!page.items.length) return [...above, emptyState(empty)];
      const shown = list(page.items);
      return [...above, shown, pager({ cursor: page.cursor, load, show: (items) => shown.add(items) })];
    },
  });
}

const known = new WeakMap();

/** A function that gives the name of an actor such as "staff/ID": as people know it, where the server tells it. */
export async function actorNames(api) {
  if (!known.has(api)) {
    known.set(api, api.get("/v1/actors").then(({ actors }) => new Map(actors.map((one) => [one.actor, one.name])), () => new Map()));
  }
  const names = await known.get(api);
  const kinds = { staff: "", key: "key ", wearer: "wearer ", system: "" };
  return (actor) => {
    const [kind, id = ""] = actor.split(/\/(.*)/s);
    const own = names.get(actor) ?? (kind === "system" ? "wornby" : id.slice(0, 10));
    return `${kinds[kind] ?? ""}${own}`;
  };
}

/** A row of controls above a list. */
export function toolbar(...nodes) {
  return h("div", { className: "toolbar" }, ...nodes);
}

/** A line that explains, above what it is about. */
export function note(text, { tone = "" } = {}) {
  return h("p", { className: `note ${tone ? `note-${tone}` : ""}`.trim() }, tone === "warn" ? icon("warning", { size: 16 }) : null, h("span", {}, text));
}

/** A button that copies a text and says so. */
export function copyButton(text, toast, { label = "Copy", tone = "" } = {}) {
  return button(label, { tone, mark: "copy", onclick: () => copyText(typeof text === "function" ? text() : text, toast) });
}

/** Check boxes for purposes, none ticked but those given. `element.values()` gives those that are. */
export function purposeField(chosen = [], { label = "What they are given for" } = {}) {
  const boxes = PURPOSES.map(([value, words]) => h("label", { className: "check" }, h("input", { type: "checkbox", value, checked: chosen.includes(value) }), h("span", {}, words)));
  const element = h("fieldset", { className: "checks" }, h("legend", {}, label), ...boxes);
  element.values = () => [...element.querySelectorAll("input:checked")].map((box) => box.value);
  return element;
}

/** A number of things in words. */
export function counted(count, one, many = `${one}s`) {
  return `${new Intl.NumberFormat().format(count)} ${count === 1 ? one : many}`;
}

/** Put a value of the address' query another way, and let the pane know. */
export function setQuery(context, name, values) {
  const query = new URLSearchParams(values);
  for (const [key, value] of [...query]) if (!value) query.delete(key);
  context.go(`#${name}${query.size ? `?${query}` : ""}`);
}

/** Save a text as a file of this machine. */
export function download(name, text, type = "application/json") {
  const address = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
