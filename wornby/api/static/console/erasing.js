// Erasing photos: why is asked for, since the receipt says it for good.

import { ask, field, number } from "./kit.js";

const MOST = 200; // photos of one request
const REASONS = [["request", "Somebody asked for it"], ["withdrawn", "The permission was withdrawn"], ["mistake", "It came in by mistake"], ["quality", "Not good enough"], ["other", "Another reason"]];

const photos = (count) => (count === 1 ? "this photo" : `${number(count)} photos`);

/** Ask, then erase. @returns {Promise<boolean>} whether they are gone. */
export async function erasePhotos(ids, { api, toast }) {
  const told = await ask({
    title: `Erase ${photos(ids.length)}?`, action: "Erase for good", danger: true,
    text: "Pictures, tags, vectors and matches are gone from every store, and the same file is refused from then on. A signed receipt stays. Nobody can undo this.",
    fields: [
      field("Reason", { name: "reason", options: REASONS }),
      field("Evidence", { name: "evidence", maxLength: 200, placeholder: "ticket/4711", hint: "Where the proof lies. The ledger keeps it for good, so no names." }),
      field("The wearer themself asked for it", { name: "by_person", type: "checkbox" }),
    ],
    act: async ({ reason, evidence, by_person }) => {
      for (let at = 0; at < ids.length; at += MOST) {
        await api.post("/v1/erasures", { asset_ids: ids.slice(at, at + MOST), reason, evidence: evidence.trim(), by_person });
      }
    },
  });
  if (!told) return false;
  toast(ids.length === 1 ? "The photo is erased." : `${number(ids.length)} photos are erased.`);
  return true;
}
