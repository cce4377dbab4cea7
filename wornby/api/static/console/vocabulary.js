// The vocabulary: titles and definitions, read once.

import { asWords } from "./kit.js";

let asked = null;

class Vocabulary {
  constructor(attributes) {
    this.attributes = new Map(attributes.map((one) => [one.id, one]));
  }

  /** An attribute's title. */
  title(attribute) {
    return this.attributes.get(attribute)?.title ?? asWords(attribute);
  }

  /** A value in words; of several, all of them. */
  value(attribute, value) {
    const values = this.attributes.get(attribute)?.values ?? [];
    return String(value).split("+").map((id) => values.find((one) => one.id === id)?.title ?? asWords(id)).join(", ");
  }

  /** The attributes that can be stated of a wearer, a garment or the photo, those that follow from others left out. */
  of(kind) {
    const own = { wearer: ["wearer", "item"], garment: ["garment"], photo: ["photo"] }[kind];
    const follows = /^(outer|upper|dress|lower|feet|head)\.(kind|color|pattern)$/;
    return [...this.attributes.values()].filter((one) => !follows.test(one.id) && (one.id.startsWith("garment.") ? kind === "garment" : own.includes(one.applies_to)));
  }
}

/** @returns {Promise<Vocabulary>} */
export function readVocabulary(api) {
  asked ??= api.get("/v1/vocabulary").then(({ attributes }) => new Vocabulary(attributes)).catch((error) => {
    asked = null;
    throw error;
  });
  return asked;
}
