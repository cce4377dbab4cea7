// What the page says: texts of one language, dates, and what a screen reader is told.

import { askTexts } from "./api.js";

let texts = {};
let language = document.documentElement.lang || "en";

/** Speak a language from now on. */
export async function speak(wanted) {
  const answer = await askTexts(wanted);
  texts = answer.texts;
  language = answer.language;
  document.documentElement.lang = language;
}

/** The language that is spoken. */
export const spoken = () => language;

/** A text with its blanks filled in; where "one | many" stands, `n` decides. */
export function t(key, filled = {}) {
  const forms = (texts[key] ?? key).split(" | ");
  const text = forms.length > 1 && filled.n !== 1 ? forms.at(-1) : forms[0];
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in filled ? String(filled[name]) : whole));
}

/** What went wrong, in the words of who uses the page. */
export function problem(error) {
  if (!error.kind) console.error(error); // no answer of the server, but a fault of this page
  return t(`error_${error.kind ?? "other"}`, { n: error.wait });
}

/** A day as it is written here. */
export const day = (moment) => new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(moment));

/** Several things in one sentence. */
export const listed = (words) => new Intl.ListFormat(language, { type: "unit", style: "short" }).format(words);

/** Tell a screen reader; the same words twice are told twice. */
export function tell(text) {
  const place = document.querySelector("#said");
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 60);
}
