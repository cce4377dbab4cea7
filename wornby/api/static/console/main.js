// The console begins: who is signed in, then the panes that they may use.

import { h } from "../dom.js";
import { Api } from "./api.js";
import { errorState } from "./kit.js";
import { PANES } from "./panes.js";
import { Shell } from "./shell.js";
import { signInAgain, signInPage } from "./signin.js";

const root = document.body.appendChild(h("div", { className: "root" }));
let asking = null;

const api = new Api({
  // Many requests may find out at once that the session has ended: one dialog is for all.
  signInAgain: () => (asking ??= signInAgain(api).finally(() => { asking = null; })),
});

async function signOut() {
  try {
    await api.delete("/v1/session");
  } finally {
    location.reload();
  }
}

async function start() {
  try {
    api.session = (await api.readSession()) ?? (await signInPage(api, root));
  } catch (error) {
    root.replaceChildren(h("main", { id: "main" }, h("h1", { className: "visually-hidden" }, "wornby console"), errorState(error, start)));
    return;
  }
  const shell = new Shell({ api, panes: PANES, signOut });
  root.replaceChildren(shell.element);
  shell.start();
}

start();
