// A grid of very many tiles: only those in view are in the document, and the page is as long as all of them.

import { h } from "./kit.js";

const CHUNK = 100;
const AHEAD = 2; // rows above and below what is in view
const SETTLE_MS = 90; // while somebody scrolls by, nothing is asked for
const KEPT_CHUNKS = 40;

/**
 * `tile(row)` gives nodes and a label; `open(row)` follows Enter or a click; `chosen(ids)` hears of the selection. Rows have
 * an `id`.
 */
export class PhotoGrid {
  #options;
  #total = 0;
  #chunks = new Map();
  #wanted = new Set();
  #shown = new Map();
  #columns = 1;
  #tile = { width: 0, height: 0 };
  #gap = 8;
  #active = 0;
  #anchor = 0;
  #timer = 0;
  #rest = null;
  #load = new AbortController();
  #selected = new Map();

  constructor(options) {
    this.#options = options;
    this.element = h("div", {
      className: "grid", role: "listbox", tabIndex: 0, ariaLabel: options.label, ariaMultiSelectable: "true",
    });
    const { signal } = options;
    addEventListener("scroll", () => this.#draw(), { passive: true, signal });
    const watch = new ResizeObserver(() => this.#measure());
    watch.observe(this.element);
    signal.addEventListener("abort", () => {
      watch.disconnect();
      this.#load.abort();
      clearTimeout(this.#timer);
    });
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("click", (event) => this.#click(event));
    this.element.addEventListener("focus", () => this.#mark());
  }

  get total() { return this.#total; }
  get selected() { return [...this.#selected.values()]; }

  /**
   * Begin anew with a first answer, which tells how many there are; `load(offset, limit, signal)` answers {rows} of the same
   * list where more is looked at.
   */
  start({ rows, total, load }) {
    this.#load.abort();
    this.#load = new AbortController();
    this.#chunks.clear();
    this.#wanted.clear();
    this.#clear();
    this.#total = total;
    this.#active = 0;
    this.#anchor = 0;
    this.#rest = load;
    for (let from = 0; from < rows.length; from += CHUNK) this.#keep(from / CHUNK, rows.slice(from, from + CHUNK));
    this.#columns = 0;
    this.#measure();
  }

  select(none = []) {
    this.#selected = new Map(none.map((row) => [row.id, row]));
    this.#told();
  }

  /** The ids around where somebody is, as far as all of them are loaded, for going on from photo to photo. */
  neighbours() {
    let first = Math.floor(this.#active / CHUNK);
    while (this.#chunks.has(first - 1)) first -= 1;
    const ids = [];
    for (let chunk = first; this.#chunks.has(chunk); chunk += 1) ids.push(...this.#chunks.get(chunk).map((row) => row.id));
    return ids;
  }

  /** Where somebody was, so that they come back to it. */
  get place() { return { top: scrollY, active: this.#active }; }

  goTo({ top, active }) {
    this.#active = Math.min(active, Math.max(0, this.#total - 1));
    scrollTo(0, top);
    this.#draw();
  }

  #measure() {
    const width = this.element.clientWidth;
    if (!width) return;
    const least = this.#options.tileWidth(width);
    const columns = Math.max(2, Math.floor((width + this.#gap) / (least + this.#gap)));
    const tile = Math.floor((width - this.#gap * (columns - 1)) / columns);
    if (columns === this.#columns && tile === this.#tile.width) return;
    const first = this.#columns ? this.#firstInView() : 0;
    this.#columns = columns;
    this.#tile = { width: tile, height: Math.round(tile * 1.25) + this.#options.lines };
    this.element.style.height = `${Math.max(0, Math.ceil(this.#total / columns) * this.#pitch - this.#gap)}px`;
    this.#clear();
    if (first) scrollTo(0, this.#top + Math.floor(first / columns) * this.#pitch);
    this.#draw();
  }

  get #pitch() { return this.#tile.height + this.#gap; }
  get #top() { return this.element.getBoundingClientRect().top + scrollY; }
  #firstInView() { return Math.max(0, Math.floor((scrollY - this.#top) / this.#pitch)) * this.#columns; }

  #clear() {
    for (const element of this.#shown.values()) element.remove();
    this.#shown.clear();
  }

  #draw() {
    if (!this.#columns) return;
    const { top, bottom } = this.element.getBoundingClientRect();
    const begin = Math.max(0, Math.floor(-top / this.#pitch) - AHEAD);
    const rows = Math.ceil(innerHeight / this.#pitch) + 2 * AHEAD;
    const first = bottom < 0 ? Math.max(0, this.#total - rows * this.#columns) : begin * this.#columns;
    const last = Math.min(this.#total, first + rows * this.#columns);
    for (const [index, element] of this.#shown) {
      if (index < first || index >= last) {
        element.remove();
        this.#shown.delete(index);
      }
    }
    this.#use(first, last);
    const missing = new Set();
    for (let index = first; index < last; index += 1) {
      const row = this.#row(index);
      const there = this.#shown.get(index);
      if (!row) missing.add(Math.floor(index / CHUNK));
      if (!there || (row && there.dataset.empty)) this.#place(index, row);
    }
    this.#mark();
    clearTimeout(this.#timer);
    if (missing.size) this.#timer = setTimeout(() => missing.forEach((chunk) => this.#fetch(chunk)), SETTLE_MS);
  }

  #place(index, row) {
    this.#shown.get(index)?.remove();
    const element = h("div", {
      className: "shot", role: "option", id: `tile-${index}`, "aria-setsize": this.#total, "aria-posinset": index + 1,
      ariaSelected: String(Boolean(row && this.#selected.has(row.id))), "data-index": index,
    });
    if (row) {
      const { nodes, label } = this.#options.tile(row);
      element.setAttribute("aria-label", label);
      element.append(h("span", { className: "shot-check" }), ...nodes);
    } else {
      element.dataset.empty = "1";
      element.setAttribute("aria-label", "Loading");
      element.append(h("div", { className: "shot-picture bone" }));
    }
    const { width, height } = this.#tile;
    Object.assign(element.style, {
      width: `${width}px`, height: `${height}px`,
      transform: `translate(${(index % this.#columns) * (width + this.#gap)}px, ${Math.floor(index / this.#columns) * this.#pitch}px)`,
    });
    this.#shown.set(index, element);
    this.element.append(element);
  }

  #row(index) { return this.#chunks.get(Math.floor(index / CHUNK))?.[index % CHUNK]; }

  /** What is in view is the last to be given up. */
  #use(first, last) {
    for (let chunk = Math.floor(first / CHUNK); chunk * CHUNK < last; chunk += 1) {
      const rows = this.#chunks.get(chunk);
      if (rows && this.#chunks.delete(chunk)) this.#chunks.set(chunk, rows);
    }
  }

  #keep(chunk, rows) {
    this.#chunks.set(chunk, rows);
    const [oldest] = this.#chunks.keys();
    if (this.#chunks.size > KEPT_CHUNKS && oldest !== chunk) this.#chunks.delete(oldest);
  }

  async #fetch(chunk) {
    if (this.#wanted.has(chunk) || this.#chunks.has(chunk)) return;
    this.#wanted.add(chunk);
    const { signal } = this.#load;
    try {
      const { rows } = await this.#rest(chunk * CHUNK, CHUNK, signal);
      if (signal.aborted) return;
      this.#keep(chunk, rows);
      this.#draw();
    } catch (error) {
      if (!signal.aborted) this.#options.failed(error);
    } finally {
      if (!signal.aborted) this.#wanted.delete(chunk);
    }
  }

  #mark() {
    for (const [index, element] of this.#shown) element.classList.toggle("shot-active", index === this.#active);
    if (this.#shown.has(this.#active)) this.element.setAttribute("aria-activedescendant", `tile-${this.#active}`);
    else this.element.removeAttribute("aria-activedescendant");
  }

  #move(index, { extend = false } = {}) {
    this.#active = Math.max(0, Math.min(this.#total - 1, index));
    const top = this.#top + Math.floor(this.#active / this.#columns) * this.#pitch;
    const head = this.#options.headHeight();
    if (top - head < scrollY) scrollTo(0, top - head - this.#gap);
    else if (top + this.#tile.height > scrollY + innerHeight) scrollTo(0, top + this.#tile.height - innerHeight + this.#gap);
    this.#draw();
    if (!extend) this.#anchor = this.#active;
    else this.#range();
  }

  #range() {
    const [from, to] = [this.#anchor, this.#active].sort((one, other) => one - other);
    for (let index = from; index <= to; index += 1) {
      const row = this.#row(index);
      if (row) this.#selected.set(row.id, row);
    }
    this.#told();
  }

  #toggle(index) {
    const row = this.#row(index);
    if (!row) return;
    if (!this.#selected.delete(row.id)) this.#selected.set(row.id, row);
    this.#anchor = index;
    this.#told();
  }

  #told() {
    for (const [index, element] of this.#shown) {
      const row = this.#row(index);
      element.setAttribute("aria-selected", String(Boolean(row && this.#selected.has(row.id))));
    }
    this.element.classList.toggle("grid-selecting", this.#selected.size > 0);
    this.#options.chosen(this.selected);
  }

  #key(event) {
    const page = Math.max(1, Math.floor(innerHeight / this.#pitch)) * this.#columns;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.#columns, ArrowUp: -this.#columns, PageDown: page, PageUp: -page };
    if (event.key in steps && !event.ctrlKey && !event.metaKey) this.#move(this.#active + steps[event.key], { extend: event.shiftKey });
    else if (event.key === "Home") this.#move(0, { extend: event.shiftKey });
    else if (event.key === "End") this.#move(this.#total - 1, { extend: event.shiftKey });
    else if (event.key === " ") this.#toggle(this.#active);
    else if (event.key === "Escape" && this.#selected.size) this.select();
    else if (event.key === "Enter") this.#open(this.#active);
    else return;
    event.preventDefault();
  }

  #click(event) {
    const tile = event.target.closest(".shot");
    if (!tile) return;
    const index = Number(tile.dataset.index);
    this.#active = index;
    this.#mark();
    if (event.shiftKey) this.#range();
    else if (event.ctrlKey || event.metaKey || this.#selected.size || event.target.closest(".shot-check")) this.#toggle(index);
    else this.#open(index);
  }

  #open(index) {
    const row = this.#row(index);
    if (row) this.#options.open(row);
  }
}
