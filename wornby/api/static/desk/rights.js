// The rights board: how many photos are in each state, and changing them on evidence. Claims wait beside it.

import { ask, badge, button, dialog, field, h, identifier, number, segments, stateBadge, table, time } from "../console/kit.js";
import { actorNames, counted, listing, note, purposeField, purposesLine, setQuery, thumb, toolbar } from "./parts.js";

const STATES = [
  ["discovered", "Discovered"], ["requested", "Requested"], ["replied", "Replied"], ["granted", "Granted"], ["self_uploaded", "By the wearer"],
  ["licensed", "Licensed"], ["synthetic", "Generated"], ["declined", "Declined"], ["expired", "Expired"], ["withdrawn", "Withdrawn"],
];
const ACTIVE = new Set(["granted", "self_uploaded", "licensed", "synthetic"]);
const EVIDENCE_HINT = "Where the proof lies, without spaces: ticket/4711. The ledger keeps it for good, so no names.";

/** Ask for other rights of a photo; gives what holds then. */
export async function setRights(context, held, done) {
  const state = field("State", { name: "state", value: held.state, options: STATES.some(([own]) => own === held.state) ? STATES : [[held.state, held.state], ...STATES] });
  const purposes = purposeField(held.purposes);
  const day = (held.until ?? "").slice(0, 10);
  const until = field("Until", { name: "until", type: "date", value: day, hint: "Without a date they hold until somebody changes them." });
  const evidence = field("Evidence", { name: "evidence", hint: EVIDENCE_HINT, placeholder: "ticket/4711" });
  const reason = field("Reason", { name: "reason", placeholder: "mail" });
  const person = field("The wearer themself said so", { name: "by_person", type: "checkbox" });
  const follow = () => { purposes.hidden = !ACTIVE.has(state.control.value); };
  state.control.addEventListener("change", follow);
  follow();
  const act = async () => {
    const body = {
      state: state.control.value, purposes: purposes.hidden ? [] : purposes.values(),
      // A day that nobody touched keeps its hour: else each change would prolong the rights.
      until: until.control.value === day ? held.until : until.control.value ? `${until.control.value}T23:59:59Z` : null,
      text: held.text ?? "", evidence: evidence.control.value.trim(), reason: reason.control.value.trim(), by_person: person.control.checked,
    };
    if (!ACTIVE.has(body.state)) body.text = "";
    body.expected = { state: held.state, purposes: held.purposes, until: held.until, text: held.text ?? "" };
    return context.api.put(`/v1/assets/${encodeURIComponent(held.asset_id)}/rights`, body);
  };
  const changed = await dialog({
    title: "Change rights",
    body: [h("p", {}, "What the photo may no longer be used for stops at once."), state, purposes, until, evidence, reason, person],
    actions: [{ label: "Cancel" }, { label: "Change", tone: "main", act }],
  });
  if (!changed) return;
  context.toast("The rights are changed.");
  done(changed);
}

async function lift(context, held, done) {
  await context.api.put(`/v1/assets/${encodeURIComponent(held.asset_id)}/hidden`, { hidden: !held.hidden });
  context.toast(held.hidden ? "Shown again where its rights allow it." : "Hidden from everybody but staff.");
  done();
}

function photoTable(context, items, again) {
  const columns = [
    { title: "Photo", cell: (one) => thumb(one.asset_id) },
    { title: "State", cell: (one) => h("span", { className: "row" }, stateBadge(one.state), one.hidden ? badge("Hidden", "warn") : "") },
    { title: "May be used for", cell: (one) => purposesLine(one.purposes), narrow: false },
    { title: "Until", cell: (one) => time(one.until, { day: true }), narrow: false },
    { title: "Text", cell: (one) => one.text || h("span", { className: "soft" }, "–"), narrow: false },
  ];
  if (context.may("rights")) {
    columns.push({ title: "Act", align: "end", cell: (one) => h("span", { className: "row end" },
      button(one.hidden ? "Unhide" : "Hide", { tone: "quiet", mark: one.hidden ? "eye" : "veil", iconOnly: true, onclick: () => lift(context, one, again).catch((error) => context.toast(error.message)) }),
      button("Change", { onclick: () => setRights(context, one, again) })) });
  }
  return table({ caption: "Photos by rights", rows: items, columns });
}

function stateTiles(context, counts, chosen) {
  const all = Object.values(counts).reduce((sum, one) => sum + one, 0);
  const tile = (value, words, count) => h(
    "button", { type: "button", className: "tile", ariaPressed: String(value === chosen), disabled: !count && value !== chosen, onclick: () => setQuery(context, "rights", { state: value }) },
    h("b", {}, number(count)), h("span", {}, words),
  );
  return h("div", { className: "tiles", role: "group", ariaLabel: "States" }, tile("", "All photos", all), ...STATES.map(([value, words]) => tile(value, words, counts[value] ?? 0)));
}

function photos(place, context) {
  const state = context.query.get("state") ?? "";
  const again = () => photos(place, context);
  return listing(place, {
    signal: context.signal,
    load: async (cursor) => {
      const board = await context.api.get("/v1/rights", { query: { state, cursor, limit: 50 }, signal: context.signal });
      return { items: board.photos, cursor: board.cursor, counts: board.counts };
    },
    told: (page) => stateTiles(context, page.counts, state),
    list: (items) => photoTable(context, items, again),
    empty: { title: "No photo is in this state", mark: "rights" },
  });
}

async function decide(context, claim, accept, done) {
  const text = accept
    ? `The photo becomes ${claim.rights.state} for: ${claim.rights.purposes.join(", ") || "nothing"}.`
    : "The photo's rights stay as they are.";
  const evidence = field("Evidence", { name: "evidence", hint: EVIDENCE_HINT });
  const reason = field("Reason", { name: "reason" });
  const act = (values) => context.api.post(`/v1/claims/${encodeURIComponent(claim.id)}`, { accept, evidence: values.evidence.trim(), reason: values.reason.trim() });
  const decided = await ask({ title: accept ? "Accept the claim" : "Reject the claim", text, fields: [evidence, reason], action: accept ? "Accept" : "Reject", danger: !accept, act });
  if (!decided) return;
  context.toast(accept ? "Accepted: the rights are changed." : "Rejected: the rights stay.");
  done();
}

function claims(place, context) {
  let nameOf;
  const again = () => claims(place, context);
  const columns = [
    { title: "Photo", cell: (one) => thumb(one.asset_id) },
    { title: "States", cell: (one) => stateBadge(one.rights.state) },
    { title: "For", cell: (one) => purposesLine(one.rights.purposes) },
    { title: "By", cell: (one) => nameOf(one.made_by), narrow: false },
    { title: "When", cell: (one) => time(one.made_at), narrow: false },
    { title: "Claim", cell: (one) => identifier(one.id, context.toast), narrow: false },
  ];
  if (context.may("rights")) {
    columns.push({ title: "Act", align: "end", cell: (one) => h("span", { className: "row end" },
      button("Reject", { tone: "quiet", onclick: () => decide(context, one, false, again) }),
      button("Accept", { tone: "main", onclick: () => decide(context, one, true, again) })) });
  }
  return listing(place, {
    signal: context.signal,
    load: async (cursor) => {
      nameOf ??= await actorNames(context.api);
      const page = await context.api.get("/v1/claims", { query: { cursor, limit: 50 }, signal: context.signal });
      return { items: page.claims, cursor: page.cursor };
    },
    told: (page) => note(`${counted(page.items.length, "claim")}${page.cursor ? " and more" : ""}: somebody gave a photo that was in already, with other rights than it has. Nothing changes until you decide.`),
    list: (items) => table({ caption: "Open claims", rows: items, columns }),
    empty: { title: "No open claims", text: "Nobody has given a known photo with other rights.", mark: "check" },
  });
}

export const pane = {
  name: "rights", title: "Rights board", scope: "staff", group: "Rights", mark: "rights",
  mount(root, context) {
    const part = context.rest[0] === "claims" ? "claims" : "photos";
    const place = h("div", { className: "stack" });
    const parts = segments("Part", [["photos", "Photos"], ["claims", "Claims"]], { value: part, onchange: (value) => context.go(value === "claims" ? "#rights/claims" : "#rights") });
    root.append(toolbar(parts), place);
    return part === "claims" ? claims(place, context) : photos(place, context);
  },
};
