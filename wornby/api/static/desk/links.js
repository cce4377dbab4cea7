// Links that the shop sends to people: made, copied once, taken back.

import { badge, button, confirm, dialog, field, h, identifier, table, time } from "../console/kit.js";
import { copyButton, listing, note } from "./parts.js";

const PURPOSES = { upload: ["Give photos", "info"], manage: ["Change or erase", ""], reply: ["Answer a request", ""] };
const LANGUAGES = [["en", "English"], ["de", "German"], ["fr", "French"], ["es", "Spanish"], ["ja", "Japanese"]];

function stateOf(link) {
  if (link.revoked_at) return badge("Taken back", "bad");
  if (new Date(link.expires_at) < new Date()) return badge("Expired", "warn");
  return link.used_at ? badge("Used", "good") : badge("Open", "info");
}

/** Show the address of a new link: it is told once. */
export function showLink(made, toast) {
  const body = [
    note("This is the only time that it is shown. Whoever has it acts as the wearer: send it to them and to nobody else.", { tone: "warn" }),
    h("code", { className: "secret", tabIndex: 0 }, made.url),
    h("div", { className: "row" }, copyButton(made.url, toast, { label: "Copy the link", tone: "main" })),
    h("p", { className: "field-hint" }, "It opens until ", time(made.expires_at, { day: true }), "."),
  ];
  return dialog({ title: "The link", body, closable: false, actions: [{ label: "I have sent or kept it", value: true }] });
}

async function make(context, done) {
  const products = field("Products", { name: "products", placeholder: "TEE-01, COAT-01", hint: "SKUs that the photos will be of; empty for any." });
  const language = field("Language", { name: "language", value: "en", options: LANGUAGES });
  const days = field("Days that it opens", { name: "days", type: "number", value: "90", min: 1, max: 365, required: true });
  const contact = field("E-mail address", { name: "contact", type: "email", hint: "Optional: only to ask them again when the consent texts change." });
  const act = async () => {
    const body = {
      products: products.control.value.split(/[,;\s]+/).filter(Boolean), language: language.control.value,
      days: Number(days.control.value), contact: contact.control.value.trim(),
    };
    try {
      return await context.api.post("/v1/links", body);
    } catch (error) {
      throw error.code === "configuration" ? new Error("Links need the address under which wearers reach this server: set WORNBY_PUBLIC_URL.") : error;
    }
  };
  const text = "By it somebody gives photos of themselves, says what they may be used for, and comes back to change or erase them.";
  const made = await dialog({ title: "New link", body: [h("p", {}, text), products, language, days, contact], actions: [{ label: "Cancel" }, { label: "Make the link", tone: "main", act }] });
  if (!made) return;
  await showLink(made, context.toast);
  done();
}

async function revoke(context, link, done) {
  if (!await confirm({ title: "Take the link back?", text: "It opens nothing any more, at once. Photos that came by it stay as they are.", action: "Take it back", danger: true })) return;
  try {
    await context.api.delete(`/v1/links/${encodeURIComponent(link.id)}`);
    context.toast("Taken back.");
    done();
  } catch (error) {
    context.toast(error.message);
  }
}

export const pane = {
  name: "links", title: "Wearers' links", scope: "ingest", group: "Rights", mark: "link",
  mount(root, context) {
    const again = () => pane.mount(root, context);
    context.actions(button("New link", { tone: "main", mark: "plus", onclick: () => make(context, again) }));
    const isOpen = (link) => !link.revoked_at && new Date(link.expires_at) > new Date();
    return listing(root, {
      signal: context.signal,
      load: async (cursor) => {
        const page = await context.api.get("/v1/links", { query: { cursor, limit: 50 }, signal: context.signal });
        return { items: page.links, cursor: page.cursor };
      },
      list: (items) => table({
        caption: "Links", rows: items,
        columns: [
          { title: "For", cell: (link) => badge(...(PURPOSES[link.purpose] ?? [link.purpose])) },
          { title: "State", cell: stateOf },
          { title: "Products", cell: (link) => link.products.join(", ") || h("span", { className: "soft" }, "any"), narrow: false },
          { title: "Made", cell: (link) => time(link.made_at, { day: true }), narrow: false },
          { title: "Opens until", cell: (link) => time(link.expires_at, { day: true }), narrow: false },
          { title: "Id", cell: (link) => identifier(link.id, context.toast), narrow: false },
          { title: "Act", align: "end", cell: (link) => (isOpen(link) ? button("Take back", { tone: "quiet", onclick: () => revoke(context, link, again) }) : "") },
        ],
      }),
      empty: { title: "No links yet", text: "Send one after a purchase: the wearer needs no account.", mark: "link" },
    });
  },
};
