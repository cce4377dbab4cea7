// A photo with boxes over it, and veils that can be drawn.

import { h } from "./kit.js";

const NS = "http://www.w3.org/2000/svg";
const LEAST = 0.02; // of a side: less is a slip of the hand
const STEP = 0.01;

const clamp = (value, low = 0, high = 1) => Math.max(low, Math.min(high, value));
const round = (value) => Math.round(value * 10_000) / 10_000;

function rect(box, { kind, place }) {
  const element = document.createElementNS(NS, "rect");
  const [x, y, right, bottom] = box.map((value) => value * 1000);
  const set = { x, y, width: right - x, height: bottom - y, rx: 4, class: `box box-${kind}`, "vector-effect": "non-scaling-stroke" };
  for (const [name, value] of Object.entries(set)) element.setAttribute(name, value);
  element.place = place;
  return element;
}

export class Stage {
  #veils = null;

  /** `pick(group)` is called with what a box is of that somebody clicked. */
  constructor({ pick } = {}) {
    this.pick = pick;
    this.image = h("img", { alt: "", decoding: "async", draggable: false });
    this.masks = h("img", { className: "masks", alt: "", decoding: "async", draggable: false, hidden: true });
    this.svg = document.createElementNS(NS, "svg");
    this.svg.setAttribute("viewBox", "0 0 1000 1000");
    this.svg.setAttribute("preserveAspectRatio", "none");
    this.svg.setAttribute("aria-hidden", "true");
    this.layer = h("div", { className: "veils", hidden: true });
    this.frame = h("div", { className: "stage-picture" }, this.image, this.masks, this.svg, this.layer);
    this.element = h("figure", { className: "stage" }, this.frame);
    this.layer.addEventListener("pointerdown", (event) => this.#draw(event));
  }

  /** Show a photo; the frame has its shape before the picture is there. */
  show({ src, alt, width, height }) {
    this.frame.style.setProperty("--ratio", String(width / height));
    this.image.alt = alt;
    if (this.image.getAttribute("src") !== src) this.image.src = src;
  }

  /** Boxes of groups: [{box, kind, …}]. */
  boxes(groups) {
    this.svg.replaceChildren(...groups.filter((group) => group.box).map((group) => {
      const element = rect(group.box, { kind: group.kind, place: group });
      if (this.pick) element.addEventListener("click", () => this.pick(group));
      return element;
    }));
  }

  /** Make one group's box stand out; none for null. */
  highlight(group) {
    for (const element of this.svg.children) {
      element.classList.toggle("box-lit", Boolean(group) && element.place.wearer === group.wearer && element.place.garment === group.garment);
    }
    this.svg.classList.toggle("svg-lit", Boolean(group?.box));
  }

  /** Lay masks over the photo; settles when they are there, and fails without a reason where they do not come. */
  async showMasks(src) {
    this.masks.alt = "Masks of the garments and people in it";
    this.masks.src = src;
    await this.masks.decode();
  }

  get hasMasks() { return this.masks.hasAttribute("src"); }

  hideMasks(hidden) { this.masks.hidden = hidden; }

  dropMasks() { this.masks.removeAttribute("src"); }

  hideBoxes(hidden) { this.svg.toggleAttribute("hidden", hidden); }

  /** Begin to draw veils over what is there; `veils` answers them. */
  edit(veils) {
    this.#veils = veils.map((box) => [...box]);
    this.layer.hidden = false;
    this.#render();
  }

  stop() {
    this.#veils = null;
    this.layer.hidden = true;
  }

  get veils() { return this.#veils?.map((box) => box.map(round)) ?? []; }

  /** Another one, in the middle: for who draws without a pointer. */
  addVeil() {
    this.#veils.push([0.4, 0.4, 0.6, 0.6]);
    this.#render();
    this.layer.lastChild.focus();
  }

  #render() {
    this.layer.replaceChildren(...this.#veils.map((box, at) => this.#veil(box, at)));
  }

  #veil(box, at) {
    const element = h("button", { type: "button", className: "veil", ariaLabel: `Veil ${at + 1}. Arrow keys move it, with Shift they resize it, Delete takes it away.` });
    const lay = () => Object.assign(element.style, {
      left: `${box[0] * 100}%`, top: `${box[1] * 100}%`, width: `${(box[2] - box[0]) * 100}%`, height: `${(box[3] - box[1]) * 100}%`,
    });
    lay();
    element.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
      if (event.key === "Delete" || event.key === "Backspace") {
        this.#veils.splice(at, 1);
        this.#render();
        (this.layer.lastChild ?? this.layer.closest("main")?.querySelector("h1"))?.focus();
      } else if (event.key in steps) {
        const [dx, dy] = steps[event.key];
        const moved = event.shiftKey
          ? [box[0], box[1], clamp(box[2] + dx, box[0] + LEAST), clamp(box[3] + dy, box[1] + LEAST)]
          : box.map((value, axis) => value + (axis % 2 ? dy : dx));
        if (moved.every((value) => value >= 0 && value <= 1)) box.splice(0, 4, ...moved);
        lay();
      } else return;
      event.preventDefault();
    });
    return element;
  }

  #draw(event) {
    if (event.button !== 0 || event.target !== this.layer) return;
    event.preventDefault();
    const { left, top, width, height } = this.layer.getBoundingClientRect();
    const at = ({ clientX, clientY }) => [clamp((clientX - left) / width), clamp((clientY - top) / height)];
    const [x, y] = at(event);
    const box = [x, y, x, y];
    this.#veils.push(box);
    this.layer.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const [now, below] = at(moved);
      box.splice(0, 4, Math.min(x, now), Math.min(y, below), Math.max(x, now), Math.max(y, below));
      this.#render();
    };
    const end = () => {
      this.layer.removeEventListener("pointermove", move);
      if (box[2] - box[0] < LEAST || box[3] - box[1] < LEAST) this.#veils.splice(this.#veils.indexOf(box), 1);
      this.#render();
    };
    this.layer.addEventListener("pointermove", move);
    this.layer.addEventListener("pointerup", end, { once: true });
    this.layer.addEventListener("pointercancel", end, { once: true });
  }
}
