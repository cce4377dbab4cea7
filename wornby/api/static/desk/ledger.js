// The ledger: who changed what and on what ground; and whether every line is still what it was.

import { asWords, button, dialog, facts, field, h, identifier, number, table, time } from "../console/kit.js";
import { actorNames, copyButton, listing, note, setQuery, toolbar } from "./parts.js";

const KINDS = ["rights", "subject", "consent-text", "link", "request", "claim", "erasure", "retention", "staff", "report", "ledger"];
const PROBLEMS = { changed: "was changed", missing: "is missing", reordered: "stands in another place", cut: "and all after it are cut off", unsigned: "was written without the key", "forged-head": "is not what the signed head says" };
const LONGEST = 16;
const words = (kind) => asWords(kind.replaceAll("-", " "));

function details(line) {
  const all = Object.entries(line.details);
  const short = (value) => (value.length > LONGEST && !value.includes(",") ? `${value.slice(0, LONGEST)}…` : value.replaceAll(",", ", "));
  const title = all.map(([name, value]) => `${name}: ${value}`).join("\n");
  return h("span", { className: "details", title }, all.map(([name, value]) => `${name}: ${short(value)}`).join(" · "));
}

function verdict(told) {
  if (told.ok) return note(`All ${number(told.lines)} lines are what they were when they were written.`);
  return h("ul", { className: "lines" }, ...told.faults.map((fault) => h("li", {}, `Line ${number(fault.seq)} ${PROBLEMS[fault.problem] ?? fault.problem}.`)));
}

async function verify(context) {
  const head = field("Head of a copy that you kept", { name: "head", placeholder: "1234:0f3c…", hint: "Empty is fine; with it, what was set back together with the database is found too." });
  let told;
  const act = async () => { told = await context.api.get("/v1/ledger/verify", { query: { head: head.control.value.trim() } }); };
  const text = "Every line is read again. With many lines that takes a while.";
  if (!await dialog({ title: "Verify the ledger", body: [h("p", {}, text), head], actions: [{ label: "Cancel" }, { label: "Verify", tone: "main", act }] })) return;
  const now = told.head ? `${told.head.seq}:${told.head.digest}` : "";
  const body = [verdict(told)];
  if (now) body.push(facts([["Head now", h("code", { className: "wrap" }, now)], ["Signed", time(told.head.at)], ["Key", h("code", { className: "wrap" }, told.head.key_id)]]), h("p", { className: "field-hint" }, "Keep the head somewhere else now and then."));
  body.push(h("div", { className: "row" }, now ? copyButton(now, context.toast, { label: "Copy the head" }) : null, copyButton(told.public_key, context.toast, { label: "Copy the public key" })));
  await dialog({ title: told.ok ? "The ledger is whole" : "The ledger is not whole", body, actions: [{ label: "Close", tone: "main", value: true }] });
}

export const pane = {
  name: "ledger", title: "Ledger", scope: "staff", group: "Rights", mark: "book",
  mount(root, context) {
    const kind = context.query.get("kind") ?? "";
    const subject = context.query.get("subject") ?? "";
    const choose = (values) => setQuery(context, "ledger", { kind, subject, ...values });
    const kinds = field("About", { value: kind, options: [["", "Everything"], ...KINDS.map((one) => [one, words(one)])] });
    kinds.control.addEventListener("change", () => choose({ kind: kinds.control.value }));
    const about = field("Id", { type: "search", value: subject, placeholder: "Of a photo, link, request…" });
    about.control.addEventListener("change", () => choose({ subject: about.control.value.trim() }));
    context.actions(button("Verify", { tone: "main", mark: "check", onclick: () => verify(context) }));
    const place = h("div");
    let nameOf;
    root.append(toolbar(kinds, about), place);
    return listing(place, {
      signal: context.signal,
      load: async (cursor) => {
        nameOf ??= await actorNames(context.api);
        const page = await context.api.get("/v1/ledger", { query: { kind, subject, cursor, limit: 50, newest_first: "true" }, signal: context.signal });
        return { items: page.lines, cursor: page.cursor };
      },
      list: (items) => table({
        caption: "Lines of the ledger, newest first", rows: items,
        columns: [
          { title: "Line", cell: (line) => number(line.seq), align: "end" },
          { title: "When", cell: (line) => time(line.at), narrow: false },
          { title: "About", cell: (line) => words(line.kind) },
          { title: "What", cell: (line) => words(line.action) },
          { title: "By", cell: (line) => h("span", { title: line.actor }, nameOf(line.actor)), narrow: false },
          { title: "Id", cell: (line) => identifier(line.subject, context.toast) },
          { title: "Details", cell: details, narrow: false },
        ],
      }),
      empty: { title: "No lines", text: kind || subject ? "Nothing in the ledger is about this." : "Nothing has changed yet.", mark: "book" },
    });
  },
};
