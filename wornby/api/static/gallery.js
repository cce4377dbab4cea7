// <wornby-gallery sku product>: the photos of a product's wearers, with filters.

import "./filters.js";
import { getJson, h, words } from "./dom.js";
import { offerPicture } from "./offer.js";
import { readFilters, toParameters, withValue, withoutValue } from "./state.js";

const PAGE = 24;
const SAID_ON_CARD = ["hair.color", "hair.length", "eyewear.kind", "headwear.kind", "bag.kind"];
const UNSAID = new Set(["none", "not_visible", "not_worn"]);

/** The wearer that a picture is of. */
const mainWearer = (asset) => Math.max(0, asset.tags?.wearers.findIndex((wearer) => wearer.main) ?? 0);

class Gallery extends HTMLElement {
  #filters = [];
  #titles = new Map();
  #cursor = null;
  #request = null;

  connectedCallback() {
    this.#build();
    this.addEventListener("wornby-choose", ({ detail }) => {
      const change = detail.chosen ? withValue : withoutValue;
      this.#go(change(this.#filters, detail.attribute, detail.value));
    });
    window.addEventListener("popstate", () => this.#load());
    this.#load();
  }

  #build() {
    this.count = h("p", { className: "count", role: "status" });
    this.chips = h("ul", { className: "chips chosen", ariaLabel: "Chosen filters" });
    this.clear = h("button", { type: "button", className: "link clear", textContent: "Clear all" });
    this.clear.addEventListener("click", () => this.#go([]));
    this.grid = h("ul", { className: "grid" });
    this.hint = h("div", { className: "empty", hidden: true });
    this.more = h("button", { type: "button", className: "button", textContent: "Load more", hidden: true });
    this.more.addEventListener("click", () => this.#loadMore());
    this.panel = h("wornby-filters", { id: "filters", className: "panel" });
    this.opener = h("button", { type: "button", className: "button opener", "aria-controls": "filters" });
    this.opener.setAttribute("aria-expanded", "false");
    this.opener.addEventListener("click", () => {
      const open = this.panel.classList.toggle("panel-open");
      this.opener.setAttribute("aria-expanded", String(open));
    });
    const heading = h("h2", { textContent: "Worn by" });
    const head = h("div", { className: "gallery-head" }, h("div", {}, heading, this.count), this.#buildSearch());
    const results = h("div", { className: "results" }, this.chips, this.grid, this.hint,
      h("p", { className: "more" }, this.more));
    const aside = h("aside", { className: "side", ariaLabel: "Filters" }, this.opener, this.panel);
    this.replaceChildren(head, h("div", { className: "gallery-body" }, aside, results));
  }

  #buildSearch() {
    this.input = h("input", { type: "search", name: "text", maxLength: 500, autocomplete: "off",
      placeholder: "short red hair, glasses" });
    this.input.setAttribute("aria-label", "Describe who you look for");
    this.said = h("p", { className: "said", role: "status" });
    const form = h("form", { className: "search", role: "search" },
      h("div", { className: "search-line" }, this.input, h("button", { type: "submit", className: "button", textContent: "Find" })),
      this.said);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#read(this.input.value.trim());
    });
    return form;
  }

  /** Words become filters, as the API reads them; what it could not read is said. */
  async #read(text) {
    this.said.textContent = "";
    if (!text) return;
    try {
      const answer = await getJson("/v1/search", new URLSearchParams({ text, k: "1" }));
      const clauses = answer.read_as.filter((part) => part.clause).map((part) => part.clause);
      const unread = answer.read_as.filter((part) => !part.clause).map((part) => part.words);
      let filters = this.#filters;
      for (const { attribute, values, negate } of clauses) {
        for (const value of values) filters = withValue(filters, attribute, value, negate);
      }
      if (unread.length || !clauses.length) {
        this.said.textContent = `Not understood: ${unread.join(", ") || text}. Try: red hair, glasses, white shirt.`;
      }
      if (clauses.length) {
        this.input.value = "";
        this.#go(filters);
      }
    } catch (error) {
      this.said.textContent = error.message;
    }
  }

  #go(filters) {
    const query = toParameters(filters).toString();
    history.pushState(null, "", query ? `?${query}` : location.pathname);
    this.#load();
  }

  async #load() {
    this.#filters = readFilters(location.search);
    this.#request?.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    this.setAttribute("aria-busy", "true");
    try {
      const result = await this.#fetch(this.#filters, { signal });
      this.#show(result, signal);
    } catch (error) {
      if (error.name !== "AbortError") this.#fail(error);
    } finally {
      if (this.#request.signal === signal) this.setAttribute("aria-busy", "false");
    }
  }

  async #loadMore() {
    this.more.disabled = true;
    try {
      const result = await this.#fetch(this.#filters, { cursor: this.#cursor, signal: this.#request.signal });
      const first = this.#append(result.hits);
      first?.querySelector("a").focus();
      this.#setCursor(result.cursor);
    } catch (error) {
      if (error.name !== "AbortError") this.#fail(error);
    } finally {
      this.more.disabled = false;
    }
  }

  async #fetch(filters, { cursor = null, k = PAGE, signal }) {
    const parameters = toParameters(filters);
    parameters.set("k", String(k));
    if (cursor) parameters.set("cursor", cursor);
    const sku = encodeURIComponent(this.getAttribute("sku"));
    return (await getJson(`/v1/products/${sku}/gallery`, parameters, signal)).result;
  }

  #show(result, signal) {
    this.#keepTitles(result.facets);
    this.panel.update(result.facets);
    this.#showChips();
    this.count.textContent = this.#countText(result);
    this.grid.replaceChildren();
    this.#append(result.hits);
    this.#setCursor(result.cursor);
    this.hint.hidden = result.total > 0;
    if (result.total === 0) this.#showHint(signal);
  }

  /** How many there are; of generated pictures, why they stand here. */
  #countText({ total, hits }) {
    if (!hits.some(({ asset }) => asset.kind === "generated")) return total === 1 ? "1 wearer" : `${total} wearers`;
    const why = this.#filters.length ? "No photo fits" : "No photos yet";
    return total === 1 ? `${why}; this picture is generated.` : `${why}; these ${total} pictures are generated.`;
  }

  /** The picture that was offered takes the place of "nobody matches"; what can be given up stays below it. */
  async #showOffered(asset, signal) {
    await this.#learnTitles(signal);
    if (signal.aborted) return;
    const hit = { asset, wearer: mainWearer(asset) };
    this.hint.querySelector("h3")?.remove();
    this.count.textContent = this.#countText({ total: 1, hits: [hit] });
    this.#append([hit])?.querySelector("a").focus();
  }

  /** The facets of a result with no wearer have no titles: those of the product's generated pictures do. */
  async #learnTitles(signal) {
    const generated = [{ attribute: "asset.kind", negate: false, values: ["generated"] }];
    const { facets } = await this.#fetch(generated, { k: 1, signal }).catch(() => ({ facets: [] }));
    this.#keepTitles(facets);
  }

  #keepTitles(facets) {
    for (const facet of facets) {
      this.#titles.set(facet.attribute, facet.title);
      for (const value of facet.values) this.#titles.set(`${facet.attribute}=${value.value}`, value.title);
    }
  }

  #setCursor(cursor) {
    this.#cursor = cursor;
    this.more.hidden = !cursor;
  }

  #title(attribute, value) {
    return this.#titles.get(value === undefined ? attribute : `${attribute}=${value}`) ?? words(value ?? attribute);
  }

  #showChips() {
    const chips = this.#filters.flatMap(({ attribute, negate, values }) =>
      values.map((value) => this.#chip(attribute, value, negate)));
    const hadFocus = this.chips.contains(document.activeElement);
    this.chips.replaceChildren(...chips, ...(chips.length ? [h("li", {}, this.clear)] : []));
    if (hadFocus) (this.chips.querySelector("button") ?? this.input).focus();
    this.opener.textContent = chips.length ? `Filters (${chips.length})` : "Filters";
  }

  #chip(attribute, value, negate) {
    const name = `${this.#title(attribute)}: ${negate ? "not " : ""}${this.#title(attribute, value)}`;
    const button = h("button", { type: "button", className: "chip" }, name, h("span", { className: "cross", ariaHidden: "true", textContent: "×" }));
    button.setAttribute("aria-label", `Remove ${name}`);
    button.addEventListener("click", () => this.#go(withoutValue(this.#filters, attribute, value, negate)));
    return h("li", {}, button);
  }

  #append(hits) {
    const cards = hits.map((hit) => this.#card(hit));
    this.grid.append(...cards);
    return cards[0];
  }

  #card({ asset, wearer, product_state: state }) {
    const likely = state === "likely";
    const said = this.#say(asset, wearer);
    const query = toParameters(this.#filters).toString();
    const image = h("img", { loading: "lazy", decoding: "async", width: asset.width_px, height: asset.height_px,
      alt: `${asset.synthetic ? "Generated picture: " : likely ? "Likely " : ""}${this.getAttribute("product")}, worn${said.length ? `: ${said.join(", ")}` : ""}` });
    image.src = asset.renditions.thumb;
    if (asset.synthetic) image.className = "marked";
    const mark = asset.synthetic ? h("span", { className: "mark", textContent: "Generated" }) : null;
    const told = said.length ? h("span", { className: "said-of", textContent: said.slice(0, 3).join(" · ") }) : null;
    const doubt = likely ? h("span", { className: "likely", textContent: "Likely this product" }) : null;
    const caption = h("span", { className: "caption", ariaHidden: "true" }, mark, told, doubt);
    const link = h("a", { className: "card", href: `/photos/${encodeURIComponent(asset.id)}${query ? `?${query}` : ""}` },
      h("span", { className: "frame" }, image), mark || told || doubt ? caption : null);
    const item = h("li", {}, link);
    item.dataset.asset = asset.id;
    return item;
  }

  /** What the card says of a wearer: only what is there. */
  #say(asset, wearer) {
    const tags = asset.tags?.wearers[wearer ?? -1];
    if (!tags) return [];
    const said = (fact) => fact && !fact.unsure && !UNSAID.has(fact.value);
    return SAID_ON_CARD.filter((name) => said(tags.attributes[name])).map((name) => {
      const title = this.#title(name, tags.attributes[name].value);
      return name.startsWith("hair.") ? `${title.toLowerCase()} hair` : title.toLowerCase();
    });
  }

  /** Nothing was found: say which single filter to give up, and what that would leave. */
  async #showHint(signal) {
    if (!this.#filters.length) {
      this.hint.replaceChildren(h("h3", { textContent: "No photos yet" }), h("p", { textContent: "Nobody has shared a photo of this product so far." }));
      return;
    }
    const options = h("ul", { className: "chips" });
    this.hint.replaceChildren(h("h3", { textContent: "Nobody matches all of these" }), h("p", { textContent: "Give up one filter:" }), options);
    if (this.hasAttribute("generates")) {
      const show = (asset) => this.#showOffered(asset, signal);
      this.hint.append(offerPicture({ sku: this.getAttribute("sku"), filters: this.#filters, signal, show }));
    }
    await Promise.all(this.#filters.map(async (filter) => {
      const rest = this.#filters.filter((one) => one !== filter);
      const { total } = await this.#fetch(rest, { k: 1, signal }).catch(() => ({ total: 0 }));
      if (!total) return;
      const button = h("button", { type: "button", className: "chip", textContent: `without ${this.#title(filter.attribute).toLowerCase()}: ${total}` });
      button.addEventListener("click", () => this.#go(rest));
      options.append(h("li", {}, button));
    }));
    if (!options.children.length) this.hint.querySelector("p").textContent = "Clear all filters to see everybody.";
  }

  #fail(error) {
    this.count.textContent = "";
    this.grid.replaceChildren();
    this.#setCursor(null);
    this.#showChips();
    this.hint.hidden = false;
    this.hint.replaceChildren(h("h3", { textContent: "The photos could not be loaded" }), h("p", { textContent: error.message }));
  }
}

customElements.define("wornby-gallery", Gallery);
