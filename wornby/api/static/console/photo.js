// One photo: what is stated about it and by whom, corrections, rights, products, veils.

import { button, fill, h, linkButton, number } from "./kit.js";
import { sendChange, sendUndo } from "./editing.js";
import { erasePhotos } from "./erasing.js";
import { groupsOf, samePlace } from "./facts.js";
import { historyPanel, productsPanel, reportsPanel, rightsPanel } from "./photo_side.js";
import { masksToggle } from "./masks.js";
import { Stage } from "./stage.js";
import { tagsPanel } from "./tags_panel.js";
import { trailOf } from "./trail.js";
import { veilTools } from "./veil_tools.js";
import { readVocabulary } from "./vocabulary.js";

const section = (title, body, ...tools) => h("section", { className: "side-section" }, h("div", { className: "row" }, h("h2", { className: "grow" }, title), ...tools.filter(Boolean)), body);

class Photo {
  constructor(root, context, { asset, vocabulary }) {
    Object.assign(this, { root, context, vocabulary, asset, original: false });
    this.editable = context.may("ingest");
    this.stage = new Stage({ pick: (group) => this.goTo(group) });
    this.tags = h("div");
    this.history = h("div");
    this.products = h("div");
    this.undo = button("Undo", { mark: "undo", tone: "quiet", disabled: true, onclick: () => this.takeBack() });
    this.tools = h("div", { className: "stage-tools" });
    this.side = h(
      "div", { className: "photo-side" }, reportsPanel(asset, context),
      section("Tags", this.tags, this.editable ? this.undo : null),
      section("Rights", rightsPanel(asset, context, { changed: () => this.reload() })),
      section("Products", this.products),
      section("Corrections", this.history),
    );
    root.append(h("div", { className: "photo" }, h("div", { className: "photo-stage" }, this.stage.element, this.tools), this.side));
    this.drawTools();
    this.draw(asset);
    this.products.replaceChildren(productsPanel(asset, context));
    this.watchKeys();
  }

  draw(asset) {
    this.asset = asset;
    this.groups = groupsOf(asset.tags, this.vocabulary);
    this.stage.show({ src: asset.renditions.view, alt: this.alt(), width: asset.width_px, height: asset.height_px });
    if (this.original) this.showPicture({ original: true });
    this.stage.boxes(this.groups);
    const open = document.activeElement?.dataset.tag;
    this.panel = tagsPanel(this.groups, {
      vocabulary: this.vocabulary, light: (group) => this.stage.highlight(group),
      change: this.editable ? (row, value) => this.change(row, value) : null,
    });
    this.tags.replaceChildren(this.panel);
    if (open) this.tags.querySelector(`[data-tag="${CSS.escape(open)}"]`)?.focus();
    this.history.replaceChildren(historyPanel(asset, {
      ...this.context, vocabulary: this.vocabulary, told: (count) => { this.undo.disabled = !count; },
    }));
  }

  alt() {
    const worn = this.groups.filter((group) => group.kind === "garment").map((group) => group.title.toLowerCase());
    return `${this.asset.synthetic ? "Generated picture" : "Photo"}${worn.length ? ` with ${worn.join(", ")}` : ""}`;
  }

  async change(row, value) {
    try {
      this.draw(await sendChange(this.context.api, this.asset, row, value));
      const words = value === null ? "nothing" : this.vocabulary.value(row.attribute, value).toLowerCase();
      this.context.toast(`${this.vocabulary.title(row.attribute)}: ${words}.`, { action: { label: "Undo", act: () => this.takeBack() } });
    } catch (error) {
      await this.failed(error);
    }
  }

  async takeBack() {
    try {
      this.draw(await sendUndo(this.context.api, this.asset));
      this.context.toast("Taken back.");
    } catch (error) {
      await this.failed(error);
    }
  }

  async failed(error) {
    this.context.toast(error.message);
    // Somebody else changed it meanwhile: what they said is shown before another try.
    if (error.status === 409) await this.reload();
  }

  /** Show it as it is now: other rights drop tags, and hide others in the picture. */
  async reload() {
    const { api, signal, toast } = this.context;
    try {
      this.draw(await api.get(`/v1/assets/${this.asset.id}`, { signal }));
    } catch (error) {
      if (error.name !== "AbortError") toast(error.message);
      return;
    }
    this.showPicture({ original: this.original, anew: true });
    this.masks.renew();
    this.products.replaceChildren(productsPanel(this.asset, this.context));
  }

  goTo(group) {
    const here = this.panel.sectionOf(this.groups.find((one) => samePlace(one, group)));
    here?.scrollIntoView({ block: "nearest" });
    here?.focus({ preventScroll: true });
  }

  drawTools() {
    const { asset, context, stage } = this;
    const boxes = button("Boxes", { ariaPressed: "true", onclick: () => {
      const shown = boxes.getAttribute("aria-pressed") !== "true";
      boxes.setAttribute("aria-pressed", String(shown));
      stage.hideBoxes(!shown);
    } });
    const original = button("Original", { mark: "eye", ariaPressed: "false", title: "Everybody in view: for the staff only", onclick: () => {
      const open = original.getAttribute("aria-pressed") !== "true";
      original.setAttribute("aria-pressed", String(open));
      this.showPicture({ original: open });
    } });
    const size = h("span", { className: "soft grow end wide-only" }, `${number(asset.width_px)} × ${number(asset.height_px)} px`);
    this.masks = masksToggle(this);
    const { toggle: masks } = this.masks;
    const veils = context.may("rights") ? veilTools(this, { original, toggles: [boxes, original, masks] }) : null;
    this.tools.replaceChildren(...[boxes, masks, original, veils, size].filter(Boolean));
  }

  showPicture({ original, anew = false }) {
    this.original = original;
    const { id, renditions } = this.asset;
    const src = original ? `/v1/assets/${id}/original.jpg` : renditions.view;
    this.stage.image.src = anew ? `${src}?${Date.now()}` : src;
  }

  watchKeys() {
    const { back, before, after } = trailOf(this.asset.id);
    const go = (id) => id && this.context.go(`#photo/${id}`);
    const erase = this.context.may("rights") ? button("Erase", { mark: "erase", tone: "danger", onclick: () => this.erase(back) }) : null;
    this.context.actions(
      linkButton("Library", back, { tone: "quiet", mark: "back" }),
      before || after ? h("div", { className: "row steps" },
        button("Photo before", { mark: "back", iconOnly: true, disabled: !before, onclick: () => go(before) }),
        button("Next photo", { mark: "arrow", iconOnly: true, disabled: !after, onclick: () => go(after) })) : null,
      erase,
    );
    addEventListener("keydown", (event) => {
      if (event.target.closest?.("input, textarea, select, dialog, .veils") || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "j" || event.key === "ArrowRight") go(after);
      else if (event.key === "k" || event.key === "ArrowLeft") go(before);
      else if (event.key === "m") this.masks.toggle.click();
      else if (event.key === "u" && this.editable) this.takeBack();
    }, { signal: this.context.signal });
  }

  async erase(back) {
    if (await erasePhotos([this.asset.id], this.context)) this.context.go(back);
  }
}

export const pane = {
  name: "photo", title: "Photo", scope: "staff", hidden: true, under: "library",
  async mount(root, context) {
    const { api, signal, rest } = context;
    const vocabulary = await readVocabulary(api);
    const body = root.appendChild(h("div"));
    await fill(body, { signal, load: () => api.get(`/v1/assets/${encodeURIComponent(rest[0] ?? "")}`, { signal }), show: (asset) => {
      context.heading(asset.title || "Photo");
      const shown = h("div");
      new Photo(shown, context, { asset, vocabulary });
      return shown;
    } });
  },
};
