// The library: every photo, also those that may not be shown; filters, search, selection.

import { button, emptyState, errorState, h, number, pager } from "./kit.js";
import { UNSEARCHED, changed, clausesOf, hashOf, readAsking } from "./asking.js";
import { watchDrops } from "./drops.js";
import { chip, chipsOf, filterPanel } from "./filters.js";
import { find, readingOf, rowsOf } from "./finding.js";
import { PhotoGrid } from "./grid.js";
import { selectionBar } from "./selection.js";
import { photoTile } from "./tiles.js";
import { keepTrail } from "./trail.js";
import { takeIn } from "./uploads.js";
import { readVocabulary } from "./vocabulary.js";

const WINDOW = 100;
const TILE_LINES_PX = 30;
const STATES = [
  ["", "Any state"], ["discovered", "Discovered"], ["requested", "Requested"], ["replied", "Replied"], ["granted", "Granted"], ["declined", "Declined"],
  ["expired", "Expired"], ["withdrawn", "Withdrawn"], ["self_uploaded", "By the wearer"], ["licensed", "Licensed"], ["synthetic", "Generated"],
];
const KINDS = [["", "Any kind"], ["worn", "Worn"], ["product", "Product"], ["generated", "Generated"]];
const ORDERS = [["newest", "Newest first"], ["oldest", "Oldest first"], ["doubt", "Least sure first"]];
const place = { hash: "", at: null };

const tileWidth = (width) => (width < 500 ? 104 : width < 900 ? 140 : 164);

function select(label, options, { value, onchange }) {
  const control = h("select", { className: "input", ariaLabel: label, onchange: () => onchange(control.value) }, ...options.map(([own, words]) => h("option", { value: own, selected: own === value }, words)));
  return control;
}

class Library {
  constructor(root, context, vocabulary) {
    Object.assign(this, { root, context, vocabulary, picture: null, asking: readAsking(context.query), busy: new AbortController() });
    const { api, signal } = context;
    this.change = (asking) => context.go(hashOf(asking));
    this.panel = filterPanel({ api, signal, change: this.change });
    this.grid = new PhotoGrid({
      label: "Photos", signal, tileWidth, lines: TILE_LINES_PX,
      tile: (row) => photoTile(row, { doubt: this.asking.order === "doubt" }),
      open: (row) => this.open(row), chosen: (rows) => this.selection.draw(rows),
      failed: (error) => context.toast(error.message), headHeight: () => this.head.offsetHeight,
    });
    this.selection = selectionBar({ context, clear: () => this.grid.select(), done: () => this.again() });
    this.count = h("p", { className: "library-count", role: "status" });
    this.under = h("div", { className: "library-under" });
    this.reading = h("div");
    this.chips = h("div", { className: "chips" });
    this.head = h("div", { className: "library-head" }, this.tools(), this.chips, this.selection);
    this.list = h("div", { className: "library-list" }, this.count, this.reading, this.grid.element, this.under);
    root.append(this.head, h("div", { className: "library" }, this.panel, this.list));
    watchDrops({ signal, find: (file) => this.like(file), add: context.may("ingest") ? (files) => this.add(files) : null });
    addEventListener("keydown", (event) => {
      if (event.key === "/" && !event.target.closest("input, textarea, select, dialog")) {
        event.preventDefault();
        this.search.focus();
      }
    }, { signal });
  }

  tools() {
    this.search = h("input", { className: "input", type: "search", ariaLabel: "Search photos", placeholder: "Search: short red hair, sunglasses, or an address", value: this.asking.text, maxLength: 500, enterKeyHint: "search" });
    const form = h("form", { className: "search", role: "search", onsubmit: (event) => {
      event.preventDefault();
      this.picture = null;
      this.change(changed(this.asking, { text: this.search.value.trim() }));
      if (hashOf(this.asking) === location.hash) this.refresh();
    } }, this.search, this.file("Search by a picture", "photo", ([file]) => this.like(file)));
    this.selects = h("div", { className: "library-selects" });
    this.filter = button("Filters", { mark: "filter", ariaExpanded: "false", "aria-controls": "filters", onclick: () => this.fold(this.panel.hidden) });
    if (this.context.may("ingest")) this.context.actions(this.file("Add photos", "upload", (files) => this.add(files), { words: true, multiple: true }));
    return h("div", { className: "library-tools" }, form, this.filter, this.selects);
  }

  file(label, mark, use, { words = false, multiple = false } = {}) {
    const input = h("input", { type: "file", accept: "image/*", multiple, hidden: true, onchange: () => {
      const files = [...input.files];
      input.value = "";
      if (files.length) use(files);
    } });
    return h("span", { className: "file" }, button(label, { mark, iconOnly: !words, tone: words ? "main" : "quiet", onclick: () => input.click() }), input);
  }

  fold(open) {
    this.panel.hidden = !open;
    this.filter.setAttribute("aria-expanded", String(open));
    this.drawPanel();
  }

  /** Show what the address asks for. */
  update({ query }) {
    const before = this.asking.text;
    this.asking = readAsking(query);
    if (this.asking.text !== before) this.search.value = this.asking.text; // else somebody may be typing
    if (this.asking.text) this.picture = null;
    return this.refresh();
  }

  /** After photos have come, gone or changed. */
  again() {
    this.panel.forget();
    return this.refresh();
  }

  drawPanel() {
    const { text, state, kind } = this.asking;
    const all = this.picture || text ? "Counts are of all photos, found or not." : state || kind ? "Counts are of all states and kinds." : "";
    this.panel.draw(this.asking, { all });
  }

  async refresh() {
    this.busy.abort();
    this.busy = new AbortController();
    const { signal } = this.busy;
    const searching = Boolean(this.picture || this.asking.text);
    this.drawTools(searching);
    this.drawPanel();
    this.grid.select();
    this.list.setAttribute("aria-busy", "true");
    try {
      const first = searching ? await this.found(signal) : await this.listed(signal);
      if (signal.aborted) return;
      this.reading.replaceChildren(...[first.reading].filter(Boolean));
      this.show(first, { searching });
    } catch (error) {
      if (signal.aborted || error.name === "AbortError") return;
      this.grid.start({ rows: [], total: 0, load: async () => ({ rows: [] }) });
      this.count.textContent = "";
      this.under.replaceChildren(errorState(error, () => this.refresh()));
    } finally {
      if (!signal.aborted) this.list.removeAttribute("aria-busy");
    }
  }

  show(first, { searching }) {
    this.grid.start(first);
    this.tell(first);
    this.under.replaceChildren(...[first.total ? first.further : this.nothing(searching)].filter(Boolean));
    if (place.at && place.hash === location.hash) this.grid.goTo(place.at);
    place.at = null;
  }

  tell({ total, more }) {
    this.count.textContent = total === 1 ? "1 photo" : total ? `${number(total)}${more ? " or more" : ""} photos` : "";
  }

  async listed(signal) {
    const { state, kind, product, order } = this.asking;
    const asked = { state, kind, product, order, where: clausesOf(this.asking) };
    const load = async (offset, limit, stop) => {
      const { photos, total } = await this.context.api.get("/v1/library", { query: { ...asked, offset, limit }, signal: stop });
      return { rows: photos, total };
    };
    return { ...await load(0, WINDOW, signal), load };
  }

  async found(signal) {
    const { api } = this.context;
    const { asking, picture } = this;
    const answer = await find(api, { asking, picture, signal });
    const seen = new Set();
    const rows = rowsOf(answer.hits, seen);
    const load = async (offset, limit) => ({ rows: rows.slice(offset, offset + limit) });
    let more = Boolean(answer.cursor);
    const ask = async (cursor) => {
      const next = await find(api, { asking, picture, cursor, signal });
      more = Boolean(next.cursor);
      return { items: rowsOf(next.hits, seen), cursor: next.cursor };
    };
    const grow = (items) => {
      if (signal.aborted) return;
      rows.push(...items);
      const at = this.grid.place;
      this.grid.start({ rows, total: rows.length, load });
      this.grid.goTo(at);
      this.tell({ total: rows.length, more });
    };
    return {
      rows, total: rows.length, more, load,
      further: pager({ cursor: answer.cursor, load: ask, show: grow }),
      reading: readingOf(answer, { vocabulary: this.vocabulary, change: this.change, asking: this.asking }),
    };
  }

  nothing(searching) {
    if (searching) return emptyState({ title: "Nothing like that", text: "Other words, or fewer filters, may find something.", mark: "search" });
    const filtered = hashOf(changed(this.asking, { order: "newest" })) !== "#library";
    if (filtered) return emptyState({ title: "No photo has all of this", text: "Take a filter away.", mark: "filter", action: button("Clear filters", { onclick: () => this.context.go("#library") }) });
    const text = this.context.may("ingest") ? "Drop photos here, or add them with the button above." : "Photos that are taken in show up here.";
    return emptyState({ title: "No photos yet", text });
  }

  drawTools(searching) {
    const { asking, change, vocabulary } = this;
    const set = (name) => ({ value: asking[name], onchange: (value) => change(changed(asking, { [name]: value })) });
    const selects = [select("State of the rights", STATES, set("state")), select("Kind of picture", KINDS, set("kind")), select("Order", ORDERS, set("order"))];
    for (const one of selects) one.disabled = searching; // a search ranks, and reads filters of what is worn only
    this.selects.replaceChildren(...selects);
    const chips = chipsOf(asking, { vocabulary, change });
    if (this.picture) chips.unshift(chip(`Like ${this.picture.name || "the pasted picture"}`, () => this.like(null)));
    if (asking.text) chips.unshift(chip(`“${asking.text}”`, () => change(changed(asking, { text: "" }))));
    this.chips.replaceChildren(...chips);
    this.chips.hidden = !chips.length;
  }

  like(file) {
    this.picture = file;
    const wanted = hashOf(changed(this.asking, { text: "", ...UNSEARCHED }));
    if (wanted === hashOf(this.asking)) this.refresh();
    else this.context.go(wanted);
  }

  add(files) {
    takeIn(files, { api: this.context.api, done: () => !this.context.signal.aborted && this.again() });
  }

  open(row) {
    Object.assign(place, { hash: location.hash, at: this.grid.place });
    keepTrail(this.grid.neighbours(), location.hash);
    this.context.go(`#photo/${row.id}`);
  }
}

export const pane = {
  name: "library", title: "Library", scope: "staff", group: "Photos", mark: "library",
  async mount(root, context) {
    const library = new Library(root, context, await readVocabulary(context.api));
    await library.refresh();
    return { update: (now) => library.update(now) };
  },
};
