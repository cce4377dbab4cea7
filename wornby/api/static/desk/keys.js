// API keys: made, their secret shown once, revoked.

import { badge, button, confirm, dialog, field, fill, h, identifier, table, time } from "../console/kit.js";
import { copyButton, note } from "./parts.js";

const SCOPES = [
  ["read", "Read what may be shown: search, products, galleries"], ["ingest", "Take photos in, decide on matches"], ["staff", "See what is not shown, too"],
  ["rights", "Change rights, send requests, erase"], ["admin", "Everything, users and keys too"],
];

function scopeField() {
  const boxes = SCOPES.map(([value, words]) => h("label", { className: "check" }, h("input", { type: "checkbox", value }), h("span", {}, h("b", {}, value), ` ${words}`)));
  const element = h("fieldset", { className: "checks" }, h("legend", {}, "What it may do"), ...boxes);
  element.values = () => [...element.querySelectorAll("input:checked")].map((box) => box.value);
  return element;
}

function showSecret(made, toast) {
  const secret = h("code", { className: "secret", tabIndex: 0 }, made.secret);
  const body = [note("This is the only time that it is shown. Whoever has it may do what the key may do.", { tone: "warn" }), secret, h("div", { className: "row" }, copyButton(made.secret, toast, { label: "Copy the key", tone: "main" }))];
  return dialog({ title: `Key “${made.name}”`, body, closable: false, actions: [{ label: "I have kept it", value: true }] });
}

async function create(context, done) {
  const name = field("Name", { name: "name", required: true, maxLength: 100, placeholder: "till", hint: "For whom or what it is. Acts are written down in it." });
  const scopes = scopeField();
  const act = () => {
    if (!scopes.values().length) throw new Error("Tick what the key may do.");
    return context.api.post("/v1/keys", { name: name.control.value.trim(), scopes: scopes.values() });
  };
  const made = await dialog({ title: "New key", body: [name, scopes], actions: [{ label: "Cancel" }, { label: "Make the key", tone: "main", act }] });
  if (!made) return;
  await showSecret(made, context.toast);
  done();
}

async function revoke(context, key, done) {
  const text = `“${key.name}” opens nothing any more, at once and for good. Whatever uses it stops working.`;
  if (!await confirm({ title: "Revoke the key?", text, action: "Revoke", danger: true })) return;
  try {
    await context.api.delete(`/v1/keys/${encodeURIComponent(key.id)}`);
    context.toast("Revoked.");
    done();
  } catch (error) {
    context.toast(error.message);
  }
}

export const pane = {
  name: "keys", title: "Keys", scope: "admin", group: "House", mark: "key",
  mount(root, context) {
    const again = () => pane.mount(root, context);
    context.actions(button("New key", { tone: "main", mark: "plus", onclick: () => create(context, again) }));
    return fill(root, {
      signal: context.signal,
      load: () => context.api.get("/v1/keys", { signal: context.signal }),
      show: ({ keys }) => {
        const sorted = [...keys].sort((a, b) => Number(Boolean(a.revoked_at)) - Number(Boolean(b.revoked_at)) || b.created_at.localeCompare(a.created_at));
        if (!sorted.length) return note("No key has been made yet. Programs of the shop come in by keys; people sign in.");
        return table({
          caption: "API keys", rows: sorted,
          columns: [
            { title: "Name", cell: (key) => key.name },
            { title: "May", cell: (key) => h("span", { className: "row wrap" }, ...key.scopes.map((scope) => badge(scope, scope === "admin" ? "warn" : ""))) },
            { title: "Made", cell: (key) => time(key.created_at, { day: true }), narrow: false },
            { title: "Id", cell: (key) => identifier(key.id, context.toast), narrow: false },
            { title: "State", align: "end", cell: (key) => (key.revoked_at ? badge("Revoked", "bad") : button("Revoke", { tone: "quiet", onclick: () => revoke(context, key, again) })) },
          ],
        });
      },
    });
  },
};
