// How long each class of data is held, what is due now, and letting it go.

import { badge, button, dialog, fill, h, number, table, time } from "../console/kit.js";
import { counted, note } from "./parts.js";

const ACTS = { erase: "erased with all that was made of it", drop: "deleted" };

async function run(context, plan, done) {
  const due = plan.clocks.reduce((sum, clock) => sum + clock.due, 0);
  const lines = plan.clocks.filter((clock) => clock.due).map((clock) => h("li", {}, h("b", {}, number(clock.due)), ` ${clock.what}`));
  const text = due ? "This is let go for good, photos with everything that is known of them:" : "Nothing is due. Rights and requests whose time is over are written down as such.";
  const body = [h("p", {}, text), lines.length ? h("ul", {}, ...lines) : null].filter(Boolean);
  let report;
  const act = async () => { report = await context.api.post("/v1/retention/run", {}); };
  if (!await dialog({ title: due ? `Let ${counted(due, "thing")} go?` : "Run the clocks?", body, actions: [{ label: "Cancel" }, { label: due ? "Let go" : "Run", tone: due ? "danger" : "main", act }] })) return;
  const failed = report.done.filter((each) => each.code);
  const said = [h("p", {}, `${counted(report.gone, "thing")} gone; ${counted(report.rights_expired, "right")} and ${counted(report.requests_expired, "request")} expired.`)];
  if (failed.length) said.push(h("ul", { className: "lines" }, ...failed.map((each) => h("li", {}, `${each.name}: ${each.failed ? `${number(each.failed)} failed` : "it failed"} (${each.code}). It is tried again with the next run.`))));
  if (!report.whole) said.push(note("Some of what is due is left. Run it again.", { tone: "warn" }));
  await dialog({ title: "Done", body: said, actions: [{ label: "Close", tone: "main", value: true }] });
  done();
}

export const pane = {
  name: "retention", title: "Retention", scope: "staff", group: "Rights", mark: "clock",
  mount(root, context) {
    const again = () => pane.mount(root, context);
    return fill(root, {
      signal: context.signal,
      load: () => context.api.get("/v1/retention", { signal: context.signal }),
      show: (plan) => {
        if (context.may("rights")) context.actions(button("Run now", { tone: "main", mark: "clock", onclick: () => run(context, plan, again) }));
        const columns = [
          { title: "What", cell: (clock) => h("span", {}, h("span", { className: "clock" }, clock.what), h("br"), h("span", { className: "soft" }, clock.days ? `${counted(clock.days, "day")} since ${clock.since}` : "held for good")) },
          { title: "Then", cell: (clock) => ACTS[clock.act] ?? clock.act, narrow: false },
          { title: "Held", cell: (clock) => number(clock.held), align: "end" },
          { title: "Due now", cell: (clock) => (clock.due ? badge(number(clock.due), "warn") : number(0)), align: "end" },
          { title: "Oldest", cell: (clock) => time(clock.oldest_at, { day: true }), narrow: false },
          { title: "Next due", cell: (clock) => time(clock.next_at, { day: true }), narrow: false },
        ];
        const kept = plan.kept.map(({ name, why }) => h("div", {}, h("dt", {}, name), h("dd", {}, why)));
        return [
          note(plan.next_run_at ? h("span", {}, "The server runs the clocks once a day by itself, next on ", time(plan.next_run_at), ".") : "The server runs the clocks once a day by itself."),
          table({ caption: "Retention clocks", columns, rows: plan.clocks }),
          h("h2", { className: "section" }, "What no clock is for"), h("dl", { className: "facts card" }, ...kept),
        ];
      },
    });
  },
};
