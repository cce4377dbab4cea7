// The offer of a generated picture where a filter leaves no photo.

import { h, postJson } from "./dom.js";
import { toParameters } from "./state.js";

/** A button that has a picture made for these filters and hands its asset over; what went wrong is said beside it. */
export function offerPicture({ sku, filters, signal, show }) {
  const said = h("p", { className: "offer-said", role: "status" });
  const button = h("button", { type: "button", className: "button button-main", textContent: "Show a generated picture" });
  const note = h("p", { className: "offer-note", textContent: "Drawn for these filters; the person in it does not exist." });
  const offer = h("div", { className: "offer" }, button, note, said);
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "Drawing…";
    try {
      const where = toParameters(filters).getAll("where");
      const { asset, reason } = await postJson(`/v1/products/${encodeURIComponent(sku)}/generated`, { where }, signal);
      if (asset) {
        await show(asset);
        offer.remove();
      } else {
        said.textContent = reason;
      }
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  });
  return offer;
}
