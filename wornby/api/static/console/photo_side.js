// What lies beside a photo: its rights, products, and corrections.

import { asWords, badge, button, facts, fill, h, identifier, stateBadge, time } from "./kit.js";
import { actorNames } from "../desk/parts.js";
import { setRights } from "../desk/rights.js";

const ALIKE = 0.3; // below it a merely similar product is not worth a line of its own
const VERDICTS = { confirmed: ["Confirmed", "good"], likely: ["Likely", "info"], similar: ["Similar", ""], rejected: ["Rejected", "bad"] };

/** Rights in short; `changed()` is called after they were. */
export function rightsPanel(asset, context, { changed }) {
  const { api, signal, toast, may } = context;
  const root = h("div");
  const load = () => api.get(`/v1/assets/${asset.id}/rights`, { signal });
  const again = () => fill(root, { load, signal, rows: 3, show: (rights) => [
    h("div", { className: "row" }, stateBadge(rights.state), rights.hidden ? badge("Hidden by staff", "bad") : null,
      rights.purposes.includes("display") && !rights.hidden ? badge("Shown to shoppers", "good") : badge("Not shown to shoppers")),
    facts([
      ["Purposes", rights.purposes.map(asWords).join(", ") || "None"],
      ["Until", rights.until ? time(rights.until) : ""],
      ["Text agreed to", rights.text],
      ["Photo", identifier(asset.id, toast)],
    ]),
    h("div", { className: "row links" },
      may("rights") ? button("Change rights", { mark: "rights", onclick: () => setRights(context, rights, () => {
        again();
        changed();
      }) }) : null,
      h("a", { href: `#ledger?subject=${encodeURIComponent(asset.id)}` }, "Its lines of the ledger")),
  ] });
  again();
  return root;
}

function matchLine(asset, match, { api, toast, may, again }) {
  const [words, tone] = VERDICTS[match.state] ?? [asWords(match.state), ""];
  const decide = (verdict) => async () => {
    try {
      const place = match.wearer === null ? { nobody: true } : { wearer: match.wearer };
      await api.post(`/v1/assets/${asset.id}/matches`, { product: match.product, verdict, garment: match.garment, ...place });
      toast(`${match.product}: ${verdict}.`);
      again();
    } catch (error) {
      toast(error.message);
    }
  };
  const acts = may("ingest") ? h("div", { className: "row" },
    match.decision?.verdict === "confirmed" ? null : button(`Confirm ${match.product}`, { mark: "check", iconOnly: true, tone: "quiet", onclick: decide("confirmed") }),
    match.decision?.verdict === "rejected" ? null : button(`Reject ${match.product}`, { mark: "close", iconOnly: true, tone: "quiet", onclick: decide("rejected") })) : null;
  const score = match.decision ? "by a person" : `${Math.round(match.score * 100)} %`;
  return h("li", { className: "match-line" },
    h("a", { href: `#library?product=${encodeURIComponent(match.product)}` }, match.product), badge(words, tone), h("span", { className: "soft grow" }, score), acts);
}

const REASONS = { "shows-me": "It shows the person who reports it", "wrong-product": "Not this product", offends: "It offends", other: "Another reason" };

/** What shoppers reported of the photo and nobody has looked at; nothing where there is no such thing. */
export function reportsPanel(asset, { api, signal }) {
  const root = h("div", { className: "reported", hidden: true });
  api.get("/v1/reports", { query: { state: "open", asset: asset.id, limit: 200 }, signal }).then(({ reports }) => {
    root.hidden = !reports.length;
    root.replaceChildren(...reports.map((report) => h("p", {}, badge("Reported", "warn"), ` ${REASONS[report.reason] ?? asWords(report.reason)}, `, time(report.at))), h("a", { href: "#reports" }, "All reports"));
  }, () => { /* the photo is shown without */ });
  return root;
}

/** Products that the photo was given for, and those that were found on it. */
export function productsPanel(asset, context) {
  const { api, signal } = context;
  const root = h("div");
  const again = () => fill(root, { load: () => api.get(`/v1/assets/${asset.id}/matches`, { signal }), signal, rows: 2, show: ({ matches }) => {
    const given = (asset.given ?? []).filter((sku) => !matches.some((match) => match.product === sku));
    const line = (match) => matchLine(asset, match, { ...context, again });
    const tells = (match) => match.decision || match.state !== "similar" || match.score >= ALIKE;
    const alike = matches.filter((match) => !tells(match));
    if (!matches.length && !given.length) return h("p", { className: "soft" }, "No product.");
    return [
      h("ul", { className: "match-lines" },
        ...given.map((sku) => h("li", { className: "match-line" }, h("a", { href: `#library?product=${encodeURIComponent(sku)}` }, sku), badge("Given"))),
        ...matches.filter(tells).map(line)),
      alike.length ? h("details", { className: "alike" }, h("summary", {}, `${alike.length} less alike`), h("ul", { className: "match-lines" }, ...alike.map(line))) : null,
      matches.length ? h("a", { href: `#matches?product=${encodeURIComponent(matches[0].product)}` }, `Evidence for ${matches[0].product}`) : null,
    ];
  } });
  again();
  return root;
}

const stated = (fact, attribute, vocabulary) => (fact ? vocabulary.value(attribute, fact.value) : "nothing");

function editLine(edit, { vocabulary, nameOf }) {
  const changes = edit.changes.map((change) => h("div", {}, `${vocabulary.title(change.attribute)}: `,
    h("s", {}, stated(change.before, change.attribute, vocabulary)), " → ", h("b", {}, stated(change.after, change.attribute, vocabulary))));
  return h("li", { className: edit.undone_at ? "edit edit-undone" : "edit" }, ...changes,
    h("small", {}, nameOf(edit.by), " · ", time(edit.at), edit.undone_at ? " · taken back" : ""));
}

/** The corrections, the newest first; `told(count)` hears how many can be taken back. */
export function historyPanel(asset, { api, signal, vocabulary, told }) {
  const root = h("div");
  const load = () => Promise.all([api.get(`/v1/assets/${asset.id}/edits`, { signal }), actorNames(api)]);
  fill(root, { load, signal, rows: 2, show: ([{ edits }, nameOf]) => {
    told(edits.filter((edit) => !edit.undone_at).length);
    return edits.length
      ? h("ol", { className: "edits" }, ...[...edits].reverse().map((edit) => editLine(edit, { vocabulary, nameOf })))
      : h("p", { className: "soft" }, "Nobody has corrected anything.");
  } });
  return root;
}
