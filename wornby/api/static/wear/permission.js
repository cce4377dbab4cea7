// Step 4: what the shop may do, purpose by purpose, in the shop's own words. Nothing is ticked that does not hold already.

import { ask } from "./api.js";
import { listed, problem, t } from "./say.js";
import { button, during, h, icon, redraw, showStatus, statusLine, step } from "./view.js";

/** The step. In a reply to the shop's request, `answers` gives its buttons. */
export function permissionStep(app, number, { answers = null } = {}) {
  const parts = step("permission", number);
  const line = statusLine();
  const drafts = new Map();
  const choice = h("div");
  const host = h("div", { className: "permission" });
  parts.body.append(choice, host);

  const ticked = (photo) => drafts.get(photo.id) ?? new Set(photo.purposes);
  const isChanged = (photo) => {
    const now = ticked(photo);
    return now.size !== photo.purposes.length || photo.purposes.some((one) => !now.has(one));
  };

  function tick(photo, purpose, on) {
    const now = new Set(ticked(photo));
    if (on) now.add(purpose);
    else now.delete(purpose);
    drafts.set(photo.id, now);
    showStatus(line, isChanged(photo) ? t("unsaved") : "", "open");
  }

  function purposeRow(photo, text, index) {
    const id = `purpose-${index}`;
    const again = photo.asked_again.includes(text.purpose);
    const box = h("input", { type: "checkbox", id, "data-key": id, value: text.purpose, checked: ticked(photo).has(text.purpose), "aria-describedby": `${id}-body${again ? ` ${id}-again` : ""}`, onchange: (event) => tick(photo, text.purpose, event.target.checked) });
    return h("li", { className: "purpose" }, box,
      h("div", { className: "purpose-text" },
        h("label", { htmlFor: id }, text.title),
        again ? h("p", { className: "again", id: `${id}-again` }, icon("alert", 18), h("span", {}, t("again_said"))) : null,
        h("p", { className: "purpose-body", id: `${id}-body` }, text.body)));
  }

  const allowedOf = (photo) => app.me.text.purposes.filter((one) => photo.purposes.includes(one.purpose));

  /** What holds for a photo, as one sentence. */
  function holding(photo) {
    const allowed = allowedOf(photo);
    const said = t(allowed.length ? "now_allowed" : "now_nothing", { shop: app.me.shop });
    return allowed.length ? `${said} ${listed(allowed.map((one) => one.title))}.` : said;
  }

  function holds(photo) {
    const allowed = allowedOf(photo);
    const node = h("div", { className: `holds${allowed.length ? " holds-some" : ""}` }, icon(allowed.length ? "eye" : "closed", 22));
    const text = h("div", { className: "holds-text" }, h("h3", {}, t("now_title")), h("p", {}, t(allowed.length ? "now_allowed" : "now_nothing", { shop: app.me.shop })));
    if (allowed.length) text.append(h("ul", {}, ...allowed.map((one) => h("li", {}, one.title))));
    if (photo.hidden) text.append(h("p", {}, t("hidden_said", { shop: app.me.shop })));
    node.append(text);
    return node;
  }

  /** Save the same purposes for photos, one after the other; says how many it was. */
  async function put(photos, purposes) {
    const text = `${app.me.text.version}/${app.me.text.language}`;
    let done = 0;
    try {
      for (const photo of photos) {
        const saved = await ask("PUT", `/photos/${photo.id}/purposes`, { purposes, text });
        drafts.delete(photo.id);
        done += 1;
        app.put(saved);
      }
    } catch (error) {
      if (error.kind === "link") return app.lost();
      if (error.kind === "text") await app.refresh();
      showStatus(line, done ? `${problem(error)} ${t("saved_some", { n: done, all: photos.length })}` : problem(error), "bad");
      return null;
    }
    return done;
  }

  async function save(pressed, photos, purposes) {
    await during(pressed, t("saving"), async () => {
      const done = await put(photos, purposes);
      if (!done) return;
      await app.refresh().catch(() => {}); // with permission there may be more to say, and without it less
      showStatus(line, `${t(done > 1 ? "saved_all" : "saved_one", { n: done })} ${holding(app.chosen)}`);
    });
  }

  const inOrder = (photo) => app.me.text.purposes.map((one) => one.purpose).filter((one) => ticked(photo).has(one));

  function actions(photo) {
    if (answers) return answers(photo, { chosen: () => inOrder(photo), save: () => put([photo], inOrder(photo)), holding: () => holding(app.chosen), line });
    const many = app.me.photos.length;
    const all = many > 1 ? button(t("save_all", { n: many }), { key: "save-all", onclick: (event) => save(event.currentTarget, [...app.me.photos], inOrder(photo)) }) : null;
    const back = photo.purposes.length ? button(t("take_back"), { key: "take-back", kind: "button-quiet", onclick: (event) => save(event.currentTarget, [photo], []) }) : null;
    return [button(t("save_one"), { key: "save-one", kind: "button-main", onclick: (event) => save(event.currentTarget, [photo], inOrder(photo)) }), all, back, line];
  }

  function update() {
    const photo = app.chosen;
    parts.title.textContent = t("permission_title");
    parts.said.textContent = t("permission_said", { shop: app.me.shop });
    redraw(choice, app.me.photos.length > 1 ? app.tiles("permission", { badges: true }) : null);
    if (!photo) return redraw(host, app.nothingYet());
    const texts = app.me.text.purposes.map((text, index) => purposeRow(photo, text, index));
    redraw(host,
      answers && !photo.purposes.length ? null : holds(photo),
      h("fieldset", { className: "allow" }, h("legend", {}, h("span", {}, t("allow_title"))), h("ul", { className: "purposes", lang: app.me.text.language }, ...texts)),
      h("div", { className: "actions" }, ...actions(photo).filter(Boolean)),
      h("p", { className: "small" }, t("text_version", { version: `${app.me.text.version}/${app.me.text.language}` })));
  }

  /** What was said about one photo does not stand beside another. */
  const clear = () => showStatus(line, app.chosen && isChanged(app.chosen) ? t("unsaved") : "", "open");

  return { ...parts, update, clear };
}
