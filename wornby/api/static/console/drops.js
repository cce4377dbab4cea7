// Pictures that are dropped or pasted: to look for what is like them, or to take them in.

import { h, icon } from "./kit.js";

const picturesOf = (transfer) => [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));

/** Watch the page. `find(file)` looks for what is like it; `add(files)` takes them in, where that is allowed. */
export function watchDrops({ signal, find, add }) {
  const zone = (title, text, mark, act) => {
    const element = h("div", { className: "drop-zone" }, icon(mark, { size: 30 }), h("b", {}, title), h("span", {}, text));
    element.addEventListener("dragover", () => element.classList.add("over"));
    element.addEventListener("dragleave", () => element.classList.remove("over"));
    element.addEventListener("drop", (event) => {
      const files = picturesOf(event.dataTransfer);
      if (files.length) act(files);
    });
    return element;
  };
  const veil = h("div", { className: "drops", hidden: true, ariaHidden: "true" },
    zone("Find photos like this", "One picture, which is not kept", "search", ([file]) => find(file)),
    add ? zone("Add to the library", "Any number of photos", "upload", add) : null);
  document.body.append(veil);
  let depth = 0;
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const hide = () => {
    depth = 0;
    veil.hidden = true;
    for (const one of veil.children) one.classList.remove("over");
  };
  addEventListener("dragenter", (event) => {
    if (!carries(event)) return;
    depth += 1;
    veil.hidden = false;
  }, { signal });
  addEventListener("dragleave", () => {
    depth -= 1;
    if (depth <= 0) hide();
  }, { signal });
  addEventListener("dragover", (event) => carries(event) && event.preventDefault(), { signal });
  addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    hide();
  }, { signal });
  addEventListener("paste", (event) => {
    const [file] = picturesOf(event.clipboardData);
    if (!file) return;
    event.preventDefault();
    find(file);
  }, { signal });
  signal.addEventListener("abort", () => veil.remove());
}
