// Whose photo it is, and what of it is hidden from others than the staff.

import { button, field, ask, h } from "./kit.js";

/** Buttons below the picture. `photo` is the pane's; `toggles` rest while somebody draws. */
export function veilTools(photo, { toggles }) {
  const { context, stage } = photo;
  const root = h("span", { className: "row" });

  const put = async (veils, words) => {
    try {
      photo.asset = await context.api.put(`/v1/assets/${photo.asset.id}/veils`, { veils });
      context.toast(words);
      end();
    } catch (error) {
      context.toast(error.message);
    }
  };

  const whose = async () => {
    const wearers = photo.asset.tags?.wearers ?? [];
    const now = photo.asset.subject ?? null;
    const options = [["", "The main wearer"], ...wearers.map((_, at) => [String(at), `Wearer ${at + 1}`])];
    const told = await ask({
      title: "Whose photo is it?", action: "Save", text: "Everybody else is hidden from shoppers, and only of this person is anything stated about appearance.",
      fields: [field("Wearer", { name: "wearer", options, value: now === null ? "" : String(now) })],
      act: ({ wearer }) => context.api.put(`/v1/assets/${photo.asset.id}/subject`, { wearer: wearer === "" ? null : Number(wearer) }),
    });
    if (!told) return;
    photo.draw(told);
    photo.showPicture({ original: false, anew: true });
    photo.masks.renew();
    context.toast("Saved.");
  };

  const begin = () => {
    for (const one of toggles) one.disabled = true;
    photo.showPicture({ original: true });
    stage.hideBoxes(true);
    stage.edit(photo.asset.veils ?? []);
    root.replaceChildren(
      button("Add a veil", { mark: "plus", onclick: () => stage.addVeil() }),
      button("Save", { tone: "main", onclick: () => put(stage.veils, "Veils saved.") }),
      button("What is found", { title: "Hide everybody but the wearer, as found by itself", onclick: () => put(null, "Everybody but the wearer is hidden again.") }),
      button("Cancel", { tone: "quiet", onclick: end }),
    );
    root.firstChild.focus();
  };

  const end = () => {
    stage.stop();
    for (const one of toggles) one.disabled = false;
    toggles[1].setAttribute("aria-pressed", "false");
    stage.hideBoxes(toggles[0].getAttribute("aria-pressed") !== "true");
    photo.showPicture({ original: false, anew: true });
    rest();
    root.firstChild.focus();
  };

  const rest = () => root.replaceChildren(
    button("Veils", { mark: "veil", title: "Draw what is hidden from shoppers", onclick: begin }),
    button("Whose photo", { mark: "account", onclick: whose }),
  );
  rest();
  return root;
}
