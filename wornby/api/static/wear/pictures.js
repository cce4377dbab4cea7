// Pictures need the link's token in a header, so they are fetched here and shown from the tab's own memory.

import { askPicture } from "./api.js";
import { h } from "./view.js";
import { t } from "./say.js";

const held = new Map();
const kept = new Map();

/** An image of an address of ours. With the same `keep` it is the same element again, so that nothing flickers. */
export function picture(address, { alt = "", className = "", width = null, height = null, keep = "" } = {}) {
  const name = keep && `${keep} ${address}`;
  const before = kept.get(name);
  if (before && !("failed" in before.dataset)) return before;
  const image = h("img", { alt, className, width, height, decoding: "async" });
  if (name) kept.set(name, image);
  image.dataset.waits = "";
  addressOf(address).then(
    (found) => {
      image.src = found;
      delete image.dataset.waits;
    },
    () => {
      delete image.dataset.waits;
      image.dataset.failed = "";
      image.alt = alt ? t("picture_failed") : "";
    },
  );
  return image;
}

/** Let go of all pictures: what was erased stays in no memory either. */
export function dropPictures(addresses = [...held.keys()]) {
  for (const address of addresses) {
    held.get(address)?.then(URL.revokeObjectURL, () => {});
    held.delete(address);
    for (const name of [...kept.keys()].filter((one) => one.endsWith(` ${address}`))) kept.delete(name);
  }
}

function addressOf(address) {
  if (!held.has(address)) {
    const fetched = askPicture(address).then((blob) => URL.createObjectURL(blob));
    fetched.catch(() => held.delete(address)); // the next one who asks tries again
    held.set(address, fetched);
  }
  return held.get(address);
}
