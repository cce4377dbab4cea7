// Searching the library by words, a picture or its address: ranked hits with why they matched.

import { badge, button, h, number } from "./kit.js";
import { narrowing } from "./asking.js";

const PAGE = 60;
const ADDRESS = /^https?:\/\/\S+$/;

/** Ask for a page of hits. `picture` is a file. */
export async function find(api, { asking, picture, cursor, signal }) {
  // A clause takes commas for "or": hits of other products would stand under this one's name.
  if (asking.product.includes(",")) throw new Error("Nothing can be searched within a product whose number has a comma. Take the product away.");
  const where = narrowing(asking);
  if (picture) {
    const form = new FormData();
    form.append("image", picture);
    for (const clause of where) form.append("where", clause);
    form.append("k", String(PAGE));
    if (cursor) form.append("cursor", cursor);
    return api.post("/v1/search", form, { signal });
  }
  const words = asking.text.trim();
  const question = ADDRESS.test(words) ? { url: words } : { text: words };
  return api.post("/v1/search", { ...question, where, drop: asking.drop, k: PAGE, cursor: cursor ?? null }, { signal });
}

/** Hits as rows of a grid, each photo once. */
export function rowsOf(hits, seen = new Set()) {
  return hits.filter(({ asset }) => !seen.has(asset.id) && seen.add(asset.id)).map(({ asset, why, score }) => ({
    id: asset.id, kind: asset.kind, synthetic: asset.synthetic, title: asset.title, given: asset.given ?? asset.products,
    thumb: asset.renditions.thumb, why: why[0] ?? "", score,
  }));
}

/** How the words were read, and what to give up where nothing was found. */
export function readingOf(answer, { vocabulary, change, asking }) {
  const read = answer.read_as.map((part) => {
    const clause = part.clause ? `${vocabulary.title(part.clause.attribute)}: ${part.clause.values.map((one) => vocabulary.value(part.clause.attribute, one)).join(" or ")}` : part.color ?? "as text";
    return h("li", { className: part.dropped ? "dropped" : "" }, h("q", {}, part.words), " ", badge(part.dropped ? "left out" : clause, !part.dropped && (part.clause || part.color) ? "info" : ""));
  });
  const words = new Set(answer.read_as.map((part) => part.words));
  const relax = answer.hits.length ? [] : answer.relaxations.map((one) => {
    const told = `Without “${one.part}”: ${number(one.count)}${one.at_least ? " or more" : ""}`;
    return h("li", {}, words.has(one.part) ? button(told, { onclick: () => change({ ...asking, drop: [...asking.drop, one.part] }) }) : told);
  });
  const parts = [
    read.length ? h("ul", { className: "read-as", ariaLabel: "How your words were read" }, ...read) : null,
    relax.length ? h("ul", { className: "relax", ariaLabel: "What would be found with less" }, ...relax) : null,
  ];
  return parts.some(Boolean) ? h("div", { className: "reading" }, ...parts.filter(Boolean)) : null;
}
