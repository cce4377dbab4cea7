// <wornby-gallery product="SKU" api="https://…">: the photos of a product's wearers, for any shop's page.
// One module without parts to load. No cookie is set, no text is ever parsed as HTML, no style needs a shop's CSP to bend.

const STYLE = `
:host { display: block; container-type: inline-size; color: var(--_ink); font-family: var(--wornby-font, inherit); line-height: 1.45; text-align: start;
  --_ink: var(--wornby-ink, light-dark(#1c1f1e, #eef0ee)); --_soft: var(--wornby-soft, light-dark(#5a615e, #a9b2ad));
  --_line: var(--wornby-line, light-dark(#d9d9d3, #3a413e)); --_well: var(--wornby-well, light-dark(#efeeea, #262b29));
  --_surface: var(--wornby-surface, light-dark(#ffffff, #1a1e1c)); --_accent: var(--wornby-accent, light-dark(#1f5c4d, #8ad6bd));
  --_on: var(--wornby-on-accent, light-dark(#ffffff, #0c1f19)); --_focus: var(--wornby-focus, var(--_accent)); --_r: var(--wornby-radius, 10px); }
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
h2, h3, h4, p, ul, figure, fieldset, dl, dd { margin: 0; padding: 0; border: 0; min-width: 0; }
ul { list-style: none; }
h2 { font-size: 1.3em; line-height: 1.2; letter-spacing: -0.015em; min-height: 1.2em; text-wrap: balance; }
button, input, select { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--_focus); outline-offset: 2px; }
.vh { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.head { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px 24px; align-items: end; padding-bottom: 14px; }
.soft { color: var(--_soft); }
.count { min-height: 1.45em; }
.btn, .pill { display: inline-flex; align-items: center; gap: 8px; min-height: 42px; padding: 0 16px; border: 1px solid var(--_line); border-radius: 99px; background: var(--_surface); color: var(--_ink); font-size: .9375em; white-space: nowrap; text-decoration: none; }
.btn:hover, .pill:hover { border-color: var(--_ink); }
.main, .on, .pill:has(:checked) { background: var(--_accent); border-color: var(--_accent); color: var(--_on); }
.main:hover { border-color: var(--_ink); }
.like { border-color: var(--_accent); color: var(--_accent); font-weight: 600; }
.like.on { color: var(--_on); }
.pill:has(:focus-visible) { outline: 2px solid var(--_focus); outline-offset: 2px; }
.pill input { appearance: none; position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.pill { position: relative; cursor: pointer; padding: 0 14px; }
.n { font-size: .875em; opacity: .75; font-variant-numeric: tabular-nums; }
.on .n, .pill:has(:checked) .n { opacity: 1; }
.zero:not(:has(:checked)) { border-style: dashed; color: var(--_soft); }
.sw { flex: none; width: 16px; height: 16px; border-radius: 50%; box-shadow: inset 0 0 0 1px light-dark(#0003, #fff5); }
.chev { width: 7px; height: 7px; margin: -3px 2px 0; border: solid currentcolor; border-width: 0 1.5px 1.5px 0; rotate: 45deg; }
[aria-expanded="true"] .chev { rotate: 225deg; margin-top: 4px; }
[data-facet][aria-expanded="true"] { border-color: var(--_ink); box-shadow: inset 0 0 0 1px var(--_ink); }
.search { display: flex; gap: 8px; }
.search input { flex: 1; width: 0; min-width: 0; height: 42px; padding: 0 16px; border: 1px solid light-dark(#868d89, #7d8782); border-radius: 99px; background: var(--_surface); }
.search button { min-width: 92px; justify-content: center; }
.search input::placeholder { color: var(--_soft); opacity: 1; }
.bar { position: relative; display: flex; gap: 8px; min-height: 50px; padding: 4px; margin: -4px; overflow-x: auto; scrollbar-width: none; scroll-padding: 8px; }
.bar:not(.all) { mask-image: linear-gradient(90deg, #000 calc(100% - 28px), #0000); padding-inline-end: 28px; }
.all { flex-wrap: wrap; overflow: visible; }
.bar > * { flex: none; }
.panel { display: flex; flex-wrap: wrap; gap: 8px; padding-top: 12px; }
.chips { display: flex; flex-wrap: wrap; gap: 6px 8px; align-items: center; padding-top: 12px; }
.chips:empty { display: none; }
.chip { min-height: 34px; padding: 0 12px; background: var(--_well); border-color: transparent; font-size: .875em; }
.link { border: 0; background: none; padding: 6px 4px; min-height: 34px; color: inherit; font-size: .875em; text-decoration: underline; text-underline-offset: .2em; }
.grid { display: grid; gap: 18px var(--wornby-gap, 10px); grid-template-columns: repeat(2, minmax(0, 1fr)); padding-top: 16px; }
[aria-busy="true"] .grid { opacity: .6; }
[aria-busy="true"] .grid.new { opacity: 1; }
.tile { display: block; width: 100%; padding: 0; border: 0; background: none; text-align: start; border-radius: var(--_r); }
.frame { display: block; position: relative; aspect-ratio: var(--wornby-ratio, 3 / 4); border-radius: var(--_r); overflow: hidden; background: var(--_well); }
.frame img { display: block; width: 100%; height: 100%; object-fit: cover; object-position: 50% 15%; transition: scale .4s; }
.frame .gen { object-position: 0 0; }
.tile:hover img { scale: 1.03; }
.said { display: block; min-height: 4.2em; padding: 8px 2px 0; font-size: .875em; line-height: 1.35; color: var(--_soft); }
.said span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.said span::first-letter { text-transform: uppercase; }
.said .first { color: var(--_ink); }
.empty { display: grid; gap: 12px; justify-items: center; padding: 48px 16px; text-align: center; }
.empty .chips { justify-content: center; padding: 0; }
.more { padding-top: 24px; text-align: center; }
dialog { padding: 0; border: 0; background: var(--_surface); color: var(--_ink); overscroll-behavior: contain; }
dialog::backdrop { background: rgb(12 14 13 / 70%); }
.round { display: grid; place-items: center; width: 44px; height: 44px; padding: 0; border: 1px solid var(--_line); border-radius: 50%; background: var(--_surface); color: var(--_ink); }
.round:hover { border-color: var(--_ink); }
.round svg { width: 20px; height: 20px; fill: none; stroke: currentcolor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.view { width: 100vw; max-width: none; height: 100dvh; max-height: none; overflow: auto; }
.stage { position: relative; display: grid; place-items: center; background: var(--_well); }
.photo { position: relative; width: min(100%, calc(68dvh * var(--r, .75))); aspect-ratio: var(--r, .75); }
.photo img { display: block; width: 100%; height: 100%; }
.spot { position: absolute; display: grid; place-items: center; width: 44px; height: 44px; margin: -22px; border-radius: 50%; }
.spot::before { content: ""; width: 14px; height: 14px; border-radius: 50%; background: #fff; box-shadow: 0 0 0 5px #fff6, 0 1px 6px 5px #0006; transition: scale .2s; }
.spot:hover::before, .spot:focus-visible::before { scale: 1.3; }
.spot:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #000; }
.spot span { position: absolute; top: 42px; max-width: 200px; padding: 4px 10px; border-radius: 6px; background: #111e; color: #fff; font-size: 13px; line-height: 1.35; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; opacity: 0; pointer-events: none; transition: opacity .15s; }
.spot:hover span, .spot:focus-visible span { opacity: 1; }
.info { display: grid; gap: 24px; align-content: start; padding: 20px; }
.info h3 { font-size: 1em; line-height: 1.3; padding-bottom: 8px; }
.tools { position: sticky; top: 0; z-index: 1; display: flex; gap: 8px; align-items: center; padding: 8px 12px 8px 20px; background: var(--_surface); }
.tools p { flex: 1; font-variant-numeric: tabular-nums; }
.things li { display: grid; grid-template-columns: 48px 1fr; gap: 0 12px; align-items: center; min-height: 68px; padding: 6px 0; border-top: 1px solid var(--_line); }
.things li:first-child { border: 0; }
.things .pic { width: 48px; height: 56px; border-radius: 6px; object-fit: cover; background: var(--_well); }
.things .sw { justify-self: center; width: 24px; height: 24px; }
.things a { color: inherit; font-weight: 600; text-underline-offset: .2em; }
.things .sub { display: block; font-size: .875em; color: var(--_soft); }
dl { display: grid; grid-template-columns: auto 1fr; gap: 6px 16px; }
dt { color: var(--_soft); }
.mark { display: inline-block; padding: 0 7px; border: 1px solid currentcolor; border-radius: 4px; font-size: .85em; line-height: 1.5; color: var(--_ink); }
.why { display: grid; gap: 4px; }
.why label { display: flex; gap: 10px; align-items: center; min-height: 36px; }
.why input { flex: none; width: 18px; height: 18px; margin: 0; accent-color: var(--_accent); }
.row { display: flex; flex-wrap: wrap; gap: 8px; padding-top: 10px; }
.me { width: min(100vw - 24px, 460px); padding: 22px; border-radius: 14px; }
.me form { display: grid; gap: 14px; }
.me h3 { font-size: 1.25em; line-height: 1.2; }
.me label { display: grid; gap: 4px; font-size: .9375em; }
.me select { width: 100%; height: 44px; padding: 0 10px; border: 1px solid light-dark(#868d89, #7d8782); border-radius: 8px; background: var(--_surface); }
.two { display: grid; gap: 14px; grid-template-columns: 1fr 1fr; }
@container (min-width: 520px) { .grid { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 22px var(--wornby-gap, 14px); } }
@container (min-width: 720px) { h2 { font-size: 1.5em; } .head { grid-template-columns: 1fr auto; } .search { width: 320px; } .grid { grid-template-columns: repeat(4, minmax(0, 1fr)); } }
@container (min-width: 1000px) { .search { width: 420px; } .grid { grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 28px var(--wornby-gap, 18px); } }
@media (min-width: 800px) {
  .view { width: fit-content; max-width: calc(100vw - 64px); height: fit-content; max-height: calc(100dvh - 48px); border-radius: 14px; }
  .view[open] { display: grid; grid-template: "stage tools" auto "stage info" 1fr / auto 360px; }
  .stage { grid-area: stage; }
  .photo { width: min(100vw - 500px, calc((100dvh - 48px) * var(--r, .75)), 760px); }
  .tools { grid-area: tools; position: static; padding: 20px 20px 8px 28px; }
  .info { grid-area: info; padding: 12px 28px 28px; min-height: 0; overflow: auto; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

const LOST = { failed: "The photos could not be loaded.", retry: "Try again" };
const KEY = "wornby:me";
const [FIRST, EAGER, SORTED, FACETS] = [12, 4, 60, 6];
const SCALES = ["body.height", "size.worn", "hair.length"];
const ICONS = { close: "M5 5l14 14M19 5L5 19", previous: "M14 5l-7 7 7 7", next: "M10 5l7 7-7 7" };
const REASONS = { report_me: "shows-me", report_product: "wrong-product", report_offends: "offends", report_other: "other" };

/** An element with properties, attributes (where no property has the name) and children; text stays text. */
const h = (tag, properties, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined) continue;
    if (name in element && name !== "part") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};

const swatch = (colors) => {
  const spot = h("span", { className: "sw", ariaHidden: "true" });
  const steps = colors.map((color, at) => `${color} ${(at / colors.length) * 100}% ${((at + 1) / colors.length) * 100}%`);
  if (colors.every((color) => /^#[0-9a-f]{6}$/i.test(color))) spot.style.background = `linear-gradient(90deg, ${steps})`;
  return spot;
};

const icon = (name) => {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = svg.appendChild(document.createElementNS(ns, "path"));
  path.setAttribute("d", ICONS[name]);
  return svg;
};

/** A link that leads to the web or to a path of this host, and to no script. */
const safe = (link) => /^(https?:\/\/|\/(?![/\\]))/i.test(link ?? "");

const same = (one, other) => one.attribute === other.attribute && one.value === other.value && one.negate === other.negate;

/** Choices as the API reads them: one word for each attribute. */
const asWhere = (chosen) => {
  const words = new Map();
  for (const { attribute, value, negate } of chosen) {
    const key = `${attribute}${negate ? "!" : ""}`;
    words.set(key, [...(words.get(key) ?? []), value]);
  }
  return [...words].map(([key, values]) => `${key}=${values.join(",")}`);
};

const fromWhere = (words) => words.flatMap((word) => {
  const match = /^([^=!]+)(!?)=(.+)$/.exec(word);
  return match ? match[3].split(",").map((value) => ({ attribute: match[1].trim(), negate: match[2] === "!", value: value.trim() })) : [];
});

const recall = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
};

class WornbyGallery extends HTMLElement {
  static observedAttributes = ["product", "api", "lang"];
  #chosen = [];
  #texts = {};
  #tiles = [];
  #facets = [];
  #likeMe = [];
  #me = {};
  #open = "";
  #cursor = null;
  #request = null;
  #at = 0;
  #sent = new Set();
  #onPop = () => {
    this.#chosen = fromWhere(new URLSearchParams(location.search).getAll("where"));
    this.#load();
  };

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    this.#me = recall();
    this.#build();
    if (this.hasAttribute("address")) {
      window.addEventListener("popstate", this.#onPop);
      this.#onPop();
    } else this.#load();
  }

  disconnectedCallback() {
    window.removeEventListener("popstate", this.#onPop);
    this.#request?.abort();
  }

  attributeChangedCallback(name, before, now) {
    if (!this.isConnected || !this.body || before === now) return;
    if (name === "product") this.#chosen = [];
    this.#build();
    this.#load();
  }

  /** The chosen filters as the API writes them; setting them loads the gallery anew. */
  get where() {
    return asWhere(this.#chosen);
  }

  set where(words) {
    this.#go(fromWhere(words));
  }

  get #lang() {
    return this.getAttribute("lang") || this.closest("[lang]")?.lang || navigator.language || "en";
  }

  #t(key, values = {}) {
    const [one, many = one] = (this.#texts[key] ?? LOST[key] ?? "").split(" | ");
    return (values.n === 1 ? one : many).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  }

  #tell(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(`wornby:${name}`, { bubbles: true, composed: true, cancelable, detail }));
  }

  #url(path, parameters) {
    const base = (this.getAttribute("api") ?? "").replace(/\/+$/, "");
    return `${base}${path}${parameters ? `?${parameters}` : ""}`;
  }

  async #ask(path, parameters, options) {
    const answer = await fetch(this.#url(`/gallery/v1/${path}`, parameters), options);
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(body.detail ?? answer.status);
    return body;
  }

  #post(path, parameters, body) {
    return this.#ask(path, parameters, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  }

  get #path() {
    return `products/${encodeURIComponent(this.getAttribute("product") ?? "")}`;
  }

  /** Everything that will stand here, with room kept for what is still to come: nothing moves when it does. */
  #build() {
    this.heading = h("h2", { id: "heading", part: "heading" });
    this.count = h("p", { className: "count soft", part: "count", role: "status" });
    this.input = h("input", { type: "search", part: "input", maxLength: 500, autocomplete: "off", enterKeyHint: "search" });
    this.find = h("button", { type: "submit", className: "btn", part: "button" }, "\u00a0");
    this.said = h("p", { className: "soft", role: "status", hidden: true });
    const form = h("form", { role: "search", hidden: !/^(?!de|fr|es|ja)/i.test(this.#lang) },
      h("div", { className: "search", part: "search" }, this.input, this.find), this.said);
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#read(this.input.value.trim());
    };
    this.bar = h("div", { className: "bar", part: "filters", role: "group" });
    this.panel = h("div", { className: "panel", part: "panel", id: "panel", role: "group", hidden: true });
    this.chips = h("ul", { className: "chips", part: "chips" });
    this.grid = h("ul", { className: "grid new", part: "grid" });
    const expected = Number.parseInt(this.getAttribute("expect"), 10) || FIRST;
    for (let tile = 0; tile < Math.min(expected, FIRST); tile += 1) {
      this.grid.append(h("li", { ariaHidden: "true" }, h("span", { className: "frame" }), h("span", { className: "said" })));
    }
    this.empty = h("div", { className: "empty", part: "empty", hidden: true });
    this.more = h("button", { type: "button", className: "btn", part: "button more", hidden: true, onclick: () => this.#loadMore() });
    this.body = h("section", { "aria-labelledby": "heading", part: "gallery" },
      h("div", { className: "head", part: "head" }, h("div", {}, this.heading, this.count), form),
      this.bar, this.panel, this.chips, this.grid, this.empty, h("p", { className: "more" }, this.more));
    this.shadowRoot.replaceChildren(this.body);
  }

  #go(chosen) {
    this.#chosen = chosen;
    if (this.hasAttribute("address")) {
      const address = new URL(location.href);
      address.searchParams.delete("where");
      for (const word of this.where) address.searchParams.append("where", word);
      history.pushState(null, "", address);
    }
    this.#tell("filter", { where: this.where });
    this.#load();
  }

  #toggle(choice, on) {
    this.#go(on ? [...this.#chosen, choice] : this.#chosen.filter((one) => !same(one, choice)));
  }

  #parameters(more) {
    const parameters = new URLSearchParams({ lang: this.#lang, ...more });
    for (const word of this.where) parameters.append("where", word);
    return parameters;
  }

  get #isSorted() {
    return Object.values(this.#me).some(Boolean);
  }

  async #load() {
    this.#request?.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    this.body.ariaBusy = "true";
    try {
      const page = await this.#ask(this.#path, this.#parameters(this.#isSorted ? { k: SORTED } : {}), { signal });
      this.body.ariaBusy = "false";
      this.#show(page);
      this.#tell("ready", { count: page.total.count });
    } catch (error) {
      if (error.name !== "AbortError") this.#fail(error);
    }
  }

  async #loadMore() {
    this.more.disabled = true;
    try {
      const page = await this.#ask(this.#path, this.#parameters({ cursor: this.#cursor, k: 24 }), { signal: this.#request.signal });
      this.#append(page.tiles)?.querySelector("button").focus();
      this.#turn(page.cursor);
    } catch (error) {
      if (error.name !== "AbortError") this.#tell("error", { message: error.message });
    } finally {
      this.more.disabled = false;
    }
  }

  #turn(cursor) {
    this.#cursor = cursor;
    this.more.hidden = !cursor;
  }

  #show(page) {
    this.#texts = page.texts;
    this.#facets = page.facets;
    this.#likeMe = page.like_me;
    this.name = page.product;
    this.body.lang = page.lang;
    this.heading.textContent = this.getAttribute("heading") ?? this.#t("heading");
    this.input.ariaLabel = this.#t("describe");
    this.input.placeholder = this.#t("example");
    this.find.textContent = this.#t("find");
    this.more.textContent = this.#t("more");
    this.bar.ariaLabel = this.#t("filters");
    this.chips.ariaLabel = this.#t("chosen");
    this.#count(page.total, page.generated);
    this.#showBar();
    this.#showPanel();
    this.#showChips(page.chosen);
    this.grid.classList.remove("new");
    this.grid.replaceChildren();
    this.#tiles = [];
    this.#append(page.tiles);
    this.grid.hidden = !page.tiles.length;
    this.#turn(page.cursor);
    this.empty.hidden = page.tiles.length > 0;
    if (!this.empty.hidden) this.#showHints(page);
  }

  #count({ count: n, at_least: least }, generated) {
    const some = generated ? "generated_" : least ? "wearers_least" : "wearers";
    const key = !n ? (this.#chosen.length ? "none" : "none_yet") : !generated ? some : some + (this.#chosen.length ? "only" : "all");
    this.count.textContent = this.#t(key, { n });
  }

  /** The facets as buttons; what has the focus keeps it. */
  #showBar() {
    const focused = this.shadowRoot.activeElement?.dataset?.facet;
    const all = this.bar.classList.contains("all");
    const me = h("button", { type: "button", className: `btn like${this.#isSorted ? " on" : ""}`, part: "button like-me", "data-facet": "me",
      textContent: this.#t(this.#isSorted ? "like_me_on" : "like_me"), ariaHasPopup: "dialog", onclick: () => this.#askMe() });
    const chosen = new Set(this.#chosen.map((one) => one.attribute));
    const shown = this.#facets.filter((facet, at) => all || at < FACETS || chosen.has(facet.attribute) || facet.attribute === this.#open);
    const buttons = shown.map((facet) => {
      const n = this.#chosen.filter((one) => one.attribute === facet.attribute).length;
      const button = h("button", { type: "button", className: `btn${n ? " on" : ""}`, part: "button facet", "data-facet": facet.attribute,
        ariaExpanded: String(facet.attribute === this.#open), "aria-controls": "panel", onclick: () => this.#unfold(facet.attribute) },
      facet.title, n ? h("span", { className: "n" }, String(n)) : null, h("span", { className: "chev", ariaHidden: "true" }));
      return button;
    });
    const rest = h("button", { type: "button", className: "btn", part: "button", "data-facet": "all", hidden: this.#facets.length <= FACETS,
      ariaExpanded: String(all), textContent: this.#t(all ? "fewer_filters" : "all_filters"), onclick: () => {
        this.bar.classList.toggle("all");
        this.#showBar();
      } });
    this.bar.replaceChildren(me, rest, ...buttons);
    if (focused) this.bar.querySelector(`[data-facet="${CSS.escape(focused)}"]`)?.focus();
  }

  #unfold(attribute) {
    this.#open = this.#open === attribute ? "" : attribute;
    this.#showBar();
    this.#showPanel();
  }

  /** The values of the facet that is open. A row that is there stays, so that the focus does. */
  #showPanel() {
    const facet = this.#facets.find((one) => one.attribute === this.#open);
    this.panel.hidden = !facet;
    if (!facet) return this.panel.replaceChildren();
    this.panel.ariaLabel = facet.title;
    const before = new Map([...this.panel.children].map((row) => [row.dataset.of, row]));
    const rows = facet.values.map((value) => {
      const of = `${facet.attribute}=${value.value}`;
      let row = before.get(of);
      if (!row) {
        const box = h("input", { type: "checkbox", name: facet.attribute, value: value.value });
        box.onchange = () => this.#toggle({ attribute: facet.attribute, value: value.value, negate: false }, box.checked);
        row = h("label", { className: "pill", part: "value", "data-of": of }, box, value.colors ? swatch(value.colors) : null,
          h("span", {}, value.title), h("span", { className: "n" }));
      }
      row.querySelector("input").checked = value.selected;
      row.querySelector(".n").textContent = `${value.count}${value.at_least ? "+" : ""}`;
      row.classList.toggle("zero", !value.count);
      return row;
    });
    const keys = new Set(rows);
    for (const row of before.values()) if (!keys.has(row)) row.remove();
    rows.forEach((row, at) => {
      if (this.panel.children[at] !== row && !row.isConnected) this.panel.insertBefore(row, this.panel.children[at] ?? null);
    });
  }

  #showChips(chosen) {
    const focused = this.chips.contains(this.shadowRoot.activeElement);
    const chips = chosen.map((one) => h("li", {}, h("button", { type: "button", className: "btn chip", part: "chip", ariaLabel: this.#t("remove", { name: one.title }),
      onclick: () => this.#toggle(one, false) }, one.title, h("span", { ariaHidden: "true" }, "×"))));
    if (chips.length) chips.push(h("li", {}, h("button", { type: "button", className: "link", part: "button", textContent: this.#t("clear"), onclick: () => this.#go([]) })));
    this.chips.replaceChildren(...chips);
    if (focused) (this.chips.querySelector("button") ?? this.bar.querySelector("button"))?.focus();
  }

  /** How much somebody is like the shopper; on a scale, next to it is half. Reckoned here: what was said leaves no browser. */
  #likeness(tile) {
    return this.#likeMe.reduce((sum, { attribute, values }) => {
      const [mine, theirs] = [this.#me[attribute], tile.facts[attribute]];
      if (!mine || !theirs) return sum;
      const at = (id) => values.findIndex((value) => value.value === id);
      const near = SCALES.includes(attribute) && Math.abs(at(mine) - at(theirs)) === 1;
      return sum + (mine === theirs ? 1 : near ? 0.5 : 0);
    }, 0);
  }

  #append(tiles) {
    const sorted = this.#isSorted
      ? tiles.map((tile, at) => [tile, at, this.#likeness(tile)]).sort((a, b) => a[0].likely - b[0].likely || b[2] - a[2] || a[1] - b[1]).map(([tile]) => tile)
      : tiles;
    // In sight, the first ones go before all else; further down, none takes the line from the shop's own pictures.
    const isFirst = !this.#tiles.length && this.getBoundingClientRect().top < innerHeight;
    const items = sorted.map((tile, at) => this.#tile(tile, this.#tiles.length + at, isFirst && at < EAGER));
    this.#tiles.push(...sorted);
    this.grid.append(...items);
    const images = items.map((item) => item.querySelector("img"));
    const start = (some) => some.forEach((image) => { image.src = this.#url(image.dataset.src); });
    if (isFirst) {
      start(images.slice(0, EAGER));
      Promise.allSettled(images.slice(0, EAGER).map((image) => image.decode())).then(() => start(images.slice(EAGER)));
    } else start(images);
    return items[0];
  }

  #tile(tile, at, isEager) {
    const image = h("img", { alt: tile.alt, width: tile.width, height: tile.height, decoding: "async", className: tile.generated ? "gen" : "",
      loading: isEager ? "eager" : "lazy", fetchPriority: isEager ? "high" : "auto", part: "image", "data-src": tile.src });
    const [first, ...rest] = tile.said;
    const said = h("span", { className: "said", part: "caption", ariaHidden: "true" },
      first ? h("span", { className: "first" }, [first, ...rest.slice(0, 1)].join(" · ")) : null,
      rest.length > 1 ? h("span", {}, rest.slice(1, 3).join(" · ")) : null,
      tile.generated || tile.likely ? h("span", {}, this.#t(tile.generated ? "generated" : "likely")) : null);
    const button = h("button", { type: "button", className: "tile", ariaHasPopup: "dialog", onclick: () => {
      if (this.#tell("open", { photo: tile.photo }, true)) this.#view(at);
    } }, h("span", { className: "frame", part: "frame" }, image), said);
    return h("li", { part: "tile", "data-photo": tile.photo }, button);
  }

  /** Nobody is left: what to leave out, and, where the shop allows it, a picture that is drawn for this. */
  #showHints({ hints, offers }) {
    if (!this.#chosen.length) {
      this.empty.replaceChildren(h("p", { className: "soft" }, this.#t("none_yet_said")));
      return;
    }
    const ways = hints.map((hint) => h("li", {}, h("button", { type: "button", className: "btn", part: "chip", onclick: () => {
      const [gone] = fromWhere([hint.remove]);
      this.#go(this.#chosen.filter((one) => one.attribute !== gone.attribute || one.negate !== gone.negate));
    } }, hint.title, h("span", { className: "n" }, `${hint.count}${hint.at_least ? "+" : ""}`))));
    this.empty.replaceChildren(...(ways.length
      ? [h("p", { className: "soft" }, this.#t("give_up")), h("ul", { className: "chips" }, ...ways)]
      : [h("button", { type: "button", className: "btn", textContent: this.#t("clear"), onclick: () => this.#go([]) })]));
    if (offers) this.empty.append(...this.#offer());
  }

  #offer() {
    const { signal } = this.#request;
    const said = h("p", { className: "soft", role: "status" });
    const button = h("button", { type: "button", className: "btn main", part: "button", textContent: this.#t("offer") });
    button.onclick = async () => {
      button.disabled = true;
      said.textContent = this.#t("drawing");
      try {
        const { tile, reason } = await this.#post(`${this.#path}/generated`, `lang=${this.#lang}`, { where: this.where });
        if (signal.aborted) return;
        said.textContent = tile ? "" : reason;
        if (!tile) return;
        this.#count({ count: 1 }, true);
        this.grid.hidden = false;
        this.#append([tile]).querySelector("button").focus();
        this.empty.hidden = true;
      } catch (error) {
        said.textContent = error.message;
      } finally {
        button.disabled = false;
      }
    };
    return [button, h("p", { className: "soft" }, this.#t("offer_said")), said];
  }

  /** Words become filters, as the API reads them; what it could not read is said. */
  async #read(text) {
    this.said.hidden = true;
    if (!text) return;
    const say = (words) => {
      this.said.hidden = false;
      this.said.textContent = words;
    };
    try {
      const { where, unread } = await this.#ask(`${this.#path}/words`, new URLSearchParams({ text }));
      if (unread.length || !where.length) say(this.#t("unread", { name: unread.join(", ") || text }));
      if (!where.length) return;
      this.input.value = "";
      const fresh = fromWhere(where).filter((one) => !this.#chosen.some((other) => same(one, other)));
      this.#go([...this.#chosen, ...fresh]);
    } catch (error) {
      say(error.message);
    }
  }

  #fail(error) {
    this.body.ariaBusy = "false";
    this.count.textContent = "";
    this.grid.replaceChildren();
    this.grid.hidden = true;
    this.#turn(null);
    this.empty.hidden = false;
    this.empty.replaceChildren(h("p", { role: "alert" }, this.#t("failed")),
      h("button", { type: "button", className: "btn", part: "button", textContent: this.#t("retry"), onclick: () => this.#load() }));
    if (this.#chosen.length) this.empty.append(h("button", { type: "button", className: "link", textContent: this.#t("clear") || "Clear all", onclick: () => this.#go([]) }));
    this.#tell("error", { message: error.message });
  }

  #dialog(className, label, ...children) {
    const dialog = h("dialog", { className, part: className === "me" ? "profile" : "view", ariaLabel: label, lang: this.body.lang }, ...children);
    dialog.onclick = (event) => {
      if (event.target === dialog) dialog.close();
    };
    dialog.onclose = () => dialog.remove();
    this.shadowRoot.append(dialog);
    dialog.showModal();
    return dialog;
  }

  #round(name, act) {
    return h("button", { type: "button", className: "round", part: "button", ariaLabel: this.#t(name), onclick: act }, icon(name));
  }

  #askMe() {
    const fields = this.#likeMe.map(({ attribute, title, values }) => {
      const select = h("select", { name: attribute }, h("option", { value: "" }, this.#t("any")),
        ...values.map(({ value, title: words }) => h("option", { value }, words)));
      select.value = this.#me[attribute] ?? "";
      return h("label", {}, title, select);
    });
    const keep = (me) => {
      this.#me = me;
      try {
        localStorage.setItem(KEY, JSON.stringify(me));
      } catch { /* a browser that keeps nothing: it holds for this page */ }
      dialog.close();
      this.#load();
    };
    const form = h("form", {}, h("h3", {}, this.#t("like_me")), h("p", { className: "soft" }, this.#t("like_me_said")),
      h("div", { className: "two" }, ...fields),
      h("div", { className: "row" }, h("button", { className: "btn main", part: "button" }, this.#t("save")),
        this.#isSorted ? h("button", { type: "button", className: "btn", part: "button", onclick: () => keep({}) }, this.#t("forget"))
          : h("button", { type: "button", className: "btn", part: "button", onclick: () => dialog.close() }, this.#t("cancel"))));
    form.onsubmit = (event) => {
      event.preventDefault();
      keep(Object.fromEntries(new FormData(form)));
    };
    const dialog = this.#dialog("me", this.#t("like_me"), form);
  }

  /** One photo, large, with what its wearer wears. */
  #view(at) {
    this.#at = at;
    const stage = h("div", { className: "stage" });
    const place = h("p", { className: "soft", role: "status" });
    const step = (by) => {
      const next = this.#at + by;
      if (next < 0 || next >= this.#tiles.length) return;
      this.#at = next;
      this.#fill(dialog, stage, place, body);
    };
    const body = h("div", { className: "info", part: "info" });
    const close = this.#round("close", () => dialog.close());
    const tools = h("div", { className: "tools" }, place, this.#round("previous", () => step(-1)), this.#round("next", () => step(1)), close);
    const dialog = this.#dialog("view", this.#t("photo"), tools, stage, body);
    dialog.onkeydown = (event) => {
      if (event.target.matches("input")) return;
      if (event.key === "ArrowRight") step(1);
      if (event.key === "ArrowLeft") step(-1);
    };
    dialog.onclose = () => {
      dialog.remove();
      this.grid.children[this.#at]?.querySelector("button")?.focus();
    };
    close.focus();
    this.#fill(dialog, stage, place, body);
  }

  async #fill(dialog, stage, place, body) {
    const at = this.#at;
    const tile = this.#tiles[at];
    place.textContent = `${at + 1} / ${this.#tiles.length}`;
    const figure = h("figure", { className: "photo" }, h("img", { src: this.#url(tile.src), alt: tile.alt, part: "photo" }));
    figure.style.setProperty("--r", String(tile.width / tile.height));
    stage.replaceChildren(figure);
    body.replaceChildren();
    const parameters = new URLSearchParams({ lang: this.#lang, sku: this.getAttribute("product") });
    if (tile.wearer !== null) parameters.set("wearer", tile.wearer);
    try {
      const photo = await this.#ask(`photos/${encodeURIComponent(tile.photo)}`, parameters);
      if (at !== this.#at) return;
      figure.firstChild.src = this.#url(photo.src);
      figure.append(...photo.worn.filter(({ at: spot, goods }) => spot && goods && !goods.own && safe(goods.link)).map((thing) => this.#spot(thing)));
      body.replaceChildren(...this.#about(photo));
    } catch (error) {
      if (at === this.#at) body.replaceChildren(h("p", { role: "alert" }, this.#t("failed")));
    }
  }

  #spot({ at: [x, y], title, goods }) {
    const spot = h("a", { className: "spot", part: "spot", href: goods.link, ariaLabel: [title, goods.price].filter(Boolean).join(", ") },
      h("span", { ariaHidden: "true" }, title));
    spot.style.left = `${x * 100}%`;
    spot.style.top = `${y * 100}%`;
    return spot;
  }

  #about(photo) {
    const parts = [];
    if (photo.generated) parts.push(h("p", {}, h("span", { className: "mark", part: "mark" }, this.#t("generated")), " ", h("span", { className: "soft" }, this.#t("made"))));
    if (photo.worn.length) parts.push(h("section", {}, h("h3", {}, this.#t("wears")), h("ul", { className: "things" }, ...photo.worn.map((thing) => this.#thing(thing)))));
    if (photo.rows.length) {
      const rows = photo.rows.flatMap(({ title, value }) => [h("dt", {}, title), h("dd", {}, value)]);
      parts.push(h("section", {}, h("h3", {}, this.#t("about")), h("dl", {}, ...rows)));
    }
    return [...parts, this.#report(photo.photo)];
  }

  #thing({ title, color, goods }) {
    const picture = goods?.src ? h("img", { className: "pic", src: this.#url(goods.src), alt: "", width: 48, height: 56 }) : swatch(color ? [color] : []);
    const name = goods && !goods.own && safe(goods.link) ? h("a", { href: goods.link, part: "link" }, title) : title;
    const sub = [goods?.own ? this.#t("this_product") : goods?.price, goods?.likely ? this.#t("likely") : ""].filter(Boolean).join(" · ");
    return h("li", {}, picture, h("span", {}, name, sub ? h("span", { className: "sub" }, sub) : null));
  }

  #report(photo) {
    const done = () => h("p", { role: "status", className: "soft" }, this.#t("reported"));
    const box = h("div", { part: "report" });
    const ask = () => {
      const choices = Object.entries(REASONS).map(([key, value], at) =>
        h("label", {}, h("input", { type: "radio", name: "reason", value, required: true, checked: at === 3 }), this.#t(key)));
      const said = h("p", { role: "alert" });
      const form = h("form", {}, h("fieldset", { className: "why" }, h("legend", {}, this.#t("report_why")), ...choices), said,
        h("div", { className: "row" }, h("button", { className: "btn main", part: "button" }, this.#t("send")),
          h("button", { type: "button", className: "btn", part: "button", onclick: () => shut() }, this.#t("cancel"))));
      form.onsubmit = async (event) => {
        event.preventDefault();
        try {
          await this.#post(`photos/${encodeURIComponent(photo)}/reports`, "", { reason: new FormData(form).get("reason") });
          this.#sent.add(photo);
          this.#tell("report", { photo });
          box.replaceChildren(done());
        } catch {
          said.textContent = this.#t("report_failed");
        }
      };
      box.replaceChildren(form);
      form.querySelector("input").focus();
    };
    const opener = h("button", { type: "button", className: "link", part: "button", textContent: this.#t("report"), onclick: ask });
    const shut = () => {
      box.replaceChildren(opener);
      opener.focus();
    };
    box.replaceChildren(this.#sent.has(photo) ? done() : opener);
    return box;
  }
}

if (!customElements.get("wornby-gallery")) customElements.define("wornby-gallery", WornbyGallery);
