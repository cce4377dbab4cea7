// The link that one came by. Its token is in the address's fragment, which is never sent; it is taken from there at once
// and kept in this tab alone, so that a reload works and nobody reads it over a shoulder.

const KEY = "wornby:link";
const OWN = new Set(["", "main"]);

const store = {
  get(key) {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null; // a browser that keeps nothing
    }
  },
  set(key, value) {
    try {
      if (value === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, value);
    } catch { /* the same */ }
  },
};

let token = store.get(KEY) ?? "";

/** Take a token from the address bar; says whether there was one. */
export function takeToken() {
  const found = decodeURIComponentOrNothing(location.hash.slice(1));
  if (OWN.has(found)) return false;
  token = found;
  store.set(KEY, token);
  history.replaceState(null, "", location.pathname + location.search);
  return true;
}

/** The token; empty without a link. */
export const currentToken = () => token;

/** The whole link, to be kept by its owner. */
export const wholeLink = () => `${location.origin}${location.pathname}#${token}`;

/** Forget the link: everything behind it is gone. */
export function forgetToken() {
  token = "";
  store.set(KEY, null);
}

/** Something that is remembered as long as the tab. */
export const remembered = (name) => store.get(`wornby:wear:${name}`);
export const remember = (name, value) => store.set(`wornby:wear:${name}`, value);

function decodeURIComponentOrNothing(text) {
  try {
    return decodeURIComponent(text).trim();
  } catch {
    return text;
  }
}
