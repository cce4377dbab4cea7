// Photos on their way in: what waits, what runs, what failed and why, and trying again.

import { badge, button, confirm, h, number, segments, table, time } from "../console/kit.js";
import { counted, listing, setQuery, thumb, toolbar } from "./parts.js";

const STATES = { queued: ["Waits", ""], running: ["Runs", "info"], done: ["Done", "good"], failed: ["Failed", "bad"] };
const OUTCOMES = { added: "new", known: "known already", updated: "updated", claimed: "rights claimed" };
const LOOK_MS = 2000;

function progress({ counts }) {
  const all = Object.values(counts).reduce((sum, one) => sum + one, 0);
  const ended = counts.done + counts.failed;
  const bar = h("progress", { max: all || 1, value: ended, ariaLabel: "Jobs that have ended" });
  const left = counts.queued + counts.running;
  const said = left ? `${number(ended)} of ${number(all)} ended; ${number(counts.running)} run, ${number(counts.queued)} wait.` : `${counted(counts.done, "photo")} done, ${number(counts.failed)} failed. Nothing waits.`;
  return h("div", { className: "card stack jobs-progress" }, bar, h("p", { role: "status" }, said));
}

function whatHappened(job) {
  if (job.failure) return h("span", { className: "failure" }, job.failure.message);
  return OUTCOMES[job.outcome] ?? (job.attempts > 1 ? `tried ${job.attempts} times` : "");
}

class Board {
  constructor(place, context) {
    Object.assign(this, { place, context });
    this.head = h("div");
    this.list = h("div");
    place.append(this.head, this.list);
    this.query = { state: context.query.get("state") ?? "", run: context.query.get("run") ?? "" };
  }

  load(cursor) {
    return this.context.api.get("/v1/jobs", { query: { ...this.query, cursor, limit: 50 }, signal: this.context.signal });
  }

  /** The list as it stands; then the counts again and again, and the list whenever they have changed. */
  async show() {
    await listing(this.list, {
      signal: this.context.signal,
      load: async (cursor) => {
        const page = await this.load(cursor);
        if (!cursor) this.told(page);
        return { items: page.jobs, cursor: page.cursor };
      },
      list: (items) => this.table(items),
      empty: { title: "No jobs here", text: this.query.state ? "No photo is in this state." : "No photo has been taken in yet.", mark: "jobs" },
    });
  }

  told(page) {
    this.counts = page.counts;
    this.lookAgain();
    this.head.replaceChildren(progress(page));
    for (const [state, count] of Object.entries(page.counts)) {
      const shown = this.place.parentElement?.querySelector(`.segment[data-value="${state}"] .count`);
      if (shown) shown.textContent = number(count);
    }
    const retry = this.context.may("ingest") && page.counts.failed ? button("Try all failed again", { mark: "retry", onclick: () => this.retryAll() }) : null;
    this.context.actions(retry);
  }

  /** The server tells of each change; where it cannot, look now and then. */
  watch() {
    const { signal } = this.context;
    const source = new EventSource("/v1/jobs/events");
    signal.addEventListener("abort", () => source.close(), { once: true });
    source.addEventListener("counts", ({ data }) => this.heard(JSON.parse(data)));
    // Where the line only broke, the browser connects again by itself; closed is for good: refused, or too many listen.
    source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED && !signal.aborted) this.poll(); });
    this.source = source;
  }

  async heard(counts) {
    this.last = JSON.stringify(counts);
    if (this.query.run) await this.look();
    else await this.changed(counts);
  }

  /** What went and came back between two looks of the server is no change to it: ask once more for what the list showed. */
  lookAgain() {
    clearTimeout(this.later);
    const open = this.counts.queued + this.counts.running;
    if (this.source?.readyState !== EventSource.OPEN || !open || (!this.query.run && JSON.stringify(this.counts) === this.last)) return;
    this.later = setTimeout(() => { if (!this.context.signal.aborted) this.look(); }, LOOK_MS);
  }

  async poll() {
    while (!this.context.signal.aborted) {
      await new Promise((later) => setTimeout(later, LOOK_MS));
      if (!this.context.signal.aborted && !document.hidden) await this.look();
    }
  }

  async look() {
    try {
      const page = await this.context.api.get("/v1/jobs", { query: { run: this.query.run, limit: 1 }, signal: this.context.signal });
      await this.changed(page.counts);
    } catch { /* the next look tells */ }
  }

  async changed(counts) {
    // What comes before the list is there comes again with the list.
    if (!this.counts || JSON.stringify(counts) === JSON.stringify(this.counts)) return;
    this.told({ counts });
    const busy = counts.queued + counts.running;
    // While a run goes on, only what somebody can read stays in place; the list is shown anew at its end.
    if (busy && this.list.querySelectorAll("tbody tr").length >= 50) return;
    try {
      await this.refresh();
    } catch { /* the next change tells */ }
  }

  async refresh() {
    if (!this.context.signal.aborted && !this.list.contains(document.activeElement)) await this.show();
  }

  table(items) {
    const { context } = this;
    const columns = [
      { title: "File", cell: (job) => h("span", { className: "clip", title: job.source ?? job.title }, job.title) },
      { title: "State", cell: (job) => badge(...(STATES[job.state] ?? [job.state])) },
      { title: "What happened", cell: whatHappened },
      { title: "Photo", cell: (job) => (job.asset_id && job.state === "done" ? thumb(job.asset_id, { size: 36 }) : ""), narrow: false },
      { title: "Given", cell: (job) => time(job.made_at), narrow: false },
      { title: "Run", cell: (job) => h("a", { href: `#jobs?run=${encodeURIComponent(job.run)}`, className: "clip" }, job.run.slice(-8)), narrow: false },
    ];
    if (context.may("ingest")) columns.push({ title: "Act", align: "end", cell: (job) => this.retryOf(job) });
    return table({ caption: "Jobs, newest first", rows: items, columns });
  }

  retryOf(job) {
    if (job.state !== "failed") return "";
    if (!job.may_retry) return h("span", { className: "soft" }, "upload it again");
    const again = button("Try again", { mark: "retry", onclick: async () => {
      again.disabled = true;
      try {
        await this.context.api.post(`/v1/jobs/${encodeURIComponent(job.id)}/retry`);
        this.context.toast(`${job.title} waits again.`);
        await this.show();
      } catch (error) {
        this.context.toast(error.message);
        again.disabled = false;
      }
    } });
    return again;
  }

  async retryAll() {
    const { run } = this.query;
    const text = `${counted(this.counts.failed, "job has", "jobs have")} failed${run ? ` in run ${run.slice(-8)}` : ""}. All whose file may still be read wait again; the others stay.`;
    if (!await confirm({ title: "Try all failed jobs again?", text, action: "Try again" })) return;
    try {
      const { retried } = await this.context.api.post(`/v1/jobs/retry${run ? `?run=${encodeURIComponent(run)}` : ""}`);
      this.context.toast(`${counted(retried, "job waits", "jobs wait")} again.`);
      await this.show();
    } catch (error) {
      this.context.toast(error.message);
    }
  }
}

export const pane = {
  name: "jobs", title: "Jobs", scope: "staff", group: "House", mark: "jobs",
  mount(root, context) {
    const state = context.query.get("state") ?? "";
    const run = context.query.get("run") ?? "";
    const options = [["", "All"], ...Object.entries(STATES).map(([value, [words]]) => [value, words, ""])];
    const place = h("div", { className: "stack" });
    root.append(
      toolbar(segments("State", options, { value: state, onchange: (value) => setQuery(context, "jobs", { state: value, run }) }),
        run ? h("a", { href: "#jobs" }, `Only run ${run.slice(-8)}: show all`) : null),
      place,
    );
    const board = new Board(place, context);
    return board.show().finally(() => { if (!context.signal.aborted) board.watch(); });
  },
};
