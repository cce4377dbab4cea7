// The labelling desk: one question at a time, a key for each value. What a tagger says is never asked for.

import { h } from "./dom.js";

const at = (id) => document.getElementById(id);
const EVERY = "";
const SHOWN_MS = 140; // long enough to see which value was taken

class Desk {
  #photos = [];
  #questions = [];
  #order = [];
  #seen = []; // numbers of photos, in the order in which they were shown
  #place = -1;
  #question = 0;
  #mode = EVERY;
  #doubt = false;
  #history = [];
  #saving = Promise.resolve();
  #unsaved = 0;
  #moving = false;

  async start() {
    const { photos, questions, sheet } = await ask("desk");
    this.#photos = photos;
    this.#questions = questions;
    this.sheet = sheet;
    this.#fillModes();
    this.#listen();
    await this.#rank();
    this.#forward();
    at("desk").setAttribute("aria-busy", "false");
    this.#say(`Answers go to ${sheet}`);
  }

  get #number() { return this.#seen[this.#place]; }
  get #photo() { return this.#photos[this.#number]; }
  get #asked() { return this.#mode === EVERY ? this.#questions : this.#questions.filter(({ id }) => id === this.#mode); }
  get #current() { return this.#asked[this.#question]; }

  #fillModes() {
    const all = this.#questions.length > 1 ? [["everything about a photo", EVERY]] : [];
    const modes = [...all, ...this.#questions.map(({ id, title }) => [`only: ${title}`, id])];
    at("mode").append(...modes.map(([text, value]) => h("option", { value, textContent: text })));
    this.#mode = at("mode").value;
  }

  #listen() {
    at("doubt").addEventListener("click", () => this.#toggleDoubt());
    at("undo").addEventListener("click", () => this.#undo());
    at("back").addEventListener("click", () => this.#backward());
    at("next").addEventListener("click", () => this.#forward());
    at("zoom").addEventListener("click", (event) => this.#zoom(event));
    at("mode").addEventListener("change", () => this.#setMode(at("mode").value));
    document.addEventListener("keydown", (event) => this.#onKey(event));
    window.addEventListener("beforeunload", (event) => { if (this.#unsaved) event.preventDefault(); });
    at("photo").addEventListener("error", () => this.#cannotShow());
  }

  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select")) return;
    const own = event.target.closest("button:not(.stage-frame)");
    if (own && (event.key === "Enter" || event.key === " ")) return;
    const act = {
      ArrowLeft: () => this.#backward(),
      ArrowRight: () => this.#forward(),
      ArrowUp: () => this.#step(-1),
      ArrowDown: () => this.#step(1),
      Backspace: () => this.#undo(),
      u: () => this.#toggleDoubt(),
      " ": () => this.#zoom(),
    }[event.key] ?? this.#choiceFor(event.key);
    if (!act) return;
    event.preventDefault();
    if (!event.repeat) act();
  }

  #choiceFor(key) {
    const value = this.#photo && this.#current?.values.find((each) => each.key === key.toLowerCase());
    return value && (() => this.#choose(value.id));
  }

  // --- moving ----------------------------------------------------------------------------------------------------

  async #rank() {
    const { order, looked_at: done, total } = await ask(`order?by=${encodeURIComponent(this.#mode)}`);
    this.#order = order;
    at("order").textContent = done < total ? `Ordering by how unsure the tagger is: ${done} of ${total}` : "";
    clearTimeout(this.timer);
    if (done < total) this.timer = setTimeout(() => this.#rank().catch(() => {}), 1500);
  }

  async #setMode(mode) {
    at("mode").blur();
    this.#mode = mode;
    this.#seen = [];
    this.#place = -1;
    await this.#rank();
    this.#forward();
  }

  #lacks(number) {
    return this.#asked.some(({ id }) => !this.#photos[number].labels[id]);
  }

  #forward() {
    if (this.#place < this.#seen.length - 1) this.#place += 1;
    else {
      const seen = new Set(this.#seen);
      const next = this.#order.find((number) => !seen.has(number) && this.#lacks(number));
      if (next === undefined) return this.#end();
      this.#seen.push(next);
      this.#place = this.#seen.length - 1;
    }
    this.#firstOpen();
  }

  #backward() {
    if (this.#place > 0) this.#place -= 1;
    this.#firstOpen();
  }

  #firstOpen() {
    const open = this.#asked.findIndex(({ id }) => !this.#photo.labels[id]);
    this.#question = Math.max(0, open);
    this.#show();
  }

  #step(by) {
    if (!this.#photo) return;
    this.#question = (this.#question + by + this.#asked.length) % this.#asked.length;
    this.#show();
  }

  /** After an answer: the next open question of this photo, else the next photo. */
  #onward() {
    const open = this.#asked.findIndex(({ id }, index) => index > this.#question && !this.#photo.labels[id]);
    if (open >= 0) {
      this.#question = open;
      this.#show();
    } else if (this.#lacks(this.#number)) this.#firstOpen();
    else this.#forward();
  }

  // --- answers ---------------------------------------------------------------------------------------------------

  #choose(value) {
    if (this.#moving) return;
    this.#put({ value, doubt: this.#doubt });
    this.#doubt = false;
    this.#show();
    this.#moving = true;
    setTimeout(() => { this.#moving = false; this.#onward(); }, SHOWN_MS);
  }

  #toggleDoubt() {
    const label = this.#photo?.labels[this.#current?.id];
    if (label) this.#put({ ...label, doubt: !label.doubt });
    else this.#doubt = !this.#doubt;
    this.#show();
  }

  #put(label) {
    const [number, question] = [this.#number, this.#current.id];
    this.#history.push({ number, question, before: this.#photos[number].labels[question] ?? null });
    this.#keep(number, question, label);
  }

  #undo() {
    const last = this.#moving ? undefined : this.#history.pop();
    if (!last) return;
    this.#keep(last.number, last.question, last.before);
    if (!this.#asked.some(({ id }) => id === last.question)) return this.#show();
    const place = this.#seen.lastIndexOf(last.number);
    if (place < 0) this.#seen.push(last.number);
    this.#place = place < 0 ? this.#seen.length - 1 : place;
    this.#question = this.#asked.findIndex(({ id }) => id === last.question);
    this.#doubt = false;
    this.#show();
  }

  /** Show at once, write one after the other; what could not be written is taken back and said. */
  #keep(number, question, label) {
    const labels = this.#photos[number].labels;
    const before = labels[question];
    if (label) labels[question] = label;
    else delete labels[question];
    this.#unsaved += 1;
    this.#saving = this.#saving.then(async () => {
      try {
        await put(`photos/${number}/labels/${encodeURIComponent(question)}`, label ?? {});
        this.#say(`Saved in ${this.sheet}`);
      } catch (error) {
        if (before) labels[question] = before;
        else delete labels[question];
        this.#say(`Not saved: ${error.message}`, true);
        this.#show();
      }
      this.#unsaved -= 1;
    });
  }

  // --- showing ---------------------------------------------------------------------------------------------------

  #show() {
    this.#showProgress();
    if (!this.#photo) return;
    const label = this.#photo.labels[this.#current.id];
    at("question").textContent = this.#current.title;
    at("about").textContent = `About ${this.#current.about}.`;
    at("doubt").setAttribute("aria-pressed", String(label ? label.doubt : this.#doubt));
    at("doubt").disabled = false;
    at("back").disabled = this.#place <= 0;
    at("undo").disabled = this.#history.length === 0;
    at("next").disabled = false;
    at("name").textContent = this.#photo.file;
    at("next").lastChild.textContent = this.#lacks(this.#number) ? " Skip" : " Next";
    this.#showSteps();
    this.#showChoices(label);
    this.#showPhoto();
  }

  #showProgress() {
    const left = this.#photos.filter((_, number) => this.#lacks(number)).length;
    const done = this.#photos.length - left;
    at("bar").max = this.#photos.length;
    at("bar").value = done;
    at("count").textContent = `${done} of ${this.#photos.length} photos`;
  }

  #showSteps() {
    at("steps").hidden = this.#asked.length < 2;
    at("steps").replaceChildren(...this.#asked.map(({ id, title, values }, index) => {
      const label = this.#photo.labels[id];
      const said = label ? values.find((each) => each.id === label.value)?.title ?? label.value : "–";
      const step = h("button", { type: "button", className: label ? "step step-done" : "step" }, title,
        h("b", { textContent: label?.doubt ? `${said} ?` : said }));
      if (index === this.#question) step.setAttribute("aria-current", "step");
      step.addEventListener("click", () => { this.#question = index; this.#show(); });
      return h("li", {}, step);
    }));
    at("steps").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #showChoices(label) {
    const { values } = this.#current;
    at("choices").classList.toggle("choices-many", values.length > 7);
    at("choices").classList.toggle("choices-most", values.length > 12);
    at("choices").scrollTop = 0;
    at("choices").replaceChildren(...values.map(({ key, id, title, definition }) => {
      const words = definition === `${title}.` ? null : h("span", { className: "choice-definition", textContent: definition });
      const text = h("span", {}, h("span", { className: "choice-title", textContent: title }), words);
      const choice = h("button", { type: "button", className: key === "0" ? "choice choice-unseen" : "choice" },
        h("kbd", { textContent: key }), text);
      choice.dataset.value = id;
      choice.setAttribute("aria-pressed", String(label?.value === id));
      choice.addEventListener("click", () => this.#choose(id));
      return h("li", {}, choice);
    }));
  }

  #showPhoto() {
    const image = at("photo");
    if (image.dataset.number === String(this.#number)) return;
    image.dataset.number = String(this.#number);
    image.hidden = false;
    at("zoom").hidden = false;
    at("note").hidden = true;
    at("zoom").setAttribute("aria-pressed", "false");
    image.alt = `Photo ${this.#photo.file}`;
    image.src = `photos/${this.#number}`;
    const seen = new Set(this.#seen);
    const next = this.#order.find((number) => !seen.has(number) && this.#lacks(number));
    if (next !== undefined) new Image().src = `photos/${next}`;
  }

  async #cannotShow() {
    if (!this.#photo) return;
    const reason = await ask(`photos/${this.#number}`).then(() => "", (error) => error.message);
    at("zoom").hidden = true;
    at("note").hidden = false;
    at("note").textContent = `This photo cannot be shown. ${reason} Skip it with →.`;
  }

  #zoom(event) {
    at("zoom").blur(); // else the space key would press the button as well
    const on = at("zoom").getAttribute("aria-pressed") !== "true";
    at("zoom").setAttribute("aria-pressed", String(on));
    const image = at("photo");
    const box = image.getBoundingClientRect();
    const [x, y] = event?.detail ? [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height] : [0.5, 0.15];
    if (on) image.style.transformOrigin = `${x * 100}% ${y * 100}%`;
  }

  /** Nothing new is left: say so, and offer what was skipped. */
  #end() {
    const skipped = this.#photos.map((_, number) => number).filter((number) => this.#lacks(number));
    if (skipped.length && this.#place >= 0 && skipped.length === 1 && skipped[0] === this.#number) return this.#show();
    this.#place = this.#seen.length;
    this.#showProgress();
    at("steps").replaceChildren();
    at("question").textContent = skipped.length ? "That was the last new photo" : "All photos are labelled";
    at("about").textContent = "";
    at("name").textContent = "";
    at("doubt").disabled = true;
    at("next").disabled = true;
    at("back").disabled = this.#seen.length === 0;
    at("undo").disabled = this.#history.length === 0;
    at("photo").hidden = true;
    at("photo").dataset.number = "";
    at("zoom").hidden = true;
    at("note").hidden = false;
    at("note").textContent = skipped.length ? "Every photo was shown." : "Nothing left to ask.";
    const words = skipped.length ? `${skipped.length === 1 ? "One photo still lacks" : `${skipped.length} photos still lack`} an answer.` : `Every answer is in ${this.sheet}. You can close this page and stop the program with Ctrl-C.`;
    const again = h("button", { type: "button", className: "button button-main", textContent: "Go through them again" });
    again.addEventListener("click", () => { this.#seen = []; this.#place = -1; this.#forward(); });
    at("choices").classList.remove("choices-many", "choices-most");
    at("choices").replaceChildren(h("li", { className: "all-done" }, h("p", { textContent: words }), skipped.length ? again : null));
  }

  #say(text, bad = false) {
    at("saved").textContent = text;
    at("saved").classList.toggle("bad", bad);
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("wornby does not answer. Is the program still running?");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.detail ?? `The server answered ${response.status}.`);
  return body;
}

function put(path, body) {
  return ask(path, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

new Desk().start().catch((error) => {
  at("saved").textContent = error.message;
  at("saved").classList.add("bad");
});
