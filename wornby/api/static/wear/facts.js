// What is stated about one person or garment: a row for each statement, whose value can be changed or taken away.

import { t } from "./say.js";
import { h } from "./view.js";

/**
 * A group of rows.
 *
 * `facts` are {attribute, title, value, value_title, said_by_you}; `save(attribute, value, said)` changes one, and takes
 * it away where the value is null. `without` says why nothing can be added.
 */
export function factRows(app, { title, name = title, number = 0, color = null, facts, applies, key, save, without = null }) {
  const known = new Map(app.me.corrections.filter((one) => one.applies === applies).map((one) => [one.attribute, one]));
  const declared = new Set(app.me.asks.map((one) => one.attribute)); // those are changed where they are told
  facts = facts.filter((fact) => !declared.has(fact.attribute));
  const stated = facts.map((fact) => row(fact, { correction: known.get(fact.attribute), key, color, save }));
  const colored = facts.some((fact) => fact.attribute.endsWith(".color"));
  const shade = color && !colored && applies === "garment" ? [colorRow(color)] : [];
  const missing = [...known.values()].filter((one) => !facts.some((fact) => fact.attribute === one.attribute) && !(shade.length && one.attribute === "garment.color"));
  const heading = h("h4", { className: "group-title" }, number ? h("span", { className: "group-number", "aria-hidden": "true" }, String(number)) : null, h("span", {}, number ? name : title));
  const rows = [...stated, ...shade];
  return h("section", { className: "group", "aria-label": title },
    heading,
    rows.length ? h("ul", { className: "rows" }, ...rows) : without ? null : h("p", { className: "small group-none" }, t("no_facts")),
    without ? h("p", { className: "small group-none" }, without) : missing.length ? more(missing, { key, save }) : null);
}

function row(fact, { correction, key, color, save }) {
  const id = `${key}-${fact.attribute}`;
  const isColor = fact.attribute.endsWith(".color") && color;
  const text = h("span", { className: "row-title" }, fact.title);
  const mark = fact.said_by_you ? h("span", { className: "yours" }, t("said_by_you")) : null;
  const values = correction?.values ?? [];
  const options = values.some((one) => one.value === fact.value) ? values : [{ value: fact.value, title: fact.value_title }, ...values];
  const gone = h("option", { value: "" }, t("take_away"));
  const select = h("select", { id, "data-key": id, className: "row-value" },
    ...options.map((one) => h("option", { value: one.value, selected: one.value === fact.value }, one.title)), h("hr"), gone);
  select.addEventListener("change", () => {
    const value = select.value || null;
    const titled = select.selectedOptions[0].textContent;
    save(fact.attribute, value, value ? t("fact_saved", { name: fact.title, value: titled }) : t("fact_gone", { name: fact.title }));
  });
  return h("li", { className: "row" }, h("label", { htmlFor: id }, text, mark), isColor ? swatch(color) : null, select);
}

function colorRow(color) {
  return h("li", { className: "row" }, h("span", { className: "row-title" }, t("color")), swatch(color), h("span", { className: "row-fixed" }, color.name));
}

function swatch(color) {
  const dot = h("span", { className: "swatch", "aria-hidden": "true" });
  if (/^#[0-9a-f]{6}$/i.test(color.hex)) dot.style.backgroundColor = color.hex;
  return dot;
}

/** What nobody stated yet, folded up. */
function more(corrections, { key, save }) {
  const rows = corrections.map((one) => {
    const id = `${key}-${one.attribute}`;
    const select = h("select", { id, "data-key": id, className: "row-value" },
      h("option", { value: "" }, t("not_stated")), ...one.values.map((value) => h("option", { value: value.value }, value.title)));
    select.addEventListener("change", () => {
      if (select.value) save(one.attribute, select.value, t("fact_saved", { name: one.title, value: select.selectedOptions[0].textContent }));
    });
    return h("li", { className: "row" }, h("label", { htmlFor: id }, h("span", { className: "row-title" }, one.title)), select);
  });
  return h("details", { className: "more-rows", open: opened.has(key), ontoggle: (event) => (event.target.open ? opened.add(key) : opened.delete(key)) },
    h("summary", { "data-key": `${key}-more` }, t("add_more")), h("ul", { className: "rows" }, ...rows));
}

const opened = new Set();
