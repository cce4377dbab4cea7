// The frame around the panes: navigation, heading, addresses, what was done.

import { h } from "../dom.js";
import { closeDialogs } from "./dialogs.js";
import { icon } from "./icons.js";
import { errorState } from "./kit.js";
import { brandMark } from "./signin.js";

const TOAST_MS = 6000;

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** An address as a pane's name, the rest of its path, and its query. */
function parseHash(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  const [name, ...rest] = path.split("/").map(decoded);
  return { name, rest, path, query: new URLSearchParams(query) };
}

export class Shell {
  #api;
  #panes;
  #open = null;
  #address = "";

  constructor({ api, panes, signOut }) {
    this.#api = api;
    this.#panes = panes.filter((pane) => this.may(pane.scope));
    this.nav = h("div", { className: "side-nav" }, ...this.#groups());
    this.menu = h("button", { type: "button", className: "btn btn-quiet btn-icon menu", ariaExpanded: "false", "aria-controls": "side", onclick: () => this.#fold() }, icon("menu", { size: 22 }), h("span", { className: "visually-hidden" }, "Menu"));
    this.title = h("h1", { tabIndex: -1 });
    this.tools = h("div", { className: "pane-actions" });
    this.root = h("div", { className: "pane-body" });
    this.said = h("div", { className: "toasts", role: "status", ariaLive: "polite" });
    const { name, role } = api.session;
    this.side = h(
      "nav", { className: "side", id: "side", ariaLabel: "Console" },
      h("a", { className: "brand", href: "#" }, brandMark(), "wornby"),
      this.nav,
      h("div", { className: "who" },
        h("div", { className: "who-name" }, h("b", {}, name), h("span", {}, role === "rights" ? "rights officer" : role)),
        h("button", { type: "button", className: "btn btn-quiet btn-icon", title: "Sign out", onclick: signOut }, icon("sign_out"), h("span", { className: "visually-hidden" }, "Sign out"))),
    );
    this.main = h("main", { id: "main", tabIndex: -1 }, h("div", { className: "pane-head" }, this.title, this.tools), this.root);
    this.element = h(
      "div", { className: "shell" },
      h("a", { className: "skip", href: "#main", onclick: (event) => {
        event.preventDefault();
        this.title.focus();
      } }, "Skip to content"),
      h("header", { className: "bar" }, this.menu, h("a", { className: "brand", href: "#" }, brandMark(), "wornby")),
      this.side, this.main, this.said,
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.element.classList.contains("menu-open")) this.#fold(false);
    });
  }

  /** Show what the address names, now and whenever it changes. */
  start() {
    addEventListener("hashchange", () => {
      closeDialogs();
      this.show();
    });
    this.show({ first: true });
  }

  may(scope) {
    return !scope || this.#api.session.scopes.includes(scope);
  }

  toast(text, { action } = {}) {
    const element = h("div", { className: "toast" }, h("span", {}, text));
    const away = () => element.remove();
    if (action) {
      element.append(h("button", { type: "button", className: "btn btn-quiet", onclick: () => {
        away();
        action.act();
      } }, action.label));
    }
    this.said.append(element);
    while (this.said.children.length > 3) this.said.firstChild.remove();
    setTimeout(away, TOAST_MS);
  }

  async show({ first = false } = {}) {
    const address = parseHash(location.hash);
    const pane = this.#panes.find((one) => one.name === address.name) ?? (address.name ? null : this.#panes.find((one) => !one.hidden));
    const place = `${pane?.name}/${address.rest.join("/")}`;
    if (pane && place === this.#address && this.#open?.mounted?.update) {
      Object.assign(this.#open.context, { query: address.query });
      this.#open.mounted.update(this.#open.context);
      return;
    }
    this.#open?.leave.abort();
    this.#address = place;
    this.#fold(false);
    const leave = new AbortController();
    const context = this.#context(address, leave.signal);
    this.#open = { leave, context, mounted: null };
    const root = h("div", { className: "pane-body" });
    this.root.replaceWith(root);
    this.root = root;
    this.tools.replaceChildren();
    this.#mark(pane);
    context.heading(pane?.title ?? "Nothing here");
    scrollTo(0, 0);
    if (!first) this.title.focus({ preventScroll: true });
    if (!pane) {
      root.append(errorState(new Error("There is no such page, or you may not see it.")));
      return;
    }
    try {
      const mounted = await pane.mount(root, context);
      if (!leave.signal.aborted) this.#open.mounted = mounted ?? null;
    } catch (error) {
      if (leave.signal.aborted || error.name === "AbortError") return;
      root.replaceChildren(errorState(error, () => {
        this.#address = "";
        this.show();
      }));
    }
  }

  #context(address, signal) {
    return {
      api: this.#api,
      session: this.#api.session,
      may: (scope) => this.may(scope),
      go: (hash) => { location.hash = hash; },
      toast: (text, options) => this.toast(text, options),
      signal,
      rest: address.rest,
      query: address.query,
      heading: (text) => {
        if (signal.aborted) return;
        this.title.textContent = text;
        document.title = `${text} · wornby console`;
      },
      actions: (...nodes) => {
        if (!signal.aborted) this.tools.replaceChildren(...nodes.filter(Boolean));
      },
    };
  }

  #groups() {
    const groups = new Map();
    for (const pane of this.#panes.filter((one) => !one.hidden)) {
      const entry = h("li", {}, h("a", { href: `#${pane.name}`, "data-pane": pane.name }, icon(pane.mark ?? "more"), h("span", {}, pane.title)));
      groups.set(pane.group ?? "", [...(groups.get(pane.group ?? "") ?? []), entry]);
    }
    return [...groups].map(([title, entries]) => h("div", { className: "side-group" }, title ? h("h2", {}, title) : null, h("ul", {}, ...entries)));
  }

  #mark(pane) {
    const name = pane?.hidden ? pane.under : pane?.name;
    for (const link of this.nav.querySelectorAll("[data-pane]")) {
      if (link.dataset.pane === name) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  #fold(open = !this.element.classList.contains("menu-open")) {
    const was = this.element.classList.contains("menu-open");
    this.element.classList.toggle("menu-open", open);
    this.menu.setAttribute("aria-expanded", String(open));
    if (open) this.side.querySelector("[data-pane]")?.focus();
    else if (was && this.side.contains(document.activeElement)) this.menu.focus();
  }
}
