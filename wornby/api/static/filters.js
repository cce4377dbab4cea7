// <wornby-filters>: the panel of filters with counts. Real checkboxes in fieldsets; it tells "change" to its parent.

import { h, swatch } from "./dom.js";

const OPEN_AT_FIRST = 4;
const SHORT_LIST = 8;

const COLORS = {
  black: ["#1b1b1d"], white: ["#ffffff"], grey: ["#8d9094"], beige: ["#dcc9a8"], brown: ["#6f4a2f"], red: ["#c62f36"],
  pink: ["#ee8fae"], orange: ["#ee7f2d"], yellow: ["#f3cf3f"], green: ["#3d8b4f"], blue: ["#3f7fd0"],
  navy: ["#1f2c56"], purple: ["#7c4aa8"], blonde: ["#e2c27a"], vivid: ["#e0479e", "#3fb6d8", "#8bd450"],
  multicolor: ["#c62f36", "#f3cf3f", "#3f7fd0"],
};
const HAIR = { red: ["#a8492a"], brown: ["#5b3a24"], grey: ["#b9bbbf"] };

class Filters extends HTMLElement {
  #facets = new Map();

  /** Show counts; what is there already stays, so that focus and opened lists are kept. */
  update(facets) {
    const seen = new Set();
    for (const facet of facets) {
      if (!facet.values.some((value) => value.count > 0 || value.selected)) continue;
      seen.add(facet.attribute);
      const known = this.#facets.get(facet.attribute) ?? this.#add(facet);
      this.#fill(known, facet);
    }
    for (const [attribute, known] of this.#facets) known.details.hidden = !seen.has(attribute);
  }

  #add(facet) {
    const count = h("span", { className: "facet-count" });
    const list = h("ul", { className: "values" });
    const more = h("button", { type: "button", className: "link", textContent: "Show all", hidden: true });
    const details = h(
      "details",
      { className: "facet", open: this.#facets.size < OPEN_AT_FIRST },
      h("summary", {}, h("span", { textContent: facet.title }), count),
      h("fieldset", {}, h("legend", { className: "visually-hidden", textContent: facet.title }), list, more),
    );
    details.dataset.attribute = facet.attribute;
    const known = { details, list, count, more, rows: new Map(), all: false };
    more.addEventListener("click", () => {
      known.all = true;
      this.#shorten(known);
    });
    this.#facets.set(facet.attribute, known);
    this.append(details);
    return known;
  }

  #fill(known, facet) {
    const seen = new Set();
    for (const value of facet.values) {
      const row = known.rows.get(value.value) ?? this.#addValue(known, facet.attribute, value);
      seen.add(value.value);
      row.count.textContent = String(value.count);
      row.box.checked = value.selected;
      row.item.classList.toggle("value-empty", value.count === 0);
    }
    for (const [value, row] of known.rows) {
      if (seen.has(value)) continue;
      row.count.textContent = "0";
      row.box.checked = false;
      row.item.classList.add("value-empty");
    }
    const chosen = facet.values.filter((value) => value.selected).length;
    known.count.textContent = chosen ? String(chosen) : "";
    if (chosen) known.details.open = true;
    this.#shorten(known);
  }

  #addValue(known, attribute, value) {
    const box = h("input", { type: "checkbox", name: attribute, value: value.value });
    const count = h("span", { className: "value-count" });
    const colors = attribute.endsWith(".color") && ((attribute === "hair.color" && HAIR[value.value]) || COLORS[value.value]);
    const label = h("label", {}, box, colors ? swatch(colors) : null,
      h("span", { className: "value-title", textContent: value.title }), count);
    const item = h("li", {}, label);
    box.addEventListener("change", () => {
      const detail = { attribute, value: value.value, chosen: box.checked };
      this.dispatchEvent(new CustomEvent("wornby-choose", { bubbles: true, detail }));
    });
    known.list.append(item);
    const row = { item, box, count };
    known.rows.set(value.value, row);
    return row;
  }

  #shorten(known) {
    let shown = 0;
    let hidden = 0;
    for (const row of known.rows.values()) {
      const keep = row.box.checked || known.all || shown < SHORT_LIST;
      row.item.hidden = !keep;
      if (keep) shown += 1;
      else hidden += 1;
    }
    known.more.hidden = hidden === 0;
    known.more.textContent = `Show ${hidden} more`;
  }
}

customElements.define("wornby-filters", Filters);
