// Requests to the server, with the link's token as a header. What goes wrong becomes an error of a kind that is said.

import { currentToken } from "./link.js";

const BASE = "/wear/v1";
const PICTURE_CODES = new Set(["image-decode", "unsupported-format", "input"]);
const KINDS = {
  busy: "often",
  "body-too-large": "too_large",
  "image-too-large": "too_large",
  "link-full": "full",
  "photo-refused": "refused",
  "text-changed": "text",
};

/** What went wrong: `kind` names a text of the page, `wait` says in how many seconds to try again. */
export class WearError extends Error {
  constructor(kind, { code = "", wait = 0 } = {}) {
    super(code || kind);
    this.kind = kind;
    this.wait = wait;
  }

  /** Whether the same may work a little later. */
  get passes() {
    return ["offline", "server", "often"].includes(this.kind);
  }
}

/** Ask for JSON, in the page's language. `body` is sent as JSON. */
export async function ask(method, path, body) {
  const headers = { Accept: "application/json", Authorization: `Wearer ${currentToken()}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await reach(addressOf(path), { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text().catch(() => "");
  const said = parsed(text);
  if (!answer.ok) throw errorOf(answer.status, said);
  return said;
}

/** The texts of the page in a language. */
export async function askTexts(language) {
  const answer = await reach(`/wear/texts/${encodeURIComponent(language)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw errorOf(answer.status, null);
  return answer.json();
}

/** A picture's bytes: they need the token, too. */
export async function askPicture(address) {
  const answer = await reach(address, { headers: { Authorization: `Wearer ${currentToken()}` } });
  if (!answer.ok) throw errorOf(answer.status, null);
  return answer.blob();
}

/** Send a photo; `progress` hears the fraction that has left. */
export function sendPhoto(file, { product, progress }) {
  const form = new FormData();
  form.append("file", file, "photo"); // its own name may tell more than its owner wants
  if (product) form.append("product", product);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", addressOf("/photos"));
    request.setRequestHeader("Authorization", `Wearer ${currentToken()}`);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.upload.onload = () => progress(1);
    request.onerror = request.onabort = () => reject(new WearError("offline"));
    request.onload = () => {
      const said = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(said);
      else reject(errorOf(request.status, said, { upload: true }));
    };
    request.send(form);
  });
}

const addressOf = (path) => `${BASE}${path}?lang=${encodeURIComponent(document.documentElement.lang)}`;

async function reach(address, options) {
  try {
    return await fetch(address, { credentials: "omit", cache: "no-store", ...options });
  } catch {
    throw new WearError("offline");
  }
}

function errorOf(status, said, { upload = false } = {}) {
  const code = said?.code ?? "";
  const wait = Math.max(1, Math.ceil(said?.retry_after ?? 10));
  if (status === 401) return new WearError("link", { code });
  if (KINDS[code]) return new WearError(KINDS[code], { code, wait });
  if (status === 413) return new WearError("too_large", { code });
  if (status === 429) return new WearError("often", { code, wait });
  if (status >= 500) return new WearError("server", { code });
  if (upload && (PICTURE_CODES.has(code) || status === 422)) return new WearError("no_picture", { code });
  return new WearError("other", { code });
}

function parsed(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
