// Photos on their way in: they go on while other panes are looked at, and each tells how it went.

import { ask, button, field, h, number } from "./kit.js";

const AT_ONCE = 2;
const STATES = [["", "Nothing yet: kept, not shown"], ["licensed", "Licensed by the shop"], ["synthetic", "Shows nobody who exists"]];
const PURPOSES = [["display", "Display"], ["appearance", "Appearance: hair, eyewear, headwear"]];

let running = null;

class Upload {
  constructor(api, done) {
    Object.assign(this, { api, done, waiting: [], total: 0, added: 0, known: 0, failed: [], busy: 0, stopped: false });
    this.bar = h("progress", { max: 1, value: 0, ariaLabel: "Photos taken in" });
    this.said = h("p", { role: "status" });
    this.errors = h("ul", { className: "upload-errors" });
    this.stop = button("Stop", { onclick: () => this.#stop() });
    this.element = h("section", { className: "upload", ariaLabel: "Photos on their way in" }, this.said, this.bar, this.errors, h("div", { className: "row" }, this.stop));
    document.body.append(this.element);
    this.keep = (event) => event.preventDefault();
    addEventListener("beforeunload", this.keep);
  }

  add(files, options) {
    this.waiting.push(...files.map((file) => ({ file, options })));
    this.total += files.length;
    this.#tell();
    while (this.busy < AT_ONCE && this.waiting.length) this.#work();
  }

  async #work() {
    this.busy += 1;
    while (this.waiting.length) {
      const { file, options } = this.waiting.shift();
      try {
        await this.#send(file, options);
      } catch (error) {
        this.failed.push(file.name);
        this.errors.append(h("li", {}, h("b", {}, file.name), ` ${error.message}`));
      }
      this.#tell();
    }
    this.busy -= 1;
    if (!this.busy) this.#end();
  }

  async #send(file, { rights, purposes, product, evidence }) {
    const form = new FormData();
    form.append("file", file);
    if (rights) form.append("rights", rights);
    for (const purpose of purposes) form.append("purposes", purpose);
    if (product) form.append("product", product);
    if (evidence) form.append("evidence", evidence);
    const asset = await this.api.post("/v1/assets", form);
    if (asset.claimed) this.known += 1;
    else this.added += 1;
  }

  #tell() {
    const through = this.added + this.known + this.failed.length;
    this.bar.value = this.total ? through / this.total : 0;
    const failed = this.failed.length ? `, ${number(this.failed.length)} failed` : "";
    this.said.textContent = `${number(through)} of ${number(this.total)} photos${failed}`;
  }

  #stop() {
    this.total -= this.waiting.length;
    this.waiting.length = 0;
    this.#tell();
  }

  #end() {
    running = null;
    removeEventListener("beforeunload", this.keep);
    this.done(this);
    this.stop.replaceWith(button("Close", { onclick: () => this.element.remove() }));
    if (!this.failed.length) setTimeout(() => this.element.remove(), 4000);
  }
}

/** Ask what is to be said about the photos, then take them in. `done(upload)` is called after the last one. */
export async function takeIn(files, { api, done }) {
  const fields = [
    field("Rights", { name: "rights", options: STATES, hint: "What the shop may do with them. It can be changed later." }),
    ...PURPOSES.map(([name, title]) => field(title, { name, type: "checkbox" })),
    field("Product", { name: "product", maxLength: 100, hint: "SKU that they belong to, if any." }),
    field("Evidence", { name: "evidence", maxLength: 200, hint: "Where the proof of the rights lies, such as ticket/4711." }),
  ];
  const title = files.length === 1 ? "Add one photo" : `Add ${number(files.length)} photos`;
  const told = await ask({ title, fields, action: "Add" });
  if (!told) return;
  const options = { rights: told.rights, product: told.product.trim(), evidence: told.evidence.trim(), purposes: told.rights ? PURPOSES.map(([name]) => name).filter((name) => told[name]) : [] };
  running ??= new Upload(api, done);
  running.done = done;
  running.add(files, options);
}
