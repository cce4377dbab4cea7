// Products of the shop: found, shown, written, taken in from a table.

import { ask, badge, button, dialog, emptyState, facts, field, fill, h, icon, linkButton, number, table } from "../console/kit.js";
import { readTable } from "./csv.js";
import { counted, listing, setQuery, thumb, toolbar } from "./parts.js";

const COLUMNS = ["sku", "title", "description", "price", "currency", "link", "swatch"];
const MOST_AT_ONCE = 1000;
const PHOTOS = 12;

function picture(product, size) {
  const shown = product.picture
    ? h("img", { src: product.picture, alt: "", width: size, height: size, loading: "lazy", className: "thumb" })
    : h("span", { className: "thumb thumb-none" }, icon("product"));
  if (!product.picture && product.swatch) shown.style.background = product.swatch;
  return shown;
}

const priceOf = ({ price, currency }) => (price ? `${price} ${currency}`.trim() : h("span", { className: "soft" }, "–"));

function productFields(product) {
  return [
    field("SKU", { name: "sku", value: product?.sku ?? "", required: true, maxLength: 64, readOnly: Boolean(product?.sku), hint: product?.sku ? "Products are known by it: it stays." : "" }),
    field("Title", { name: "title", value: product?.title ?? "", required: true, maxLength: 300 }),
    field("Description", { name: "description", value: product?.description ?? "", rows: 3 }),
    field("Price", { name: "price", value: product?.price ?? "", placeholder: "49.90", inputMode: "decimal" }),
    field("Currency", { name: "currency", value: product?.currency ?? "", placeholder: "EUR", maxLength: 3 }),
    field("Address in the shop", { name: "link", value: product?.link ?? "", placeholder: "https://…" }),
    field("Colour", { name: "swatch", value: product?.swatch ?? "", placeholder: "#1f2f4f" }),
  ];
}

async function edit(context, product, done) {
  const act = async (values) => {
    const told = await context.api.post("/v1/products", [values]);
    if (told.failures.length) throw new Error(told.failures[0].failure.message);
  };
  const saved = await ask({ title: product ? `Edit ${product.sku}` : "New product", fields: productFields(product), act });
  if (!saved) return;
  context.toast(product ? "Saved." : `${saved.sku} is in.`);
  done(saved);
}

/** A refusal of the whole request names rows by their place: said again by the lines of the file. */
function byLines(error, part) {
  const said = error.message.split("; ").map((each) => {
    const [, at, name, why] = /^body\.(\d+)(?:\.(\w+))?: (.*)$/.exec(each) ?? [];
    return at === undefined ? each : `Line ${part[Number(at)].line}${name ? `, ${name}` : ""}: ${why}`;
  });
  return Object.assign(new Error("Nothing of this part was taken in."), { lines: said });
}

async function sendTable(api, rows) {
  const result = { added: 0, failures: [] };
  for (let start = 0; start < rows.length; start += MOST_AT_ONCE) {
    const part = rows.slice(start, start + MOST_AT_ONCE);
    const body = part.map(({ values }) => Object.fromEntries(COLUMNS.filter((name) => values[name]).map((name) => [name, values[name]])));
    try {
      const told = await api.post("/v1/products", body);
      result.added += told.added;
      result.failures.push(...told.failures.map(({ row, failure }) => `Line ${part[row - 1]?.line ?? row}: ${failure.message}`));
    } catch (error) {
      if (error.code !== "request") throw error;
      result.failures.push(...byLines(error, part).lines);
    }
  }
  return result;
}

function showResult({ added, failures }) {
  const list = failures.length ? h("ul", { className: "lines" }, ...failures.map((line) => h("li", {}, line))) : null;
  const said = `${counted(added, "product")} taken in${failures.length ? `, ${counted(failures.length, "problem")}` : ""}.`;
  return dialog({ title: "Products from a table", body: [h("p", {}, said), list].filter(Boolean), actions: [{ label: "Close", tone: "main", value: true }] });
}

async function importTable(context, done) {
  const file = field("CSV file", { name: "file", type: "file", accept: ".csv,text/csv", required: true, hint: `Its first line names the columns: ${COLUMNS.join(", ")}.` });
  const text = "Products with a SKU that is known already are replaced; nothing is deleted.";
  let result;
  const act = async () => {
    const rows = readTable(await file.control.files[0].text());
    if (!rows.length || !("sku" in rows[0].values)) throw new Error("The file needs a first line with the column sku, and lines below it.");
    result = await sendTable(context.api, rows);
  };
  const sent = await dialog({ title: "Import products", body: [h("p", {}, text), file], actions: [{ label: "Cancel" }, { label: "Import", tone: "main", act }] });
  if (!sent) return;
  await showResult(result);
  done();
}

function productTable(items) {
  return table({
    caption: "Products", rows: items,
    columns: [
      { title: "Picture", cell: (one) => picture(one, 44) },
      { title: "Title", cell: (one) => h("a", { href: `#products/${encodeURIComponent(one.sku)}` }, one.title) },
      { title: "SKU", cell: (one) => one.sku, narrow: false },
      { title: "Price", cell: priceOf, align: "end", narrow: false },
      { title: "Wearers", cell: (one) => (one.wearers === undefined ? "" : number(one.wearers)), align: "end" },
    ],
  });
}

function list(root, context) {
  const text = context.query.get("text") ?? "";
  const again = () => {
    root.replaceChildren();
    return list(root, context);
  };
  if (context.may("ingest")) {
    context.actions(
      button("Import CSV", { mark: "upload", onclick: () => importTable(context, again) }),
      button("New product", { tone: "main", mark: "plus", onclick: () => edit(context, null, ({ sku }) => context.go(`#products/${encodeURIComponent(sku)}`)) }),
    );
  }
  const search = h("input", { type: "search", className: "input", value: text, placeholder: "Title, SKU or description", ariaLabel: "Search products" });
  const form = h("form", { role: "search", className: "grow", onsubmit: (event) => {
    event.preventDefault();
    setQuery(context, "products", { text: search.value.trim() });
  } }, search);
  const place = h("div");
  root.append(toolbar(form), place);
  return listing(place, {
    signal: context.signal,
    load: async (cursor) => {
      const page = await context.api.get("/v1/products", { query: { text, cursor, limit: 50 }, signal: context.signal });
      return { items: page.products, cursor: page.cursor };
    },
    list: productTable,
    empty: text ? { title: "No product has these words", mark: "search" } : { title: "No products yet", text: "Import a table, or write the first one.", mark: "product" },
  });
}

function photosOf(gallery) {
  const hits = gallery.result.hits;
  if (!hits.length) return emptyState({ title: "No photo of a wearer may be shown", text: "Photos come in by ingest, and with the rights to show them.", mark: "photo" });
  return h("div", { className: "thumbs" }, ...hits.map((hit) => thumb(hit.asset.id, { size: 108 })));
}

function one(root, context) {
  const sku = context.rest[0];
  const path = `/v1/products/${encodeURIComponent(sku)}`;
  return fill(root, {
    signal: context.signal,
    load: () => context.api.get(`${path}/gallery`, { query: { k: PHOTOS }, signal: context.signal }),
    show: (gallery) => {
      const { product, result } = gallery;
      context.heading(product.title);
      context.actions(
        linkButton("Matches", `#matches?product=${encodeURIComponent(sku)}`, { mark: "match" }),
        linkButton("Shop page", `/shop/${encodeURIComponent(sku)}`, { mark: "eye" }),
        context.may("ingest") ? button("Edit", { tone: "main", mark: "edit", onclick: () => edit(context, product, () => one(root, context)) }) : null,
      );
      const shown = h("div", { className: "product-picture" }, picture(product, 320));
      const told = facts([
        ["SKU", product.sku], ["Price", priceOf(product)], ["Description", product.description],
        ["In the shop", product.link ? h("a", { href: product.link, rel: "noreferrer" }, product.link) : ""],
        ["Colour", product.swatch ? h("span", { className: "row" }, swatch(product.swatch), product.swatch) : ""],
        ["Picture", product.picture_synthetic ? badge("Generated", "info") : ""],
      ]);
      return [h("a", { href: "#products", className: "back" }, icon("back"), "All products"),
        h("div", { className: "product" }, shown, h("div", { className: "card" }, told)),
        h("h2", { className: "section" }, "Wearers ", h("span", { className: "count" }, number(result.total))), photosOf(gallery)];
    },
  });
}

function swatch(color) {
  const mark = h("span", { className: "swatch" });
  mark.style.background = color;
  return mark;
}

export const pane = {
  name: "products", title: "Products", scope: "read", group: "Photos", mark: "product",
  mount: (root, context) => (context.rest[0] ? one(root, context) : list(root, context)),
};
