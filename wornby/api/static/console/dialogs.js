// Modal dialogs on <dialog>: the browser keeps focus inside and gives it back.

import { h } from "../dom.js";
import { icon } from "./icons.js";

let count = 0;
const open = new Set();

/** Close what is open over a pane that is left; what must be answered stays. */
export function closeDialogs() {
  for (const close of [...open]) close();
}

/**
 * Show a dialog. `body` is nodes; `actions` are [{label, tone, value, act}]: `act(form)` is awaited before the dialog
 * closes with what it answers (else `value`); what it throws is shown in the dialog. Closing it otherwise gives undefined.
 * @returns {Promise<unknown>} what closed it. `element` is handed to `opened` once it is open.
 */
export function dialog({ title, body = [], actions = [], wide = false, opened, closable = true }) {
  return new Promise((settle) => {
    const id = `d${(count += 1)}`;
    const failed = h("p", { className: "field-error", role: "alert", hidden: true });
    let result;
    let acting = null;
    const form = h("form", { method: "dialog", noValidate: false });
    const close = (value) => {
      result = value;
      element.close();
    };
    const buttons = actions.map((action, number) => h(
      "button",
      { type: action.act && number === actions.length - 1 ? "submit" : "button", className: `btn ${action.tone ? `btn-${action.tone}` : ""}`.trim() },
      action.label,
    ));
    const perform = async (action) => {
      failed.hidden = true;
      if (!action.act) return close(action.value);
      for (const one of buttons) one.disabled = true;
      try {
        acting = Promise.resolve(action.act(form));
        const answer = await acting;
        close(answer === undefined ? action.value ?? true : answer);
      } catch (error) {
        if (error.name === "AbortError") return undefined;
        failed.textContent = error.message;
        failed.hidden = false;
      } finally {
        for (const one of buttons) one.disabled = false;
      }
      return undefined;
    };
    buttons.forEach((one, number) => {
      if (one.type === "button") one.addEventListener("click", () => perform(actions[number]));
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const last = actions.at(-1);
      if (last) perform(last);
    });
    const away = closable
      ? h("button", { type: "button", className: "btn btn-quiet btn-icon dialog-close", onclick: () => element.close() }, icon("close"), h("span", { className: "visually-hidden" }, "Close"))
      : null;
    form.append(...body, failed, h("div", { className: "dialog-actions", hidden: !actions.length }, ...buttons));
    const element = h(
      "dialog", { className: `dialog ${wide ? "dialog-wide" : ""}`.trim(), "aria-labelledby": id },
      h("div", { className: "dialog-head" }, h("h2", { id }, title), away), form,
    );
    if (!closable) element.addEventListener("cancel", (event) => event.preventDefault());
    const leave = () => element.close();
    element.addEventListener("close", async () => {
      element.remove();
      open.delete(leave);
      // What was begun goes on: whoever asked hears how it ended.
      await acting?.catch(() => undefined);
      settle(result);
    });
    if (closable) open.add(leave);
    document.body.append(element);
    element.showModal();
    (form.querySelector("input, select, textarea") ?? buttons[0])?.focus();
    opened?.(element, close);
  });
}

/** Ask yes or no. @returns {Promise<boolean>} */
export async function confirm({ title, text, action = "Yes", danger = false }) {
  const body = [h("p", {}, text)];
  const actions = [{ label: "Cancel", value: false }, { label: action, tone: danger ? "danger" : "main", act: () => true }];
  return (await dialog({ title, body, actions })) === true;
}

/** Ask for what a form of fields (see `field`) holds. @returns {Promise<object | undefined>} their values by name. */
export function ask({ title, text, fields, action = "Save", danger = false, act }) {
  const read = (form) => Object.fromEntries(
    fields.map(({ control }) => [control.name, control.type === "checkbox" ? control.checked : control.value]),
  );
  const perform = async (form) => {
    const values = read(form);
    return act ? (await act(values)) ?? values : values;
  };
  return dialog({
    title, body: [text ? h("p", {}, text) : null, ...fields].filter(Boolean),
    actions: [{ label: "Cancel" }, { label: action, tone: danger ? "danger" : "main", act: perform }],
  });
}
