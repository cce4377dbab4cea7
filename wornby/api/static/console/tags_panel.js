// What is stated about a photo, to read and to correct.

import { badge, button, h, icon } from "./kit.js";
import { chooseAttribute, chooseValue } from "./editing.js";
import { sourceWords, sureness, valueOf } from "./facts.js";

function line(row, { vocabulary, change }) {
  const title = row.attribute === "garment.kind" ? "Kind" : row.attribute === "garment.color" ? "Colour" : vocabulary.title(row.attribute);
  const told = [row.name, sourceWords(row.source)].filter(Boolean).join(" · ");
  const inside = [
    h("span", { className: "tag-title" }, title),
    h("span", { className: "tag-value" }, valueOf(row, vocabulary), h("small", { title: told }, told)),
    sureness(row),
  ];
  const name = `tag${row.unsure ? " tag-unsure" : ""}`;
  if (!change || !vocabulary.attributes.get(row.attribute)?.values.length) return h("div", { className: name }, ...inside);
  const mark = icon("edit", { size: 14 });
  return h("button", { type: "button", className: `${name} tag-edit`, onclick: change, "data-tag": `${row.wearer}/${row.garment}/${row.attribute}` }, ...inside, mark, h("span", { className: "visually-hidden" }, ", change"));
}

/**
 * A section for each group. `change(row, value)` corrects one, left out where nobody may; `light(group)` hears what is
 * pointed at. `element.sectionOf(group)` is a group's section.
 */
export function tagsPanel(groups, { vocabulary, change, light }) {
  const sections = new Map();
  for (const group of groups) {
    if (!group.rows.length && !(change && group.kind === "wearer")) continue;
    const alter = (row) => async () => {
      const value = await chooseValue(row, { vocabulary, subject: group.title });
      if (value !== undefined && value !== row.value) change(row, value);
    };
    const add = change && group.kind !== "photo" ? button(`Add a tag: ${group.title}`, { mark: "plus", iconOnly: true, tone: "quiet", onclick: async () => {
      const row = await chooseAttribute(group, { vocabulary });
      if (row) alter(row)();
    } }) : null;
    const heading = h("div", { className: "tags-head" }, h("h3", {}, group.title), group.kind === "wearer" && group.main ? badge("Main") : null, h("span", { className: "grow" }), add);
    const section = h("section", { className: `tags tags-${group.kind}`, tabIndex: -1 }, heading, ...group.rows.map((row) => line(row, { vocabulary, change: change ? alter(row) : null })));
    section.addEventListener("pointerenter", () => light(group));
    section.addEventListener("pointerleave", () => light(null));
    section.addEventListener("focusin", () => light(group));
    sections.set(group, section);
  }
  const element = h("div", { className: "tags-panel" }, ...sections.values());
  if (!sections.size) element.append(h("p", { className: "soft" }, "Nothing is stated about this photo."));
  element.sectionOf = (group) => sections.get(group);
  return element;
}
