// Step 1: photos are chosen, taken or dropped, and sent one after the other.

import { sendPhoto } from "./api.js";
import { picture } from "./pictures.js";
import { problem, t, tell } from "./say.js";
import { button, h, icon, redraw, step } from "./view.js";

const TAKEN = "image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif,image/gif,image/bmp,image/tiff";

/** The step. `app.sends` says whether this link takes photos. */
export function photosStep(app, number) {
  const parts = step("photos", number);
  const queue = [];
  let sending = false;
  let product = null;
  let names = 0;

  const notes = h("div", { className: "notes" });
  const sender = h("div", { className: "sender" });
  const files = h("ul", { className: "files" });
  const shown = h("div", { className: "photo-list" });
  parts.body.append(notes, sender, files, shown);

  const room = () => app.me.most_photos - app.me.photos.length - queue.filter((one) => one.state === "waiting" || one.state === "sending").length;

  function add(list) {
    for (const file of list) {
      const one = { key: `file-${(names += 1)}`, file, name: file.name || t("photo_n", { n: names }), state: "waiting", done: 0, product: chosenProduct() };
      if (file.type && !file.type.startsWith("image/")) Object.assign(one, { state: "failed", error: t("error_no_picture") });
      else if (room() <= 0) Object.assign(one, { state: "failed", error: t("error_full") });
      queue.push(one);
    }
    draw();
    pump();
  }

  async function pump() {
    if (sending) return;
    sending = true;
    const before = { done: 0, failed: 0 };
    for (let one = next(); one; one = next()) {
      await send(one);
      before[one.state] += 1;
      draw();
    }
    sending = false;
    const said = [before.done && t("added_n", { n: before.done }), before.failed && t("failed_n", { n: before.failed })].filter(Boolean);
    if (said.length) tell(said.join(" "));
  }

  const next = () => queue.find((one) => one.state === "waiting");

  async function send(one) {
    one.state = "sending";
    draw();
    const photo = await sendPhoto(one.file, { product: one.product, progress: (done) => progress(one, done) }).catch((error) => fail(one, error));
    if (!photo) return;
    one.state = "done";
    if (app.me.photos.some((known) => known.id === photo.id)) one.note = t("error_twice");
    else if (photo.wearers.length === 0) one.note = t("added_nobody");
    app.put(photo);
  }

  function fail(one, error) {
    Object.assign(one, { state: "failed", error: problem(error), passes: error.passes });
    if (error.kind === "link") app.lost();
  }

  function progress(one, done) {
    one.done = done;
    const row = files.querySelector(`[data-file="${one.key}"]`);
    const bar = row?.querySelector("progress");
    if (!bar) return;
    if (done < 1) bar.value = done;
    else bar.removeAttribute("value");
    row.querySelector(".file-said").textContent = done < 1 ? t("sending") : t("looking");
  }

  function draw() {
    redraw(files, ...queue.filter((one) => one.state !== "done" || one.note).map(fileRow));
    files.hidden = files.childElementCount === 0;
  }

  function fileRow(one) {
    const failed = one.state === "failed";
    const row = h("li", { className: `file${failed ? " file-failed" : one.note ? " file-noted" : ""}`, "data-file": one.key });
    const said = failed ? one.error : one.note ?? (one.state === "waiting" ? t("waiting") : one.done < 1 ? t("sending") : t("looking"));
    const text = h("div", { className: "file-text" }, h("span", { className: "file-name" }, one.name), h("span", { className: "file-said" }, said));
    row.append(failed || one.note ? icon("alert") : h("span", { className: "file-dot", "aria-hidden": "true" }), text);
    if (one.state === "sending" || one.state === "waiting") {
      const bar = h("progress", { max: 1, "aria-label": one.name });
      if (one.state === "waiting" || one.done < 1) bar.value = one.done;
      text.append(bar);
      return row;
    }
    if (one.passes)
      row.append(button(t("again"), { key: `${one.key}-again`, kind: "button-small", sign: "again", onclick: () => { Object.assign(one, { state: "waiting", done: 0, error: null }); draw(); pump(); } }));
    row.append(h("button", { type: "button", className: "button-icon", "data-key": `${one.key}-close`, "aria-label": t("hide_note", { name: one.name }), onclick: () => { queue.splice(queue.indexOf(one), 1); draw(); parts.title.tabIndex = -1; parts.title.focus({ preventScroll: true }); } }, icon("close", 18)));
    return row;
  }

  const chosenProduct = () => {
    const skus = app.me.link.products.map((one) => one.sku);
    return skus.length === 1 ? skus[0] : product;
  };

  function picker() {
    const products = app.me.link.products;
    if (products.length < 2) return null;
    const choices = [...products, { sku: null, title: t("no_product"), picture: null }].map((one, index) =>
      h("label", { className: "product-choice" },
        h("input", { type: "radio", name: "product", "data-key": `product-${index}`, checked: product === one.sku, onchange: () => { product = one.sku; } }),
        one.picture ? picture(one.picture, { className: "product-picture", keep: "product" }) : h("span", { className: "product-picture", "aria-hidden": "true" }),
        h("span", {}, one.title)));
    return h("fieldset", { className: "product-choices" }, h("legend", {}, t("which_product")), h("div", { className: "product-list" }, ...choices));
  }

  const input = (more) => h("input", { type: "file", accept: TAKEN, className: "visually-hidden", onchange: (event) => { add([...event.target.files]); event.target.value = ""; }, ...more });

  function drop() {
    const zone = h("div", { className: "drop" },
      h("label", { className: "button button-main" }, input({ multiple: true, "data-key": "choose" }), icon("plus", 18), h("span", {}, t("choose"))),
      h("label", { className: "button camera" }, input({ capture: "user", "data-key": "camera" }), icon("camera", 18), h("span", {}, t("camera"))),
      h("p", { className: "drop-hint" }, t("drop")),
      h("p", { className: "drop-formats" }, t("formats")));
    let over = 0;
    const mark = (change) => { over = change === 0 ? 0 : over + change; zone.classList.toggle("drop-over", over > 0); };
    zone.addEventListener("dragenter", (event) => { event.preventDefault(); mark(1); });
    zone.addEventListener("dragover", (event) => event.preventDefault());
    zone.addEventListener("dragleave", () => mark(-1));
    zone.addEventListener("drop", (event) => { event.preventDefault(); mark(0); add([...event.dataTransfer.files]); });
    return zone;
  }

  /** Something to be read at leisure, such as a receipt. */
  function note(node) {
    notes.prepend(node);
    node.tabIndex = -1;
    node.focus();
  }

  function update() {
    parts.title.textContent = t("photos_title");
    parts.said.textContent = app.sends ? t("photos_said", { n: app.me.most_photos }) : t("photos_left", { n: app.me.photos.length });
    redraw(sender, app.sends ? picker() : null, app.sends ? drop() : null);
    draw();
    redraw(shown, app.me.photos.length ? app.tiles("list", { badges: true }) : app.sends ? null : empty());
  }

  const empty = () => h("p", { className: "empty-line" }, t("none_kept", { shop: app.me.shop }));

  return { ...parts, update, note };
}
