// What shoppers report about photos: looked at, and the photo hidden where they are right.

import { badge, button, confirm, h, segments, table, time } from "../console/kit.js";
import { listing, note, setQuery, thumb, toolbar } from "./parts.js";

const REASONS = { "shows-me": ["“That is me”", "bad"], "wrong-product": ["Another product", "info"], offends: ["It offends", "warn"], other: ["Something else", ""] };

async function close(context, report, hide, done) {
  const question = hide
    ? { title: "Hide the photo?", text: "It is shown to nobody but staff any more, whatever its wearer agreed to, until somebody lifts that on the rights board.", action: "Hide and close", danger: true }
    : { title: "Nothing wrong with it?", text: "The report is closed and the photo stays as it is.", action: "Close the report" };
  if (!await confirm(question)) return;
  try {
    await context.api.post(`/v1/reports/${encodeURIComponent(report.id)}/close`, { hide });
    context.toast(hide ? "The photo is hidden." : "The report is closed.");
    done();
  } catch (error) {
    context.toast(error.message);
  }
}

export const pane = {
  name: "reports", title: "Reports", scope: "staff", group: "Rights", mark: "flag",
  mount(root, context) {
    const state = context.query.get("state") === "done" ? "done" : "open";
    const place = h("div", { className: "stack" });
    root.append(toolbar(segments("Which", [["open", "Open"], ["done", "Closed"]], { value: state, onchange: (value) => setQuery(context, "reports", { state: value }) })), place);
    const show = () => listing(place, {
      signal: context.signal,
      load: async (cursor) => {
        const page = await context.api.get("/v1/reports", { query: { state, cursor, limit: 50 }, signal: context.signal });
        return { items: page.reports, cursor: page.cursor };
      },
      told: (page) => (page.items.length ? note("Nobody knows who sent a report. “That is me” may be a wish to be erased: find the person's other photos too.") : []),
      list: (items) => {
        const columns = [
          { title: "Photo", cell: (one) => thumb(one.asset_id, { size: 72 }) },
          { title: "What is said", cell: (one) => badge(...(REASONS[one.reason] ?? [one.reason])) },
          { title: "When", cell: (one) => time(one.at), narrow: false },
        ];
        if (context.may("rights") && state === "open") {
          columns.push({ title: "Act", align: "end", cell: (one) => h("span", { className: "row end" },
            button("Hide the photo", { tone: "danger", mark: "veil", onclick: () => close(context, one, true, show) }),
            button("Close", { onclick: () => close(context, one, false, show) })) });
        }
        return table({ caption: "Reports of photos", rows: items, columns });
      },
      empty: state === "open" ? { title: "No open reports", text: "Nobody has reported a photo.", mark: "check" } : { title: "No closed reports", mark: "flag" },
    });
    return show();
  },
};
