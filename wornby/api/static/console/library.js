// The library: every photo.

import { emptyState } from "./kit.js";

export const pane = {
  name: "library", title: "Library", scope: "staff", group: "Photos", mark: "library",
  mount(root) {
    root.append(emptyState({ title: "No photos yet", text: "Photos that are taken in show up here." }));
  },
};
