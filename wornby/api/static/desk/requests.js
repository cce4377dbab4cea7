// Requests for the rights of photos that were found elsewhere: drafted, sent, reminded of, answered.

import { ask, badge, button, confirm, dialog, facts, field, fill, h, segments, table, time } from "../console/kit.js";
import { copyButton, listing, note, purposeField, setQuery, thumb, toolbar } from "./parts.js";

const OPEN = ["draft", "sent", "reminded"];
const GROUPS = [["open", "Open", OPEN], ["answered", "Answered", ["answered", "declined"]], ["over", "Over", ["expired", "cancelled"]], ["all", "All", []]];
const STATES = { draft: ["Draft", ""], sent: ["Sent", "info"], reminded: ["Reminded", "warn"], answered: ["Answered", "good"], declined: ["Declined", "bad"], expired: ["Expired", "warn"], cancelled: ["Given up", ""] };
const LANGUAGES = { en: "English", de: "German", fr: "French", es: "Spanish", ja: "Japanese" };
const stateOf = (request) => badge(...(STATES[request.state] ?? [request.state]));
const pathOf = (request) => `/v1/requests/${encodeURIComponent(request.id)}`;
const addressOf = ({ id }) => `#requests/${encodeURIComponent(id)}`;

async function draft(context, languages, assetId = "") {
  const fields = [
    field("Photo", { name: "asset_id", value: assetId, required: true, hint: "Its id, as the photo's page shows it. It must have been discovered, replied or expired." }),
    field("How", { name: "channel", value: "mail", options: [["mail", "By e-mail from here"], ["copy", "I copy the text myself"]] }),
    field("To", { name: "address", required: true, maxLength: 320, hint: "An e-mail address; else where you write to the person." }),
    field("Language", { name: "language", value: "en", options: languages.map((one) => [one, LANGUAGES[one] ?? one]) }),
  ];
  const made = await ask({ title: "New request", text: "A draft is written; nothing is sent yet.", fields, action: "Write the draft", act: async (values) => {
    const body = { ...values, asset_id: values.asset_id.trim(), address: values.address.trim() };
    return context.api.post("/v1/requests", body);
  } });
  if (made) context.go(addressOf(made));
}

function list(root, context) {
  const group = GROUPS.find(([name]) => name === context.query.get("show")) ?? GROUPS[0];
  const place = h("div");
  root.append(toolbar(segments("Which", GROUPS.map(([value, words]) => [value, words]), { value: group[0], onchange: (show) => setQuery(context, "requests", { show }) })), place);
  return listing(place, {
    signal: context.signal,
    load: async (cursor) => {
      const page = await context.api.get("/v1/requests", { query: { state: group[2], cursor, limit: 50 }, signal: context.signal });
      if (context.may("rights")) context.actions(button("New request", { tone: "main", mark: "plus", onclick: () => draft(context, page.languages) }));
      return { items: page.requests, cursor: page.cursor };
    },
    list: (items) => table({
      caption: "Requests", rows: items,
      columns: [
        { title: "Photo", cell: (one) => thumb(one.asset_id) },
        { title: "To", cell: (one) => h("a", { href: addressOf(one), className: "clip" }, one.address) },
        { title: "State", cell: stateOf },
        { title: "Sent", cell: (one) => time(one.sent_at, { day: true }), narrow: false },
        { title: "Answer until", cell: (one) => (OPEN.includes(one.state) ? time(one.due_at, { day: true }) : "–"), narrow: false },
      ],
    }),
    empty: { title: "No requests here", text: "Ask somebody for the rights of a photo that you found elsewhere.", mark: "inbox" },
  });
}

async function answer(context, request, done) {
  const state = field("The answer", { name: "state", value: "granted", options: [["granted", "Yes, for some purposes"], ["declined", "No"], ["replied", "Something else; we talk on"]] });
  const purposes = purposeField([], { label: "They agreed to" });
  const evidence = field("Evidence", { name: "evidence", placeholder: "mail/4711", hint: "Where the answer lies, without spaces. The request itself where you leave it empty." });
  state.control.addEventListener("change", () => { purposes.hidden = state.control.value !== "granted"; });
  const act = () => {
    const chosen = purposes.hidden ? [] : purposes.values();
    if (state.control.value === "granted" && !chosen.length) throw new Error("Tick what they agreed to.");
    return context.api.post(`${pathOf(request)}/answer`, { state: state.control.value, purposes: chosen, evidence: evidence.control.value.trim() });
  };
  const told = await dialog({ title: "Write down the answer", body: [state, purposes, evidence], actions: [{ label: "Cancel" }, { label: "Write down", tone: "main", act }] });
  if (!told) return;
  context.toast("The answer is written down, and the photo's rights follow it.");
  done();
}

/** Send a draft; gives the text that went out, with its link, or nothing where somebody thought better of it. */
async function send(context, request, { links, act }) {
  const copies = request.channel === "copy";
  if (!links) return act({});
  const link = field(copies ? "Put a link for the answer into the text" : "With a link for the answer", { name: "link", type: "checkbox", value: true, hint: "The person says yes or no to each purpose there. Without it they reply, and you write the answer down." });
  const text = copies ? "You copy the text next and send it yourself." : `It goes to ${request.address} at once.`;
  const sent = await dialog({ title: copies ? "Ready to send?" : "Send the request?", body: [h("p", {}, text), link], actions: [{ label: "Cancel" }, { label: copies ? "Show the text" : "Send", tone: "main", act: () => act({ link: link.control.checked }) }] });
  if (sent && copies && link.control.checked) {
    const body = [note("The link in it is not shown again.", { tone: "warn" }), h("pre", { className: "letter card", lang: request.language }, sent.message.body), h("div", { className: "row" }, copyButton(`${sent.message.subject}\n\n${sent.message.body}`, context.toast, { label: "Copy the text", tone: "main" }))];
    await dialog({ title: sent.message.subject, wide: true, body, closable: false, actions: [{ label: "I have sent it", value: true }] });
  }
  return sent;
}

function acts(context, request, { again, fail, links }) {
  if (!context.may("rights")) return [];
  const copies = request.channel === "copy";
  const attempt = (act, said) => async () => {
    fail("");
    try {
      if (!await act()) return;
      context.toast(said);
      again();
    } catch (error) {
      if (error.name !== "AbortError") fail(error.message);
    }
  };
  const post = (act, said) => attempt(() => context.api.post(`${pathOf(request)}/${act}`), said);
  const sendIt = () => send(context, request, { links, act: async (body) => {
    try {
      return await context.api.post(`${pathOf(request)}/send`, body);
    } catch (error) {
      if (error.name !== "AbortError") error.message = `${error.message} The draft stays.`;
      throw error;
    }
  } });
  const giveUp = async () => {
    if (await confirm({ title: "Give the draft up?", text: "Nothing was sent. You can write another one for this photo.", action: "Give it up", danger: true })) await post("cancel", "Given up.")();
  };
  const waiting = ["sent", "reminded"].includes(request.state);
  return [
    request.state === "draft" ? button("Give up", { tone: "quiet", onclick: giveUp }) : null,
    request.state === "draft" ? button(copies && !links ? "I have sent it" : "Send", { tone: "main", mark: "arrow", onclick: attempt(sendIt, copies ? "Noted: it waits for an answer." : "Sent.") }) : null,
    request.state === "sent" ? button(copies ? "I have reminded them" : "Remind", { onclick: post("remind", "Reminded.") }) : null,
    waiting || request.state === "answered" ? button("Write down the answer", { tone: waiting ? "main" : "", mark: "edit", onclick: () => answer(context, request, again) }) : null,
  ];
}

function letter(context, request, message) {
  const waiting = ["draft", "sent"].includes(request.state);
  const shown = waiting ? message.body : request.text;
  const title = { draft: "What is sent", sent: "The reminder, if you send one" }[request.state] ?? "What was sent";
  return h("section", { className: "card stack" },
    h("div", { className: "row" }, h("h2", { className: "grow" }, title), waiting ? copyButton(`${message.subject}\n\n${message.body}`, context.toast, { label: "Copy the text" }) : null),
    waiting ? h("p", {}, h("b", {}, message.subject)) : null, h("pre", { className: "letter", lang: request.language }, shown));
}

function one(root, context) {
  const path = `/v1/requests/${encodeURIComponent(context.rest[0])}`;
  const again = () => one(root, context);
  const failed = note("", { tone: "warn" });
  failed.setAttribute("role", "alert");
  const fail = (text) => {
    failed.lastElementChild.textContent = text;
    failed.hidden = !text;
  };
  fail("");
  return fill(root, {
    signal: context.signal,
    load: () => Promise.all([context.api.get(path, { signal: context.signal }), context.api.get(`${path}/text`, { signal: context.signal }), context.api.get("/v1/requests", { query: { limit: 1 }, signal: context.signal })]),
    show: ([request, message, { links }]) => {
      context.heading(`Request to ${request.address}`);
      context.actions(...acts(context, request, { again, fail, links }));
      const told = facts([
        ["State", stateOf(request)], ["To", request.address], ["How", request.channel === "mail" ? "by e-mail" : "by a copied text"],
        ["Language", LANGUAGES[request.language] ?? request.language], ["Written", time(request.made_at)], ["Sent", request.sent_at && time(request.sent_at)],
        ["Answer until", OPEN.includes(request.state) && request.due_at ? time(request.due_at) : ""], ["Reminded", request.reminded_at && time(request.reminded_at)], ["Ended", request.ended_at && time(request.ended_at)],
      ]);
      return [h("a", { href: "#requests", className: "back" }, "All requests"), failed,
        h("div", { className: "two" }, h("section", { className: "card stack request" }, h("div", { className: "row start" }, thumb(request.asset_id, { size: 96 }), h("div", { className: "grow" }, told))), letter(context, request, message))];
    },
  });
}

export const pane = {
  name: "requests", title: "Requests", scope: "staff", group: "Rights", mark: "inbox",
  mount: (root, context) => (context.rest[0] ? one(root, context) : list(root, context)),
};
