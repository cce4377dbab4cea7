// The review: what models are least sure of, answered by keyboard.

import { button, emptyState, h, linkButton, loading, number } from "./kit.js";
import { choices } from "./choices.js";
import { sendChange, sendUndo } from "./editing.js";
import { groupsOf, isPersons, samePlace, sourceWords, valueOf } from "./facts.js";
import { ReviewQueue } from "./review_queue.js";
import { Stage } from "./stage.js";
import { readVocabulary } from "./vocabulary.js";

const BELOW = 0.7;
const NOT_VISIBLE = "not_visible";

const key = (words, name) => h("li", {}, h("kbd", {}, name), words);

class Review {
  constructor(root, context, vocabulary) {
    Object.assign(this, { root, context, vocabulary, busy: false });
    this.queue = new ReviewQueue(context.api, { signal: context.signal, below: BELOW });
    this.stage = new Stage();
    this.question = h("div", { className: "review-ask" });
    this.bar = h("progress", { max: 1, value: 0, ariaLabel: "Photos reviewed" });
    this.count = h("span", { role: "status" });
    this.failed = h("p", { className: "field-error", role: "alert", hidden: true });
    this.undo = button("Undo", { mark: "undo", tone: "quiet", "aria-keyshortcuts": "u", onclick: () => this.back() });
    this.top = h("div", { className: "review-top" }, this.bar, this.count, this.undo);
    this.parts = [h("div", { className: "review-stage" }, this.stage.element), h("div", { className: "review-side" }, this.top, this.failed, this.question)];
    this.body = h("div", { className: "review" }, ...this.parts);
    root.append(this.body);
    addEventListener("keydown", (event) => this.press(event), { signal: context.signal });
  }

  async draw() {
    const now = await this.queue.now();
    this.now = now;
    if (this.context.signal.aborted) return;
    if (!now) {
      const action = linkButton("To the library", "#library?order=doubt");
      const back = this.queue.canGoBack ? button("Undo the last answer", { mark: "undo", onclick: () => this.back() }) : null;
      this.body.replaceChildren(emptyState({ title: "Nothing to review", text: "No model doubts anything that it says.", mark: "review", action: h("div", { className: "row" }, action, back) }));
      return;
    }
    if (!this.parts[0].isConnected) this.body.replaceChildren(...this.parts);
    this.progress();
    this.picture(now);
    this.ask(now);
    for (const src of this.queue.coming) new Image().src = src;
  }

  progress() {
    const { done, total, canGoBack } = this.queue;
    this.undo.disabled = !canGoBack;
    this.bar.value = total ? Math.min(1, done / total) : 0;
    this.count.textContent = `${number(Math.min(done + 1, total))} of ${number(total)} photos`;
  }

  picture({ asset, fact }) {
    const groups = groupsOf(asset.tags, this.vocabulary);
    this.group = groups.find((group) => samePlace(group, fact)) ?? groups.at(-1);
    this.stage.show({ src: asset.renditions.view, alt: `Photo, ${this.group?.title.toLowerCase()} asked for`, width: asset.width_px, height: asset.height_px });
    this.stage.boxes(this.group?.box ? [this.group] : []);
    this.stage.highlight(this.group);
  }

  ask({ fact, at, of }) {
    const attribute = this.vocabulary.attributes.get(fact.attribute);
    const says = h("p", { className: "review-says" }, valueOf(fact, this.vocabulary), h("span", { className: "soft" }, `${Math.round(fact.confidence * 100)} % sure · ${sourceWords(fact.source)}`));
    this.list = attribute?.values.length ? choices(attribute, { value: fact.value, pick: (value) => this.answer(value) }) : null;
    const heading = h("h2", { tabIndex: -1 }, attribute?.title ?? fact.attribute, this.group ? h("span", { className: "soft" }, ` ${this.group.title}`) : null);
    const hidden = attribute?.values.some((one) => one.id === NOT_VISIBLE);
    this.question.replaceChildren(...[
      h("p", { className: "soft" }, `Question ${at + 1} of ${of}`), heading, says,
      h("div", { className: "row review-acts" },
        button("Confirm", { tone: "main", mark: "check", "aria-keyshortcuts": "Enter", onclick: () => this.answer(fact.value), disabled: !fact.value }),
        hidden ? button("Not visible", { mark: "veil", "aria-keyshortcuts": "n", onclick: () => this.answer(NOT_VISIBLE) }) : null,
        button("Skip", { "aria-keyshortcuts": "s", onclick: () => this.skip() })),
      this.list ?? h("p", {}, "This attribute has no list of values."),
      h("ul", { className: "review-keys", ariaLabel: "Keys" }, key("confirm", "Enter"), hidden ? key("not visible", "n") : null, key("skip", "s"), key("next photo", "→"), key("undo", "u")),
    ]);
    heading.focus({ preventScroll: true });
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, dialog, nav")) return;
    const onButton = event.target.closest?.("button, a");
    if (event.key === "u") this.back();
    else if (!this.now) return;
    else if (event.key === "Enter" && !onButton) this.answer(this.now.fact.value);
    else if (event.key === "n") this.answer(NOT_VISIBLE);
    else if (event.key === "s") this.skip();
    else if (event.key === "ArrowRight") this.perform(async () => this.queue.nextPhoto());
    else if (!this.list?.press(event.key)) return;
    event.preventDefault();
  }

  answer(value) {
    const { item, asset, fact } = this.now;
    const known = this.vocabulary.attributes.get(fact.attribute)?.values ?? [];
    if (!value || (value === NOT_VISIBLE && !known.some((one) => one.id === value))) return undefined;
    return this.perform(async () => this.queue.next(await sendChange(this.context.api, asset, fact, value)), item);
  }

  skip() {
    return this.perform(async () => this.queue.next());
  }

  back() {
    const { last } = this.queue;
    return this.perform(async () => {
      if (last?.stated) last.item.asset = await sendUndo(this.context.api, last.item.asset);
      this.queue.back();
    }, last?.item);
  }

  /** Somebody else changed the photo meanwhile: what they said is asked no more. */
  async renew(item) {
    const { api, signal } = this.context;
    const asset = await api.get(`/v1/assets/${item.asset.id}`, { signal });
    const rows = groupsOf(asset.tags, this.vocabulary).flatMap((group) => group.rows);
    const now = item.doubtful.slice(item.at).map((fact) => rows.find((row) => row.attribute === fact.attribute && samePlace(row, fact)));
    this.queue.renew(item, { asset, open: now.filter((row) => row && !isPersons(row.source) && (row.confidence ?? 1) < BELOW) });
    await this.draw();
  }

  /** One act at a time: an answer given before the last one is written would go to the wrong question. */
  async perform(act, item) {
    if (this.busy) return;
    this.busy = true;
    this.failed.hidden = true;
    try {
      await act();
      await this.draw();
    } catch (error) {
      if (error.name === "AbortError") return;
      this.failed.textContent = error.message;
      this.failed.hidden = false;
      if (error.status === 409 && item) await this.renew(item).catch(() => { /* the message stands; the next try renews it */ });
    } finally {
      this.busy = false;
    }
  }
}

export const pane = {
  name: "review", title: "Review", scope: "ingest", group: "Photos", mark: "review",
  async mount(root, context) {
    root.replaceChildren(loading());
    const vocabulary = await readVocabulary(context.api);
    root.replaceChildren();
    const review = new Review(root, context, vocabulary);
    await review.draw();
  },
};
