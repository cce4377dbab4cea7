// Signing in: as the page that comes first, and as a dialog over whatever is open when a session has ended.

import { h } from "../dom.js";
import { dialog } from "./dialogs.js";
import { icon } from "./icons.js";
import { field } from "./kit.js";

const ELSEWHERE = "/v1/session/oidc";
const METHODS = "/v1/session/methods";

const elsewhereLink = (props = {}) => h("a", { className: "btn btn-wide", href: ELSEWHERE, ...props }, icon("key"), "Sign in with your organisation");

/** The form. `done(session)` is called once somebody is signed in. */
function signInForm(api, { name = "", done }) {
  const who = field("Name", { name: "name", value: name, autocomplete: "username", required: true, maxLength: 100, spellcheck: false, autocapitalize: "none" });
  const secret = field("Password", { name: "password", type: "password", autocomplete: "current-password", required: true, maxLength: 1000 });
  const failed = h("p", { className: "field-error", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", className: "btn btn-main btn-wide" }, "Sign in");
  const form = h("form", { className: "sign-in" }, who, secret, failed, submit);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    failed.hidden = true;
    try {
      const session = await api.signIn(who.control.value, secret.control.value);
      done(session);
    } catch (error) {
      failed.textContent = error.message;
      failed.hidden = false;
      secret.control.select();
    } finally {
      submit.disabled = false;
    }
  });
  form.first = name ? secret.control : who.control;
  return form;
}

/** The page that comes first. @returns {Promise<object>} the session. */
export function signInPage(api, root) {
  return new Promise((done) => {
    const form = signInForm(api, { done });
    offerElsewhere(form);
    root.replaceChildren(h(
      "main", { className: "sign-in-page", id: "main" },
      h("div", { className: "sign-in-card" }, h("p", { className: "brand" }, brandMark(), "wornby"), h("h1", {}, "Sign in to the console"), form),
    ));
    document.title = "Sign in · wornby console";
    form.first.focus();
  });
}

/** The session has ended: the same user signs in again, over what is open. @returns {Promise<void>} */
export async function signInAgain(api) {
  const before = api.session;
  await dialog({
    title: "Your session has ended", closable: false,
    body: [h("p", {}, "Sign in again; what you were doing stays as it is.")],
    opened: (element, close) => {
      if (before.oidc) return elsewhereAgain(api, element, close);
      // A form cannot lie in a form: the dialog's own one makes way.
      const form = signInForm(api, { name: before.name, done: close });
      element.append(form);
      return form.first.focus();
    },
  });
  // Whoever else signs in gets a page of their own: what they may differs.
  if (api.session.name !== before.name || String(api.session.scopes) !== String(before.scopes)) location.reload();
}

/** Who has no password here signs in anew in a tab of its own; this page goes on once that is done. */
function elsewhereAgain(api, element, close) {
  const link = elsewhereLink({ target: "_blank", rel: "noopener" });
  const look = async () => {
    if (document.visibilityState !== "visible") return;
    const session = await api.readSession().catch(() => null);
    if (!session) return;
    document.removeEventListener("visibilitychange", look);
    removeEventListener("focus", look);
    api.session = session;
    close();
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  element.append(link);
  link.focus();
}

export const brandMark = () => h("img", { src: "/static/icon.svg", width: 28, height: 28, alt: "" });

async function offerElsewhere(form) {
  try {
    const response = await fetch(METHODS, { cache: "no-store" });
    if (response.ok && (await response.json()).oidc) form.append(elsewhereLink());
  } catch { /* signing in with a password stays */ }
}
