// Whoever is signed in: what they may do, and another password.

import { badge, facts, field, h, time } from "../console/kit.js";
import { note } from "./parts.js";

const ROLE_WORDS = { viewer: "Viewer", editor: "Editor", rights: "Rights officer", admin: "Admin" };
const ACTS = [["read", "search"], ["staff", "see everything"], ["ingest", "take photos in"], ["rights", "decide on rights"], ["admin", "manage users and keys"]];

function passwordForm(context) {
  const old = field("Present password", { name: "old", type: "password", required: true, autocomplete: "current-password" });
  const fresh = field("New password", { name: "new", type: "password", required: true, minLength: 12, autocomplete: "new-password", hint: "At least 12 characters; a few words that do not belong together are good." });
  const again = field("New password again", { name: "again", type: "password", required: true, autocomplete: "new-password" });
  const failed = h("p", { className: "field-error", role: "alert", hidden: true });
  const save = h("button", { type: "submit", className: "btn btn-main" }, "Change the password");
  return h("form", { className: "stack", onsubmit: async (event) => {
    event.preventDefault();
    again.fail(fresh.control.value === again.control.value ? "" : "The two are not the same.");
    failed.hidden = true;
    if (fresh.control.value !== again.control.value) return again.control.focus();
    save.disabled = true;
    try {
      await context.api.put("/v1/session/password", { old: old.control.value, new: fresh.control.value });
      location.reload();
    } catch (error) {
      failed.textContent = error.message;
      failed.hidden = false;
      save.disabled = false;
    }
    return undefined;
  } }, old, fresh, again, failed, h("div", {}, save), h("p", { className: "field-hint" }, "All your sessions end, and you sign in again."));
}

export const pane = {
  name: "account", title: "Your account", scope: "staff", group: "House", mark: "account",
  mount(root, context) {
    const { name, role, scopes, expires_at: until, oidc } = context.session;
    const may = ACTS.filter(([scope]) => scopes.includes(scope)).map(([, words]) => badge(words));
    root.append(h("div", { className: "two narrow" },
      h("section", { className: "card stack" }, h("h2", {}, "You"), facts([["Name", name], ["Role", ROLE_WORDS[role] ?? role], ["You may", h("span", { className: "row wrap" }, ...may)], ["Signed in until", until && time(until)]])),
      h("section", { className: "card stack" }, h("h2", {}, "Password"),
        oidc ? note("You sign in through your company's sign-on. The password is changed there.") : passwordForm(context)),
    ));
  },
};
