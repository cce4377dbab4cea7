// Small pictures of all photos, one of which is chosen. The same choice holds in every step.

import { picture } from "./pictures.js";
import { t } from "./say.js";
import { h } from "./view.js";

/** What a photo may be used for, in a word. */
export function badgeOf(photo) {
  if (photo.asked_again.length) return ["again", t("badge_again")];
  if (photo.purposes.includes("display")) return ["shown", t("badge_shown")];
  return photo.purposes.length ? ["shown", t("badge_allowed")] : ["private", t("badge_private")];
}

/** The tiles. `place` keeps the names of their fields apart. */
export function tiles(app, place, { badges = false } = {}) {
  const list = app.me.photos.map((photo, index) => {
    const [kind, said] = badgeOf(photo);
    const name = t("photo_n", { n: index + 1 });
    return h("label", { className: "tile" },
      h("input", { type: "radio", name: `photo-${place}`, checked: photo.id === app.chosen?.id, "data-key": `${place}-${photo.id}`, onchange: () => app.choose(photo.id) }),
      picture(photo.thumb, { className: "tile-picture", keep: `tile-${place}` }),
      h("span", { className: "tile-name" }, name),
      badges ? h("span", { className: `badge badge-${kind}` }, said) : null);
  });
  return h("fieldset", { className: `tiles tiles-${place}` }, h("legend", { className: "visually-hidden" }, t("which_photo")), ...list);
}
