// The parts that panes are made of. Text only ever becomes text.

import { h } from "../dom.js";
import { dialog } from "./dialogs.js";
import { icon } from "./icons.js";

export { h, icon };
export { ask, confirm, dialog } from "./dialogs.js";

/** A button. `tone`: "main", "danger", "quiet", or none; with `label` only for screen readers where `iconOnly`. */
export function button(label, { tone = "", mark, iconOnly = false, onclick, ...rest } = {}) {
  const name = `btn ${tone ? `btn-${tone}` : ""} ${iconOnly ? "btn-icon" : ""}`.trim();
  const words = iconOnly ? h("span", { className: "visually-hidden" }, label) : label;
  return h("button", { type: "button", className: name, onclick, title: iconOnly ? label : null, ...rest }, mark ? icon(mark) : null, words);
}

/** A link that looks like a button. */
export function linkButton(label, href, { tone = "", mark } = {}) {
  return h("a", { className: `btn ${tone ? `btn-${tone}` : ""}`.trim(), href }, mark ? icon(mark) : null, label);
}

/** A word in a pill. `tone`: "good", "warn", "bad", "info", or none. */
export function badge(text, tone = "") {
  return h("span", { className: `badge ${tone ? `badge-${tone}` : ""}`.trim() }, text);
}

const STATES = {
  discovered: ["Discovered", ""], requested: ["Requested", "info"], replied: ["Replied", "info"], granted: ["Granted", "good"],
  declined: ["Declined", "bad"], expired: ["Expired", "warn"], withdrawn: ["Withdrawn", "bad"], erased: ["Erased", "bad"],
  self_uploaded: ["By the wearer", "good"], licensed: ["Licensed", "good"], synthetic: ["Generated", "info"],
};

/** A rights state in words, in the colour of what it allows. */
export function stateBadge(state) {
  const [words, tone] = STATES[state] ?? [asWords(state ?? "none"), ""];
  return badge(words, tone);
}

/** An id as words: "hair.color" is "Hair color", "not_visible" is "Not visible". */
export function asWords(id) {
  const plain = String(id).replaceAll(/[._]/g, " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/**
 * A labelled control. `options` make a select, `rows` a text area; else an input of `type`.
 * `element.control` is the control; `element.fail(text)` says what is wrong with it, nothing takes that back.
 */
export function field(label, { name, type = "text", value = "", hint = "", options, rows, required = false, ...rest } = {}) {
  const id = `f${(field.count = (field.count ?? 0) + 1)}`;
  const shared = { id, name, required, ...rest };
  let control;
  if (options) {
    control = h("select", shared, ...options.map((one) => {
      const [own, words] = Array.isArray(one) ? one : [one, one];
      return h("option", { value: own, selected: own === value }, words);
    }));
  } else if (rows) control = h("textarea", { ...shared, rows, value });
  else if (type === "checkbox") control = h("input", { ...shared, type, checked: Boolean(value) });
  else control = h("input", { ...shared, type, value });
  const note = h("p", { className: "field-hint", id: `${id}-hint`, hidden: !hint }, hint);
  const failed = h("p", { className: "field-error", id: `${id}-error`, hidden: true });
  control.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  const element = h("div", { className: type === "checkbox" ? "field field-check" : "field" }, h("label", { htmlFor: id }, label), control, note, failed);
  element.control = control;
  element.fail = (text) => {
    failed.textContent = text ?? "";
    failed.hidden = !text;
    control.setAttribute("aria-invalid", String(Boolean(text)));
  };
  return element;
}

/**
 * A table that scrolls sideways where it must. `columns`: {title, cell(row) → text or node, align, narrow}.
 * What is `narrow: false` is left out on a phone. `link(row)` gives the hash that the first cell leads to.
 */
export function table({ caption, columns, rows, link }) {
  const classOf = (column) => `${column.align === "end" ? "end" : ""} ${column.narrow === false ? "wide-only" : ""}`.trim();
  const head = h("tr", {}, ...columns.map((column) => h("th", { scope: "col", className: classOf(column) }, column.title)));
  const body = h("tbody");
  const add = (more) => body.append(...more.map((row) => h("tr", {}, ...columns.map((column, number) => {
    const held = column.cell(row);
    return h("td", { className: classOf(column) }, number === 0 && link ? h("a", { href: link(row) }, held) : held);
  }))));
  add(rows);
  const element = h(
    "div", { className: "table-frame", tabIndex: 0, role: "region", ariaLabel: caption },
    h("table", {}, h("caption", { className: "visually-hidden" }, caption), h("thead", {}, head), body),
  );
  element.add = add;
  return element;
}

/** "More" below a list: `load(cursor)` answers {items, cursor}, `show(items)` appends them. Nothing where all is shown. */
export function pager({ cursor, load, show }) {
  const failed = h("p", { className: "field-error", role: "alert", hidden: true });
  const more = button("Show more", { onclick: async () => {
    more.disabled = true;
    failed.hidden = true;
    try {
      const page = await load(cursor);
      show(page.items);
      cursor = page.cursor;
      element.hidden = !cursor;
    } catch (error) {
      if (error.name === "AbortError") return;
      failed.textContent = error.message;
      failed.hidden = false;
    } finally {
      more.disabled = false;
    }
  } });
  const element = h("div", { className: "pager", hidden: !cursor }, more, failed);
  return element;
}

/** What a pane shows where there is nothing. `action` is a button or link. */
export function emptyState({ title, text = "", mark = "photo", action = null }) {
  return h("div", { className: "empty" }, icon(mark, { size: 28 }), h("h2", {}, title), text ? h("p", {}, text) : null, action);
}

/** What a pane shows where something failed. `retry` is called by a button. */
export function errorState(error, retry) {
  const again = retry ? button("Try again", { mark: "retry", onclick: retry }) : null;
  return h("div", { className: "empty empty-error", role: "alert" }, icon("warning", { size: 28 }), h("h2", {}, "This did not work"), h("p", {}, error.message), again);
}

/** Grey rows in place of what is on its way. */
export function loading(label = "Loading", { rows = 6 } = {}) {
  const bars = Array.from({ length: rows }, () => h("div", { className: "bone" }));
  return h("div", { className: "bones", role: "status" }, h("span", { className: "visually-hidden" }, label), ...bars);
}

/**
 * Fill `root` with what is asked for: grey rows, then what `show(answer)` gives, or what went wrong with a way to retry.
 * Settles when it is shown; what comes after `signal` is aborted changes nothing.
 */
export async function fill(root, { load, show, signal, rows }) {
  root.setAttribute("aria-busy", "true");
  root.replaceChildren(loading("Loading", { rows }));
  try {
    const answer = await load();
    if (signal?.aborted) return;
    const shown = show(answer);
    root.replaceChildren(...(Array.isArray(shown) ? shown : [shown]).filter(Boolean));
  } catch (error) {
    if (signal?.aborted || error.name === "AbortError") return;
    root.replaceChildren(errorState(error, () => fill(root, { load, show, signal, rows })));
  } finally {
    root.removeAttribute("aria-busy");
  }
}

/** A switch of a few: [[value, title, count?] …]. Calls `onchange(value)`. */
export function segments(label, options, { value, onchange }) {
  const buttons = options.map(([own, title, count]) => h(
    "button", { type: "button", className: "segment", ariaPressed: String(own === value), onclick: () => {
      for (const one of buttons) one.setAttribute("aria-pressed", String(one.dataset.value === String(own)));
      onchange(own);
    }, "data-value": own },
    title, count === undefined ? null : h("span", { className: "count" }, String(count)),
  ));
  return h("div", { className: "segments", role: "group", ariaLabel: label }, ...buttons);
}

/** A list of names with values. Rows are [title, text or node]; those without a value are left out. */
export function facts(rows) {
  const shown = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h("dl", { className: "facts" }, ...shown.map(([title, value]) => h("div", {}, h("dt", {}, title), h("dd", {}, value))));
}

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** A moment, as people of this browser write it. */
export function time(moment, { day = false } = {}) {
  if (!moment) return h("span", { className: "soft" }, "–");
  return h("time", { dateTime: moment, title: new Date(moment).toISOString() }, (day ? DAY : DATE).format(new Date(moment)));
}

/** Copy a text and say so; where the browser lets no page copy (plain HTTP), the text is shown, selected. */
export async function copyText(text, toast) {
  try {
    await navigator.clipboard.writeText(text);
    toast?.("Copied.");
  } catch {
    const shown = h("textarea", { className: "input", readOnly: true, rows: Math.min(12, text.split("\n").length), value: text, ariaLabel: "Text to copy" });
    await dialog({ title: "Copy it yourself", body: [h("p", {}, "This browser lets no page copy over an open connection. The text is selected: press Ctrl+C or ⌘C."), shown], opened: () => shown.select() });
  }
}

/** An id, short enough for a table; whole when pointed at, copied when clicked. */
export function identifier(id, toast) {
  const short = id.length > 14 ? `${id.slice(0, 10)}…` : id;
  return h("button", { type: "button", className: "id", title: `${id}: copy`, onclick: () => copyText(id, toast) }, short);
}

/** A number as people of this browser write it. */
export const number = (value) => new Intl.NumberFormat().format(value);
