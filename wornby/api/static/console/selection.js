// What can be done with several photos at once. Each act: {label, scope, mark, tone, run(ids, context)}, which settles with
// whether something was done.

import { ask, button, field, h, number } from "./kit.js";
import { erasePhotos } from "./erasing.js";

const photos = (count) => (count === 1 ? "one photo" : `${number(count)} photos`);

async function addProduct(ids, { api, toast, signal }) {
  const told = await ask({
    title: `Say what ${photos(ids.length)} show`, text: "Your word counts as a confirmed match.", action: "Add product",
    fields: [field("SKU of the product", { name: "product", required: true, maxLength: 100 })],
  });
  if (!told) return false;
  const refused = [];
  for (const id of ids) {
    try {
      await api.post(`/v1/assets/${id}/matches`, { product: told.product.trim(), verdict: "confirmed" }, { signal });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      refused.push(error);
    }
  }
  const done = ids.length - refused.length;
  toast(refused.length ? `${photos(done)} now show ${told.product}; ${number(refused.length)} refused: ${refused[0].message}` : `${photos(done)} now show ${told.product}.`);
  return done > 0;
}

export const ACTS = [
  { label: "Add product", scope: "ingest", mark: "product", run: addProduct },
  { label: "Erase", scope: "rights", mark: "erase", tone: "danger", run: erasePhotos },
];

/** The bar above a grid while photos are selected. `draw(rows)`; `done()` is called after something was done. */
export function selectionBar({ context, clear, done }) {
  const count = h("b", { role: "status" });
  const failed = h("p", { className: "field-error", role: "alert", hidden: true });
  let rows = [];
  const acts = ACTS.filter((act) => context.may(act.scope)).map((act) => button(act.label, { mark: act.mark, tone: act.tone, onclick: async () => {
    failed.hidden = true;
    try {
      if (await act.run(rows.map((row) => row.id), context)) done();
    } catch (error) {
      failed.textContent = error.message;
      failed.hidden = error.name === "AbortError";
    }
  } }));
  const open = button("Open", { mark: "photo", onclick: () => context.go(`#photo/${rows[0].id}`) });
  const element = h("div", { className: "selection", hidden: true }, count, h("div", { className: "row grow" }, open, ...acts), button("Clear", { tone: "quiet", onclick: clear }), failed);
  element.draw = (selected) => {
    rows = selected;
    element.hidden = !rows.length;
    open.hidden = rows.length !== 1;
    count.textContent = `${number(rows.length)} selected`;
  };
  return element;
}
