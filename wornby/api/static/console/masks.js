// What the built-in parser sees, laid over the photo.

import { button } from "./kit.js";

/** The toggle. `photo` is the pane's; the masks are asked for when they are first shown. */
export function masksToggle(photo) {
  const { context, stage } = photo;
  let shown = false;

  const show = (on) => {
    shown = on;
    toggle.setAttribute("aria-pressed", String(on));
    stage.hideMasks(!on);
  };

  const load = async () => {
    const address = `/v1/assets/${photo.asset.id}/masks.png`;
    // A page takes a picture of an address that it has shown before from its memory.
    const ask = () => stage.showMasks(`${address}?${Date.now()}`);
    toggle.setAttribute("aria-busy", "true");
    try {
      try {
        await ask();
      } catch {
        // A picture does not say why it is missing: the API does, and asks to sign in again where that was it.
        await context.api.get(address, { signal: context.signal });
        await ask();
      }
    } catch (error) {
      show(false);
      stage.dropMasks();
      if (error.name !== "AbortError") context.toast(error.message);
    } finally {
      toggle.removeAttribute("aria-busy");
    }
  };

  const toggle = button("Masks", {
    mark: "masks", ariaPressed: "false", title: "Garments and people, as the built-in parser sees them (m)",
    onclick: async () => {
      show(!shown);
      if (shown && !stage.hasMasks) await load();
    },
  });

  /** After a change of rights or of whose photo it is, they look otherwise. */
  const renew = async () => {
    stage.dropMasks();
    if (shown) await load();
  };
  return { toggle, renew };
}
