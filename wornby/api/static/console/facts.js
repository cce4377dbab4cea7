// What is stated about a photo, as rows; who says it and how sure, in words.

import { asWords, badge, h } from "./kit.js";

const PERSONS = { staff: "Staff", wearer: "The wearer", key: "API key", operator: "Operator" };

/** Who states a fact. */
export function sourceWords(source) {
  const [kind] = source.split("/");
  if (PERSONS[kind]) return PERSONS[kind];
  const named = source.split("+").map((one) => one.replace(/@.*/, "").split("/").pop());
  return kind === "learned" ? "Learned from your labels" : `Model: ${named.filter((one, at) => named.indexOf(one) === at).join(" and ")}`;
}

export const isPersons = (source) => source.startsWith("staff/") || source.startsWith("wearer") || source.startsWith("key/");

function rowsOf(facts, place) {
  return Object.entries(facts).map(([attribute, fact]) => ({ ...place, attribute, ...fact }));
}

function garmentRows(garment, place) {
  const rows = [{ ...place, attribute: "garment.kind", ...garment.kind }];
  if (garment.color) {
    const { family, name, hex, share, source, confidence = null, unsure = false } = garment.color;
    rows.push({ ...place, attribute: "garment.color", value: family, name, hex, share, source, confidence, unsure });
  }
  if (garment.pattern) rows.push({ ...place, attribute: "garment.pattern", ...garment.pattern });
  return [...rows, ...rowsOf(garment.attributes ?? {}, place)];
}

function garmentGroup(garment, number, { wearer, vocabulary }) {
  const place = { wearer, garment: number };
  const title = garment.kind.value ? vocabulary.value("garment.kind", garment.kind.value) : asWords(garment.place ?? "garment");
  return { ...place, kind: "garment", title, box: garment.box, rows: garmentRows(garment, place) };
}

/**
 * Groups of rows in the order in which they are shown: each wearer, what they wear, what nobody wears, the photo.
 * A row: {wearer, garment, attribute, value, confidence, source, unsure, hex?, name?, share?}.
 */
export function groupsOf(tags, vocabulary) {
  if (!tags) return [];
  const groups = [];
  tags.wearers.forEach((wearer, number) => {
    const title = tags.wearers.length === 1 ? "Wearer" : `Wearer ${number + 1}`;
    const place = { wearer: number, garment: null };
    groups.push({ ...place, kind: "wearer", title, main: wearer.main, box: wearer.box, rows: rowsOf(wearer.attributes, place) });
    groups.push(...wearer.garments.map((garment, at) => garmentGroup(garment, at, { wearer: number, vocabulary })));
  });
  groups.push(...tags.garments.map((garment, at) => garmentGroup(garment, at, { wearer: null, vocabulary })));
  const place = { wearer: null, garment: null };
  groups.push({ ...place, kind: "photo", title: "Photo", box: null, rows: rowsOf(tags.photo, place) });
  return groups;
}

/** The row or group at a place. */
export const samePlace = (one, other) => one.wearer === other.wearer && one.garment === other.garment;

/** How sure a row is, as a meter with words; a person's word as a mark. */
export function sureness(row) {
  if (isPersons(row.source)) return badge(sourceWords(row.source), "good");
  if (row.confidence === null || row.confidence === undefined) return h("span", { className: "soft" }, "measured");
  const percent = Math.round(row.confidence * 100);
  const level = row.unsure ? "low" : row.confidence < 0.7 ? "middling" : "high";
  return h("span", { className: `sure sure-${level}`, title: sourceWords(row.source) },
    h("meter", { min: 0, max: 100, value: percent, ariaLabel: `${percent} % sure` }), h("span", {}, `${percent} %`));
}

/** A row's value in words, with its colour; "" of what is not known. */
export function valueOf(row, vocabulary) {
  const words = row.value ? vocabulary.value(row.attribute, row.value) : "Not told";
  if (!row.hex) return h("span", {}, words);
  const dot = h("span", { className: "swatch" });
  dot.style.background = row.hex;
  return h("span", { className: "colored" }, dot, h("span", {}, words));
}
