// What the parts of the page are made of.

import { h } from "../dom.js";
import { t } from "./say.js";

export { h };

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  plus: "M12 5v14M5 12h14",
  camera: "M4 8h3l2-3h6l2 3h3v11H4V8Zm8 8a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  closed: "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5v-9Z",
  again: "M20 12a8 8 0 1 1-2.5-5.8M20 3v4.5h-4.5",
  close: "m6 6 12 12M18 6 6 18",
  bin: "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5",
  copy: "M9 9h11v11H9V9Zm-5 6V4h11",
  cloud: "M7 18h10a4 4 0 0 0 .6-7.95A6 6 0 0 0 6 9.5 4.3 4.3 0 0 0 7 18Zm-3 3L20 4",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
  alert: "M12 4 2.8 20h18.4L12 4Zm0 6v5m0 2.5v.1",
};

/** A small drawing that says nothing which the text beside it does not. */
export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: "icon" }))
    svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button; `key` lets it keep the focus when its part is drawn anew. */
export function button(text, { key, kind = "", sign = null, onclick, ...more }) {
  return h("button", { type: "button", className: `button ${kind}`.trim(), "data-key": key, onclick, ...more }, sign && icon(sign, 18), h("span", {}, text));
}

/** Draw a part anew. What had the focus has it again, where it is still there. */
export function redraw(place, ...nodes) {
  const key = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  place.replaceChildren(...nodes.filter((node) => node !== null && node !== undefined));
  if (key) place.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** Lead somebody to a place: it is scrolled to and has the focus. */
export function lead(element) {
  if (!element) return;
  element.tabIndex = -1;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  element.focus({ preventScroll: true });
}

/** One step of the page: a heading, a sentence, and a place that is drawn anew when something changes. */
export function step(name, number) {
  const title = h("h2", { id: `${name}-title` });
  const said = h("p", { className: "step-said" });
  const body = h("div", { className: "step-body" });
  const section = h("section", { className: `step step-${name}`, id: `step-${name}`, "aria-labelledby": title.id });
  const mark = h("span", { className: "step-number", "aria-hidden": "true", textContent: number });
  section.append(h("div", { className: "step-head" }, mark, title), said, body);
  return { section, title, said, body };
}

/** A line that says how an act went; screen readers hear it. */
export function statusLine(kind = "") {
  return h("p", { className: `status ${kind}`.trim(), role: "status" });
}

/** Show how an act went in its line. */
export function showStatus(line, text, kind = "good") {
  line.className = `status status-${kind}`;
  line.replaceChildren(...(text ? [icon(kind === "bad" ? "alert" : "check", 18), h("span", {}, text)] : []));
}

/** While something is done: its button cannot be pressed again, and says so. The focus stays where it is. */
export async function during(pressed, text, act) {
  const label = pressed.querySelector("span");
  const before = label.textContent;
  if (pressed.getAttribute("aria-disabled") === "true") return;
  pressed.setAttribute("aria-disabled", "true");
  label.textContent = text;
  try {
    await act();
  } finally {
    pressed.removeAttribute("aria-disabled");
    label.textContent = before;
  }
}

/** A text that one can copy. */
export function copyable(text, { label, key }) {
  const field = h("input", { type: "text", readOnly: true, value: text, "aria-label": label, className: "copy-field", "data-key": `${key}-field` });
  const line = statusLine();
  field.addEventListener("focus", () => field.select());
  const press = button(t("copy"), {
    key,
    sign: "copy",
    onclick: async () => {
      try {
        await navigator.clipboard.writeText(text);
        showStatus(line, t("copied"));
      } catch {
        field.focus();
        showStatus(line, t("copy_failed"), "bad");
      }
    },
  });
  return h("div", { className: "copy" }, h("div", { className: "copy-row" }, field, press), line);
}
