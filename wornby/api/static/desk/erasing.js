// Erasures: photos go from every store for good, and a signed receipt says what was looked at afterwards.

import { badge, button, dialog, facts, field, h, identifier, number, table, time } from "../console/kit.js";
import { actorNames, copyButton, counted, download, listing, note } from "./parts.js";

const pathOf = (receipt) => `/v1/erasures/${encodeURIComponent(receipt.id)}`;
const isClean = ({ stores }) => stores.every((store) => !store.found);

/** Ask for a reason, then erase photos. Gives the receipt, or nothing where somebody thought better of it. */
export async function eraseAsked(context, assetIds) {
  const reason = field("Reason", { name: "reason", value: "request", required: true, maxLength: 200, hint: "A word for why. The ledger keeps it for good: no names." });
  const evidence = field("Evidence", { name: "evidence", placeholder: "ticket/4711", hint: "Where the wish lies, without spaces." });
  const person = field("The person themself asked for it", { name: "by_person", type: "checkbox" });
  const text = `Originals, pictures, tags, vectors and matches of ${counted(assetIds.length, "photo")} go from every store, and the same ${assetIds.length === 1 ? "photo is" : "photos are"} refused from then on. Nothing brings them back.`;
  const act = () => context.api.post("/v1/erasures", {
    asset_ids: assetIds, reason: reason.control.value.trim(), evidence: evidence.control.value.trim(), by_person: person.control.checked,
  });
  const receipt = await dialog({ title: `Erase ${counted(assetIds.length, "photo")}?`, body: [note(text, { tone: "warn" }), reason, evidence, person], actions: [{ label: "Cancel" }, { label: "Erase for good", tone: "danger", act }] });
  if (receipt) context.toast(`${counted(receipt.asset_ids.length, "photo")} erased. The receipt is signed.`);
  return receipt;
}

async function byIds(context, done) {
  const ids = field("Ids of photos", { name: "ids", rows: 4, required: true, hint: "One a line; a photo's page shows its id." });
  const read = () => ids.control.value.split(/[\s,;]+/).filter(Boolean);
  const given = await dialog({ title: "Erase photos", body: [ids], actions: [{ label: "Cancel" }, { label: "Go on", tone: "main", act: () => {
    if (!read().length) throw new Error("Give the id of at least one photo.");
    return read();
  } }] });
  if (given && await eraseAsked(context, given)) done();
}

function storesTable(stores) {
  return table({
    caption: "Stores that were asked", rows: stores,
    columns: [
      { title: "Store", cell: (store) => store.name },
      { title: "Still found", align: "end", cell: (store) => (store.found ? badge(number(store.found), "bad") : badge("nothing", "good")) },
    ],
  });
}

async function verify(context, receipt) {
  const told = await context.api.post(`${pathOf(receipt)}/verify`);
  const body = [
    facts([
      ["Signature", told.signed ? badge("genuine", "good") : badge("not by this library's key", "bad")],
      ["Ledger", told.logged ? badge("has its line", "good") : badge("has no such line", "bad")],
    ]),
    storesTable(told.stores),
  ];
  await dialog({ title: told.ok ? "The receipt holds" : "The receipt does not hold", wide: true, body, actions: [{ label: "Close", tone: "main", value: true }] });
}

async function open(context, receipt, nameOf) {
  const body = [
    facts([
      ["When", time(receipt.at)], ["By", nameOf(receipt.actor)], ["Reason", receipt.reason], ["Evidence", receipt.evidence],
      ["Photos", h("code", { className: "wrap" }, receipt.asset_ids.join(" "))], ["Line of the ledger", number(receipt.line)], ["Key", h("code", { className: "wrap" }, receipt.key_id)],
    ]),
    storesTable(receipt.stores),
    h("div", { className: "row" },
      copyButton(() => JSON.stringify(receipt, null, 2), context.toast, { label: "Copy the receipt" }),
      button("Save as a file", { onclick: () => download(`erasure-${receipt.id}.json`, JSON.stringify(receipt, null, 2)) })),
  ];
  await dialog({ title: "Receipt of an erasure", wide: true, body, actions: [{ label: "Close" }, { label: "Verify now", tone: "main", act: () => verify(context, receipt) }] });
}

export const pane = {
  name: "erasures", title: "Erasures", scope: "staff", group: "Rights", mark: "erase",
  mount(root, context) {
    const again = () => pane.mount(root, context);
    let nameOf;
    return listing(root, {
      signal: context.signal,
      load: async (cursor) => {
        nameOf ??= await actorNames(context.api);
        const page = await context.api.get("/v1/erasures", { query: { cursor, limit: 50 }, signal: context.signal });
        return { items: page.receipts, ...page };
      },
      told: (page) => {
        context.actions(
          copyButton(page.public_key, context.toast, { label: "Copy the public key" }),
          context.may("rights") ? button("Erase photos", { tone: "danger", mark: "erase", onclick: () => byIds(context, again) }) : null,
        );
        return page.unfinished ? note(`${counted(page.unfinished, "erasure was", "erasures were")} begun and cut off. The server goes on with them by itself.`, { tone: "warn" }) : [];
      },
      list: (items) => table({
        caption: "Receipts", rows: items,
        columns: [
          { title: "Photos", cell: (one) => number(one.asset_ids.length), align: "end" },
          { title: "When", cell: (one) => time(one.at) },
          { title: "Reason", cell: (one) => one.reason, narrow: false },
          { title: "By", cell: (one) => nameOf(one.actor), narrow: false },
          { title: "Found afterwards", cell: (one) => (isClean(one) ? badge("nothing", "good") : badge("something", "bad")) },
          { title: "Id", cell: (one) => identifier(one.id, context.toast), narrow: false },
          { title: "Act", align: "end", cell: (one) => button("Receipt", { onclick: () => open(context, one, nameOf) }) },
        ],
      }),
      empty: { title: "Nothing has been erased", text: "Every erasure leaves a signed receipt here.", mark: "erase" },
    });
  },
};
