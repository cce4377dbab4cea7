// Who may sign in, and as what.

import { ask, badge, button, confirm, field, fill, h, table, time } from "../console/kit.js";

export const ROLES = [
  ["viewer", "Viewer: looks"], ["editor", "Editor: takes photos in, corrects tags and matches"],
  ["rights", "Rights officer: decides on rights, erases"], ["admin", "Admin: all of it, users and keys too"],
];
const ROLE_WORDS = { viewer: "Viewer", editor: "Editor", rights: "Rights officer", admin: "Admin" };
const LEAST_PASSWORD = 12;

const passwordField = (label = "Password") => field(label, {
  name: "password", type: "password", required: true, minLength: LEAST_PASSWORD, autocomplete: "new-password", hint: "At least 12 characters. Tell it to them in person; they can change it.",
});

async function add(context, done) {
  const { oidc } = await context.api.get("/v1/session/methods");
  const name = field("Name", { name: "name", required: true, maxLength: 100, autocomplete: "off", hint: oidc ? "For single sign-on the e-mail address that it knows them by." : "" });
  const way = field("Signs in", { name: "way", value: "password", options: [["password", "With a password"], ["oidc", "By single sign-on"]] });
  const secret = passwordField();
  way.hidden = !oidc;
  way.control.addEventListener("change", () => {
    secret.hidden = way.control.value === "oidc";
    secret.control.required = !secret.hidden;
  });
  const fields = [name, field("Role", { name: "role", value: "viewer", options: ROLES }), way, secret];
  const act = ({ name: own, role, way: how, password: word }) => context.api.post("/v1/users", { name: own, role, ...(how === "oidc" ? { oidc: true } : { password: word }) });
  const made = await ask({ title: "New user", fields, action: "Add", act });
  if (!made) return;
  context.toast(`${made.name} may sign in.`);
  done();
}

async function change(context, user, body, said, done) {
  await context.api.patch(`/v1/users/${encodeURIComponent(user.id)}`, body);
  context.toast(said);
  done();
}

async function edit(context, user, done) {
  const fields = [field("Role", { name: "role", value: user.role, options: ROLES })];
  const act = (values) => context.api.patch(`/v1/users/${encodeURIComponent(user.id)}`, values);
  if (await ask({ title: `Role of ${user.name}`, text: "Their sessions end; they sign in again.", fields, act })) {
    context.toast("The role is changed.");
    done();
  }
}

async function password(context, user, done) {
  const act = (values) => context.api.patch(`/v1/users/${encodeURIComponent(user.id)}`, values);
  if (await ask({ title: `Another password for ${user.name}`, text: "Their sessions end.", fields: [passwordField("New password")], act })) {
    context.toast("The password is changed.");
    done();
  }
}

async function toggle(context, user, done) {
  const off = !user.disabled_at;
  const text = off ? `${user.name} is signed out at once and cannot sign in. The name stays, since acts are written down in it.` : `${user.name} may sign in again, with the same password and role.`;
  if (!await confirm({ title: off ? "Disable the user?" : "Enable the user?", text, action: off ? "Disable" : "Enable", danger: off })) return;
  try {
    await change(context, user, { disabled: off }, off ? "Disabled." : "Enabled.", done);
  } catch (error) {
    context.toast(error.message);
  }
}

export const pane = {
  name: "users", title: "Users", scope: "admin", group: "House", mark: "users",
  mount(root, context) {
    const again = () => pane.mount(root, context);
    context.actions(button("New user", { tone: "main", mark: "plus", onclick: () => add(context, again).catch((error) => context.toast(error.message)) }));
    const acts = (user) => {
      if (user.name === context.session.name) return h("span", { className: "soft" }, "you");
      return h("span", { className: "row end" },
        button("Role", { tone: "quiet", onclick: () => edit(context, user, again) }),
        user.oidc ? null : button("Password", { tone: "quiet", onclick: () => password(context, user, again) }),
        button(user.disabled_at ? "Enable" : "Disable", { tone: "quiet", onclick: () => toggle(context, user, again) }));
    };
    return fill(root, {
      signal: context.signal,
      load: () => context.api.get("/v1/users", { signal: context.signal }),
      show: ({ users }) => table({
        caption: "Users", rows: users,
        columns: [
          { title: "Name", cell: (user) => h("span", { className: "row wrap" }, h("b", {}, user.name), user.oidc ? badge("single sign-on", "info") : "", user.disabled_at ? badge("Disabled", "bad") : "") },
          { title: "Role", cell: (user) => ROLE_WORDS[user.role] ?? user.role },
          { title: "Since", cell: (user) => time(user.created_at, { day: true }), narrow: false },
          { title: "Act", align: "end", cell: acts },
        ],
      }),
    });
  },
};
