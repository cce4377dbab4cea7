// Who is seen wearing which product, and who is missing. Gaps are marked by a sign and words, not by colour alone.

import { emptyState, field, fill, h, number, pager, table } from "../console/kit.js";
import { counted, note, setQuery, toolbar } from "./parts.js";

const MOST_GAPS = 8;
const ASKS = { statements: "ask those who are in to say it", photos: "ask further people for photos" };

/** How dark a cell is, from 0 to 4: a share of what is enough. */
const step = (count, least) => Math.min(4, Math.floor((4 * count) / least));

function cell(value, least) {
  const missing = value.missing > 0;
  const words = missing ? `${number(value.count)}; ${number(value.missing)} missing` : `${number(value.count)}, enough`;
  return h("td", { className: `heat heat-${step(value.count, least)} ${missing ? "gap" : ""}`.trim(), title: words },
    h("span", { ariaHidden: "true" }, missing ? `${number(value.count)} ▾` : number(value.count)), h("span", { className: "visually-hidden" }, words));
}

function spread(attribute, products, least) {
  const shown = products.map((product) => ({ product, counts: product.attributes.find((one) => one.attribute === attribute.attribute) })).filter(({ counts }) => counts);
  const head = h("tr", {}, h("th", { scope: "col" }, "Product"), ...attribute.values.map((value) => h("th", { scope: "col" }, value.title)), h("th", { scope: "col", className: "end" }, "Stated"));
  const rows = shown.map(({ product, counts }) => h("tr", {},
    h("th", { scope: "row" }, h("a", { href: `#products/${encodeURIComponent(product.sku)}` }, product.title)),
    ...counts.values.map((value) => cell(value, least)), h("td", { className: "end soft" }, `${number(counts.stated)} of ${number(product.wearers)}`)));
  return h("div", { className: "table-frame", tabIndex: 0, role: "region", ariaLabel: attribute.title },
    h("table", { className: "heat-table" }, h("caption", { className: "visually-hidden" }, `${attribute.title} by product`), h("thead", {}, head), h("tbody", {}, ...rows)));
}

function worst(products) {
  const sums = new Map();
  for (const product of products) {
    for (const gap of product.gaps) {
      const sum = sums.get(gap.title) ?? { title: gap.title, missing: 0, titles: [], asks: new Set() };
      sum.missing += gap.missing;
      sum.titles.push(product.title);
      sums.set(gap.title, { ...sum, asks: sum.asks.add(gap.ask) });
    }
  }
  const gaps = [...sums.values()].sort((a, b) => b.missing - a.missing).slice(0, MOST_GAPS);
  if (!gaps.length) return note("Nobody is missing: every value has enough wearers for every product.");
  return table({
    caption: "What is missing most", rows: gaps,
    columns: [
      { title: "Who", cell: (gap) => gap.title },
      { title: "Products", cell: ({ titles }) => (titles.length > 2 ? h("span", { title: titles.join(", ") }, counted(titles.length, "product")) : titles.join(", ")) },
      { title: "Missing", cell: ({ missing }) => h("b", {}, number(missing)), align: "end" },
      { title: "What helps", cell: ({ asks }) => [...asks].map((ask) => ASKS[ask] ?? ask).join("; or "), narrow: false },
    ],
  });
}

function report(products, least) {
  const attributes = products[0].attributes;
  return [
    h("h2", { className: "section first" }, "Missing most"), worst(products),
    ...attributes.flatMap((attribute) => [h("h2", { className: "section" }, attribute.title), spread(attribute, products, least)]),
  ];
}

export const pane = {
  name: "representation", title: "Representation", scope: "staff", group: "Photos", mark: "people",
  mount(root, context) {
    const least = Number(context.query.get("least")) || 3;
    const enough = field("Enough of each", { type: "number", value: String(least), min: 1, max: 1000, inputMode: "numeric" });
    enough.control.addEventListener("change", () => setQuery(context, "representation", { least: enough.control.value }));
    const place = h("div");
    root.append(toolbar(enough), note("Wearers whose photos may be shown, by what they state of themselves and what is seen. ▾ marks what has too few."), place);
    const load = (cursor) => context.api.get("/v1/representation", { query: { least, cursor, limit: 25 }, signal: context.signal });
    return fill(place, {
      signal: context.signal,
      load: () => load(null),
      show: ({ products, cursor }) => {
        if (!products.length) return emptyState({ title: "No products yet", mark: "people" });
        const all = [...products];
        const body = h("div", {}, ...report(all, least));
        const more = async (at) => {
          const page = await load(at);
          return { items: page.products, cursor: page.cursor };
        };
        return [h("p", { className: "count" }, counted(all.reduce((sum, one) => sum + one.wearers, 0), "wearer")), body, pager({ cursor, load: more, show: (items) => {
          all.push(...items);
          body.replaceChildren(...report(all, least));
        } })];
      },
    });
  },
};
