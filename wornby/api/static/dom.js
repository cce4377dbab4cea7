// Small helpers that every component shares. Text only ever becomes text: nothing is parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties, attributes (where no property has the name) and children. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A round spot of colour. An SVG attribute, since the pages allow no inline style. */
export function swatch(colors) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("aria-hidden", "true");
  colors.forEach((color, index) => {
    const slice = document.createElementNS(SVG, "rect");
    slice.setAttribute("x", String((12 / colors.length) * index));
    slice.setAttribute("width", String(12 / colors.length));
    slice.setAttribute("height", "12");
    slice.setAttribute("fill", color);
    svg.append(slice);
  });
  return svg;
}

/** An id of the vocabulary as words. */
export function words(id) {
  const plain = id.replaceAll(/[._]/g, " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** What the API answers to a JSON body; a problem document becomes an Error with its detail. */
export async function postJson(path, body, signal) {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  return answerOf(await fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal }));
}

/** JSON from the API; a problem document becomes an Error with its detail. */
export async function getJson(path, parameters, signal) {
  return answerOf(await fetch(`${path}?${parameters}`, { headers: { Accept: "application/json" }, signal }));
}

async function answerOf(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.detail ?? `The server answered ${response.status}.`);
  return body;
}
