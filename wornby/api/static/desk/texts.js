// Consent texts: those that count, earlier versions, and publishing others with a look at who would be asked again.

import { badge, button, dialog, field, fill, h, identifier, table } from "../console/kit.js";
import { counted, download, note, PURPOSES, toolbar } from "./parts.js";

const LANGUAGES = { en: "English", de: "German", fr: "French", es: "Spanish", ja: "Japanese" };
const TITLES = new Map(PURPOSES);

/** A text as TOML writes it between quotes. */
function quoted(text) {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\t", "\\t")}"`;
}

/** Texts as a file that can be changed and published again. */
export function asToml({ version, texts }) {
  const tables = texts.map((text) => `[${text.language}.${text.purpose}]\ntitle = ${quoted(text.title)}\nbody = ${quoted(text.body)}\n`);
  return [`version = ${quoted(version)}\n`, ...tables].join("\n");
}

function preview(told, sameMeaning) {
  if (sameMeaning) return "Nobody is asked again: you say that the texts mean the same.";
  if (!told.changed.length) return "No text differs from those that count now: nobody is asked again.";
  const names = told.changed.map((purpose) => TITLES.get(purpose) ?? purpose).join("; ");
  return `Changed: ${names}. ${counted(told.fallen, "photo loses", "photos lose")} these purposes at once, until their wearers have answered the new texts.`;
}

async function publish(context, current, done) {
  const toml = field("Texts", { name: "toml", rows: 14, value: asToml(current), spellcheck: false, hint: "TOML: a version, and for each language and purpose a title and a body. Give changed texts another version." });
  toml.control.classList.add("code");
  const same = field("They mean the same in other words: ask nobody again", { name: "same", type: "checkbox" });
  const send = (dryRun) => context.api.post("/v1/consent-texts", { toml: toml.control.value, same_meaning: same.control.checked, dry_run: dryRun });
  const told = await dialog({ title: "Publish consent texts", wide: true, body: [toml, same], actions: [{ label: "Cancel" }, { label: "Who is asked again?", tone: "main", act: () => send(true) }] });
  if (!told) return;
  const body = [h("p", {}, preview(told, same.control.checked)), h("p", {}, "A published version stays as it is, and it cannot be taken back.")];
  const published = await dialog({ title: `Publish version ${told.version}?`, body, actions: [{ label: "Cancel" }, { label: "Publish", tone: "danger", act: () => send(false) }] });
  if (!published) return;
  context.toast(`Version ${published.version} counts now.`);
  done();
}

function oneLanguage(texts, language) {
  const order = PURPOSES.map(([purpose]) => purpose);
  const shown = texts.filter((text) => text.language === language).sort((a, b) => order.indexOf(a.purpose) - order.indexOf(b.purpose));
  return h("div", { className: "consents", lang: language }, ...shown.map((text) => h(
    "section", { className: "card stack" }, h("h2", {}, text.title), h("p", {}, text.body), h("p", { className: "field-hint", lang: "en" }, text.purpose),
  )));
}

export const pane = {
  name: "texts", title: "Consent texts", scope: "staff", group: "Rights", mark: "text",
  mount(root, context) {
    return fill(root, {
      signal: context.signal,
      load: () => Promise.all([context.api.get("/v1/consent-texts", { signal: context.signal }), context.api.get("/v1/consent-texts/versions", { signal: context.signal })]),
      show: ([current, { versions }]) => {
        context.actions(
          button("Save as a file", { mark: "copy", onclick: () => download(`consent-${current.version}.toml`, asToml(current), "text/plain") }),
          context.may("rights") ? button("Publish others", { tone: "main", mark: "edit", onclick: () => publish(context, current, () => pane.mount(root, context)) }) : null,
        );
        const place = h("div", {}, oneLanguage(current.texts, current.languages.includes("en") ? "en" : current.languages[0]));
        const language = field("Language", { options: current.languages.map((one) => [one, LANGUAGES[one] ?? one]), value: "en" });
        language.control.addEventListener("change", () => place.replaceChildren(oneLanguage(current.texts, language.control.value)));
        const columns = [
          { title: "Version", cell: (one) => h("span", { className: "row" }, one.version, one.version === current.version ? badge("counts now", "good") : "") },
          { title: "Languages", cell: (one) => one.languages.join(", ") },
          { title: "Asked again", cell: (one) => (one.same_meaning ? "nobody" : "where it changed"), narrow: false },
          { title: "Digest", cell: (one) => identifier(one.digest, context.toast), narrow: false },
        ];
        return [
          note(`Version ${current.version}. {shop} stands for the shop's name. Every wearer's answer names the version and language that they read.`),
          toolbar(language), place, h("h2", { className: "section" }, "All versions"), table({ caption: "Versions of the consent texts", columns, rows: versions }),
        ];
      },
    });
  },
};
