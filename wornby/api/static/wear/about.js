// Step 3: what one tells about oneself. Nothing of it is ever guessed, and nothing of it must be told.

import { ask } from "./api.js";
import { listed, problem, t } from "./say.js";
import { button, during, h, redraw, showStatus, statusLine, step } from "./view.js";

/** The step. */
export function aboutStep(app, number) {
  const parts = step("about", number);
  const line = statusLine();
  let draft = null;

  const values = () => draft ?? { ...app.me.about };
  const isChanged = () => draft !== null && app.me.asks.some((one) => (draft[one.attribute] ?? "") !== (app.me.about[one.attribute] ?? ""));

  function pick(attribute, value) {
    draft = { ...values() };
    if (value) draft[attribute] = value;
    else delete draft[attribute];
    showStatus(line, isChanged() ? t("unsaved") : "", "open");
  }

  function question(one) {
    const current = values()[one.attribute] ?? "";
    const choices = [{ value: "", title: t("rather_not") }, ...one.values].map((each) =>
      h("label", { className: "chip" },
        h("input", { type: "radio", name: `about-${one.attribute}`, value: each.value, checked: each.value === current, "data-key": `about-${one.attribute}-${each.value}`, onchange: () => pick(one.attribute, each.value) }),
        h("span", {}, each.title)));
    return h("fieldset", { className: "question" }, h("legend", {}, one.title), h("div", { className: "chips" }, ...choices));
  }

  async function save(pressed) {
    await during(pressed, t("saving"), async () => {
      try {
        const chosen = values();
        const sent = Object.fromEntries(app.me.asks.map((one) => [one.attribute, chosen[one.attribute] ?? null]));
        app.me.about = (await ask("PUT", "/me/about", { values: sent })).about;
        draft = null;
        const said = app.me.asks.filter((one) => sent[one.attribute]).map((one) => `${one.title}: ${one.values.find((each) => each.value === sent[one.attribute])?.title ?? ""}`);
        showStatus(line, said.length ? t("about_saved", { list: listed(said) }) : t("about_saved_none"));
        await app.refresh();
      } catch (error) {
        if (error.kind === "link") return app.lost();
        showStatus(line, problem(error), "bad");
      }
    });
  }

  const form = h("form", { className: "about", onsubmit: (event) => { event.preventDefault(); save(form.querySelector("[type=submit]")); } });
  const actions = h("div", { className: "actions" });
  const questions = h("div", { className: "questions" });
  form.append(questions, actions);
  parts.body.append(form);

  function update() {
    parts.title.textContent = t("about_title");
    parts.said.textContent = t("about_said");
    redraw(questions, ...app.me.asks.map(question));
    if (!actions.querySelector("[aria-disabled]")) redraw(actions, button(t("about_save"), { key: "about-save", type: "submit", kind: "button-main" }), line);
  }

  return { ...parts, update };
}
