// Which product a garment is: what the machine found, and the staff's word on it, by keyboard.

import { badge, button, emptyState, facts, field, fill, h, segments } from "../console/kit.js";
import { actorNames, note, setQuery, toolbar } from "./parts.js";

const STATES = [["likely", "Likely"], ["similar", "Unsure"], ["confirmed", "Confirmed"], ["rejected", "Rejected"]];
const TONES = { confirmed: "good", likely: "info", similar: "", rejected: "bad" };
const WORDS = { confirmed: "Confirmed", likely: "Likely", similar: "Unsure", rejected: "Rejected" };
const percent = (share) => `${Math.round(share * 100)} %`;
const yes = (agrees) => ({ true: "same", false: "other" })[agrees] ?? "not known";

const LEAST_GUESS = 0.1;

/** Of guesses that nobody has decided on only the best for each garment, and none that is next to nothing. */
function worthALook(listed) {
  const best = new Map();
  for (const one of listed) {
    const place = `${one.asset_id} ${one.match.wearer} ${one.match.garment}`;
    if (one.match.score >= LEAST_GUESS && one.match.score > (best.get(place)?.match.score ?? 0)) best.set(place, one);
  }
  return [...best.values()].sort((a, b) => b.match.score - a.match.score);
}

/** Matches one by one: photos come in pages, which are asked for when the last one is near. */
class Queue {
  constructor({ api, signal, query }) {
    Object.assign(this, { api, signal, query, found: [], at: 0, cursor: null, ended: false });
  }

  get now() { return this.found[this.at] ?? null; }

  async more() {
    // A page may hold nothing and still have a next one.
    while (!this.ended && this.found.length - this.at < 5) {
      const page = await this.api.get("/v1/matches", { query: { ...this.query, limit: 50, cursor: this.cursor }, signal: this.signal });
      this.found.push(...(this.query.state === "similar" ? worthALook(page.matches) : page.matches));
      this.cursor = page.cursor;
      this.ended = !page.cursor;
    }
  }

  async step(by) {
    this.at = Math.max(0, Math.min(this.at + by, this.found.length));
    await this.more();
  }
}

function motifWords(evidence) {
  if (!evidence.has_motif) return "the product has no print";
  return evidence.motif ? `print found: ${evidence.motif.inliers} points, ${percent(evidence.motif.coverage)} of it` : "print not found";
}

function evidenceFacts({ match }, nameOf) {
  const { evidence, decision } = match;
  const said = decision ? `${WORDS[decision.verdict]} by ${nameOf(decision.by ?? "staff/")}` : "nobody yet";
  if (!evidence) return facts([["Decided", said]]);
  return facts([
    ["Sure", percent(match.score)], ["Cloth looks alike", percent(evidence.similarity)],
    ["Colour differs by", evidence.color_distance === null ? "not known" : `${evidence.color_distance.toFixed(1)} ΔE`],
    ["Kind", yes(evidence.kind_agrees)], ["Pattern", yes(evidence.pattern_agrees)], ["Print", motifWords(evidence)], ["Decided", said],
  ]);
}

function evidencePicture({ asset_id: id, match }) {
  const photo = `/v1/assets/${encodeURIComponent(id)}`;
  const picture = h("img", { className: "evidence", src: `${photo}/matches/${encodeURIComponent(match.product)}/evidence.png`, alt: `Photo beside ${match.product}, with what speaks for the match` });
  picture.addEventListener("error", () => { picture.src = `${photo}/view.jpg`; }, { once: true });
  return h("a", { href: `#photo/${encodeURIComponent(id)}`, className: "evidence-frame" }, picture);
}

class Desk {
  constructor(root, context, queue) {
    Object.assign(this, { root, context, queue, busy: false });
  }

  show() {
    const listed = this.queue.now;
    const last = this.queue.ended ? this.queue.found.length : `${this.queue.found.length}+`;
    if (!listed) {
      const back = this.queue.at ? button("Back to the last one", { mark: "back", onclick: () => this.step(-1) }) : null;
      this.root.replaceChildren(emptyState({ title: this.queue.at ? "That was all" : "Nothing to look at", text: this.queue.at ? "Every match in this list has been shown." : "No match stands like this.", mark: "match", action: back }));
      return;
    }
    const state = listed.match.state;
    const decide = (verdict, label, { key, tone, mark }) => button(label, { tone: state === verdict && listed.match.decision ? "quiet" : tone, mark, "data-verdict": verdict, "aria-keyshortcuts": key, onclick: () => this.decide(verdict) });
    this.said = h("p", { className: "field-error", role: "alert", hidden: true });
    this.root.replaceChildren(h(
      "div", { className: "match-desk" },
      evidencePicture(listed),
      h("div", { className: "stack match-side" },
        h("div", { className: "row" }, h("h2", { className: "grow" }, listed.match.product), badge(WORDS[state], TONES[state])),
        evidenceFacts(listed, this.nameOf),
        h("div", { className: "match-acts" },
          decide("confirmed", "This product", { key: "y", tone: "main", mark: "check" }),
          decide("rejected", "Another", { key: "n", tone: "danger", mark: "close" })),
        h("div", { className: "row" },
          button("Back", { tone: "quiet", mark: "back", disabled: this.queue.at === 0, onclick: () => this.step(-1) }),
          button("Skip", { tone: "quiet", mark: "arrow", onclick: () => this.step(1) }),
          h("span", { className: "count grow end" }, `${this.queue.at + 1} of ${last}`)),
        this.said,
        h("p", { className: "field-hint keys" }, h("kbd", {}, "Y"), " yes ", h("kbd", {}, "N"), " no ", h("kbd", {}, "→"), " skip ", h("kbd", {}, "←"), " back")),
    ));
  }

  async step(by) {
    await this.queue.step(by);
    this.show();
  }

  async decide(verdict, listed = this.queue.now) {
    if (this.busy || !listed) return;
    this.busy = true;
    const { wearer, garment, product } = listed.match;
    const where = wearer === null ? { nobody: true } : { wearer };
    try {
      listed.match = await this.context.api.post(`/v1/assets/${encodeURIComponent(listed.asset_id)}/matches`, { product, verdict, garment, ...where });
      const other = verdict === "confirmed" ? "rejected" : "confirmed";
      this.context.toast(`${product}: ${WORDS[verdict].toLowerCase()}.`, { action: { label: "No, the other way", act: () => this.decide(other, listed) } });
      if (listed === this.queue.now) await this.step(1);
      else this.show();
    } catch (error) {
      if (error.name === "AbortError") return;
      this.said.textContent = error.message;
      this.said.hidden = false;
    } finally {
      this.busy = false;
    }
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
    const act = { y: () => this.decide("confirmed"), n: () => this.decide("rejected"), ArrowRight: () => this.step(1), ArrowLeft: () => this.step(-1) }[event.key];
    if (!act || !this.queue.now) return;
    event.preventDefault();
    act();
  }
}

export const pane = {
  name: "matches", title: "Matches", scope: "ingest", group: "Photos", mark: "match",
  mount(root, context) {
    const state = context.query.get("state") ?? "likely";
    const product = context.query.get("product") ?? "";
    const sku = field("Product", { name: "product", value: product, placeholder: "All, or a SKU" });
    const choose = (values) => setQuery(context, "matches", { state, product, ...values });
    sku.control.addEventListener("change", () => choose({ product: sku.control.value.trim() }));
    const place = h("div", { className: "match-place", tabIndex: -1 });
    root.append(
      toolbar(segments("Which", STATES, { value: state, onchange: (value) => choose({ state: value }) }), sku),
      note(state === "similar" ? "The best guess for each garment that the machine is not sure of. It is shown to nobody as worn until you say so." : "The last word counts: decide again to change it."),
      place,
    );
    const open = ["likely", "similar"].includes(state);
    const queue = new Queue({ api: context.api, signal: context.signal, query: { state, product, decided: open ? "false" : "" } });
    const desk = new Desk(h("div"), context, queue);
    addEventListener("keydown", (event) => desk.key(event), { signal: context.signal });
    return fill(place, { signal: context.signal, load: async () => {
      desk.nameOf = await actorNames(context.api);
      await queue.more();
    }, show: () => {
      desk.show();
      return desk.root;
    } });
  },
};
