// Find and erase somebody by a picture that is not kept: candidates for a person to look at.

import { badge, button, emptyState, errorState, h, icon, loading, stateBadge } from "../console/kit.js";
import { eraseAsked } from "./erasing.js";
import { counted, note, thumb } from "./parts.js";

const WAYS = { content: "the very file", picture: "the same picture", look: "looks", garments: "clothes" };
const percent = (share) => `${Math.round(share * 100)} %`;
const wayOf = (name) => WAYS[name] ?? name;

class Finder {
  constructor(root, context) {
    Object.assign(this, { root, context, chosen: new Set() });
    this.place = h("div", { className: "stack" });
    this.file = h("input", { type: "file", accept: "image/*", className: "visually-hidden", id: "find-file", onchange: () => this.find(this.file.files[0]) });
    this.drop = h("label", { className: "drop", htmlFor: "find-file" }, icon("upload", { size: 24 }), h("b", {}, "Choose a picture of the person"), h("span", { className: "soft" }, "or drop it here. It is compared and then forgotten."));
    this.drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.drop.classList.add("drop-over");
    });
    this.drop.addEventListener("dragleave", () => this.drop.classList.remove("drop-over"));
    this.drop.addEventListener("drop", (event) => {
      event.preventDefault();
      this.drop.classList.remove("drop-over");
      this.find(event.dataTransfer.files[0]);
    });
    root.append(note("For whoever asks to be found and removed. Look at each candidate yourself: likeness proves nothing."), this.file, this.drop, this.place);
  }

  async find(file) {
    if (!file) return;
    const form = new FormData();
    form.append("image", file);
    this.chosen.clear();
    this.place.replaceChildren(loading("Looking for the person", { rows: 3 }));
    try {
      this.show(await this.context.api.post("/v1/find-person", form, { signal: this.context.signal }));
    } catch (error) {
      if (error.name !== "AbortError") this.place.replaceChildren(errorState(error, () => this.find(file)));
    }
    this.file.value = "";
  }

  show({ photos, compared_by: ways, faces }) {
    if (!photos.length) {
      this.place.replaceChildren(emptyState({ title: "Nobody was found", text: "No photo of the library looks like this one.", mark: "search" }));
      return;
    }
    this.erase = button("Erase those that are chosen", { tone: "danger", mark: "erase", disabled: true, onclick: () => this.eraseChosen() });
    const compared = `Compared: ${ways.map(wayOf).join(", ")}.${faces ? "" : " Faces are not compared."}`;
    this.place.replaceChildren(
      h("div", { className: "row found-head" }, h("p", { className: "grow", role: "status" }, `${counted(photos.length, "candidate")}, the likeliest first. ${compared}`), this.erase),
      h("ul", { className: "candidates" }, ...photos.map((found) => this.candidate(found))),
    );
  }

  candidate({ photo, why }) {
    const box = h("input", { type: "checkbox", onchange: () => {
      if (box.checked) this.chosen.add(photo.id);
      else this.chosen.delete(photo.id);
      this.erase.disabled = !this.chosen.size;
    } });
    const reasons = Object.entries(why).map(([name, share]) => badge(`${wayOf(name)} ${percent(share)}`));
    return h("li", { className: "candidate card" }, thumb(photo.id, { size: 140, label: photo.title || `Photo ${photo.id.slice(0, 8)}` }),
      h("div", { className: "stack" }, stateBadge(photo.state), h("div", { className: "row wrap" }, ...reasons), h("label", { className: "check" }, box, h("span", {}, "This is the person"))));
  }

  async eraseChosen() {
    const erased = await eraseAsked(this.context, [...this.chosen]);
    if (!erased) return;
    for (const link of this.place.querySelectorAll(".candidate:has(input:checked)")) link.remove();
    this.chosen.clear();
    this.erase.disabled = true;
  }
}

export const pane = {
  name: "find-person", title: "Find a person", scope: "rights", group: "Rights", mark: "search",
  mount(root, context) {
    new Finder(root, context);
  },
};
