// The wearer's page: what a link opens. Its parts know `app`, which holds what the server said and what was chosen.

import { aboutStep } from "./about.js";
import { ask } from "./api.js";
import { eraseAll, eraseOne, receiptNote } from "./erase.js";
import { foundStep } from "./found.js";
import { intro, stepsNav } from "./intro.js";
import { keepStep } from "./keep.js";
import { currentToken, remember, remembered, takeToken } from "./link.js";
import { permissionStep } from "./permission.js";
import { photosStep } from "./photos.js";
import { declinedPage, replyStep } from "./reply.js";
import { speak, spoken, t } from "./say.js";
import { endPage, statePage } from "./states.js";
import { tiles } from "./tiles.js";
import { h, lead } from "./view.js";

const main = document.querySelector("#main");
const chooser = document.querySelector("#language");
const OVER = new Set(["declined", "withdrawn"]);

let parts = [];
let asked = 0;

const app = {
  me: null,
  chosenId: null,

  get chosen() {
    return this.me.photos.find((one) => one.id === this.chosenId) ?? this.me.photos[0] ?? null;
  },
  get language() {
    return spoken();
  },
  get sends() {
    return this.me.link.purpose === "upload";
  },
  get erases() {
    return this.me.link.purpose !== "reply" || this.me.photos.some((one) => one.state === "granted");
  },

  tiles: (place, options) => tiles(app, place, options),
  nothingYet: () => h("div", { className: "nothing" }, h("p", { className: "nothing-title" }, t("none_yet")), h("p", {}, t(app.sends ? "none_yet_said" : "none_kept", { shop: app.me.shop }))),

  /** Another photo is looked at, in every step. */
  choose(id) {
    app.chosenId = id;
    for (const part of parts) part.clear?.();
    update();
  },

  /** A photo as the server has it now. */
  put(photo) {
    const index = app.me.photos.findIndex((one) => one.id === photo.id);
    if (index < 0) {
      app.me.photos.push(photo);
      if (app.me.photos.length > 1) app.chosenId = photo.id;
    } else app.me.photos[index] = photo;
    update();
  },

  /** Everything as the server has it now. */
  async refresh() {
    app.me = await ask("GET", "/me");
    update();
  },

  /** The link opens nothing any more. */
  lost() {
    show(statePage(app.me && Date.now() >= new Date(app.me.link.expires_at) ? "expired" : "invalid"), { focus: true });
  },

  async eraseOne(photo) {
    const receipts = await eraseOne(photo);
    if (!receipts) return;
    app.me.photos = app.me.photos.filter((one) => one.id !== photo.id);
    update();
    const step = parts[0];
    step.note(receiptNote(receipts, { said: t("erased_one"), close: () => lead(step.title) }));
    step.section.scrollIntoView({ block: "start" });
  },

  async eraseAll() {
    const receipts = await eraseAll(app.me);
    if (!receipts) return;
    const note = receipts.length ? receiptNote(receipts, { said: t("receipt") }) : null;
    show(endPage(t("erased_all"), t("erased_all_said", { shop: app.me.shop }), note), { focus: true });
  },
};

function update() {
  for (const part of parts) part.update();
}

/** Show nodes as the page; what stood there is gone. */
function show(nodes, { focus = false } = {}) {
  parts = [];
  main.replaceChildren(...[nodes].flat());
  main.removeAttribute("aria-busy");
  if (focus) lead(main.querySelector("h1"));
}

function build() {
  const { purpose } = app.me.link;
  if (purpose === "reply") {
    if (app.me.photos.length === 0 || app.me.photos.every((one) => OVER.has(one.state))) return show(declinedPage(app));
    const reply = replyStep(app, { done: (page) => show(page, { focus: true }) });
    const keep = keepStep(app, "");
    show(h("div", { className: "page page-reply" }, intro(app), h("div", { className: "steps" }, reply.section, keep.section)));
    parts = [reply, keep];
  } else {
    const made = [photosStep, foundStep, aboutStep, permissionStep, keepStep].map((make, index) => make(app, String(index + 1)));
    const nav = stepsNav(made.map((part) => part.section));
    show(h("div", { className: "page" }, intro(app), nav, h("div", { className: "steps" }, ...made.map((part) => part.section))));
    parts = made;
  }
  update();
  return null;
}

async function load() {
  const mine = (asked += 1);
  main.setAttribute("aria-busy", "true");
  if (!currentToken()) return show(statePage("bare"));
  try {
    const me = await ask("GET", "/me");
    if (mine !== asked) return null;
    app.me = me;
    document.title = `${t("page_title")} · ${me.shop}`;
    return build();
  } catch (error) {
    return mine === asked ? stumble(error, load) : null;
  }
}

function stumble(error, again) {
  if (error.kind === "link") return show(statePage("invalid"));
  const name = { offline: "offline", often: "busy" }[error.kind] ?? "server";
  if (name === "offline") addEventListener("online", () => again(), { once: true });
  return show(statePage(name, { again: () => again(), filled: { n: error.wait } }));
}

async function start() {
  const wanted = remembered("language") ?? document.documentElement.lang;
  try {
    await speak(wanted);
  } catch (error) {
    // Without its texts the page can say nothing but what the shell says.
    main.querySelector("[role=status]").textContent = "…";
    setTimeout(start, error.kind === "often" ? error.wait * 1000 : 3000);
    return;
  }
  frame();
  await load();
}

/** What stands around the page, in its language. */
function frame() {
  chooser.value = spoken();
  document.querySelector("#skip").textContent = t("skip");
  document.querySelector("#language-label").textContent = t("language");
  document.querySelector("#foot").textContent = t("foot");
  document.title = `${t("page_title")} · ${document.querySelector(".shop-name").textContent}`;
}

chooser.addEventListener("change", async () => {
  remember("language", chooser.value);
  await start();
});
addEventListener("hashchange", () => {
  if (takeToken()) load();
});

takeToken();
start();
