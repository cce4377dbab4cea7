// How a photo looks in a grid.

import { asWords, badge, h, icon, stateBadge } from "./kit.js";

const DOUBTFUL_BELOW = 0.7;

/** The tile of a row of the library: nodes, and a label for who does not see them; with `doubt`, how sure its facts are. */
export function photoTile(row, { doubt = false } = {}) {
  const doubtful = doubt && row.doubt !== null && row.doubt !== undefined && row.doubt < DOUBTFUL_BELOW;
  const skus = row.given?.join(", ");
  const picture = h("div", { className: "shot-picture" }, h("img", { src: row.thumb, alt: "", loading: "lazy", decoding: "async", draggable: false }));
  const marks = h("span", { className: "shot-marks" },
    row.state ? stateBadge(row.state) : null,
    row.shown === false ? h("span", { className: "shot-hidden", title: "Not shown to shoppers" }, icon("veil", { size: 14 }), h("span", { className: "visually-hidden" }, "not shown")) : null,
    row.why ? h("span", { className: "shot-why" }, row.why) : null,
    doubtful ? badge(`${Math.round(row.doubt * 100)} %`, "warn") : skus ? h("span", { className: "shot-sku" }, skus) : null);
  const label = [
    row.title || `${asWords(row.kind)} photo`, asWords(row.state ?? ""), row.shown === false ? "not shown to shoppers" : "", skus,
    doubtful ? `least sure fact ${Math.round(row.doubt * 100)} %` : "", row.why,
  ].filter(Boolean).join(", ");
  return { nodes: [picture, marks], label };
}
