// Erasing: asked once more with what happens, and then the receipt.

import { ask } from "./api.js";
import { forgetToken } from "./link.js";
import { dropPictures } from "./pictures.js";
import { problem, t, tell } from "./say.js";
import { button, copyable, during, h, icon, showStatus, statusLine } from "./view.js";

/** Ask before one photo is erased; gives the ids of receipts, or null where it stays. */
export const eraseOne = (photo) =>
  confirmed({ title: t("erase_one_ask"), what: [t("erase_photo"), t("erase_facts")], act: async () => {
    const { receipts } = await ask("DELETE", `/photos/${photo.id}`);
    dropPictures([photo.thumb, photo.view]);
    return receipts;
  } });

/** Ask before everything is erased; gives the ids of receipts, or null where it stays. */
export const eraseAll = (me) =>
  confirmed({ title: t("erase_all_ask"), what: [t("erase_photos", { n: me.photos.length }), t("erase_facts"), t("erase_you")], act: async () => {
    const { receipts } = await ask("DELETE", "/me");
    dropPictures();
    forgetToken();
    return receipts;
  } });

/** Receipts to be noted. `close` is called when their reader has done so; without it they stay. */
export function receiptNote(receipts, { said, close = null }) {
  const node = h("div", { className: "receipt", role: "group", "aria-label": t("receipt") },
    h("p", { className: "receipt-said" }, icon("check"), h("strong", {}, said)),
    receipts.length ? h("p", { className: "small" }, t("receipt_said")) : null,
    ...receipts.map((id, index) => copyable(id, { label: receipts.length > 1 ? `${t("receipt")} ${index + 1}` : t("receipt"), key: `receipt-${id}` })));
  if (close) node.append(h("button", { type: "button", className: "button-icon receipt-close", "aria-label": t("hide_note", { name: t("receipt") }), onclick: () => { node.remove(); close(); } }, icon("close", 18)));
  return node;
}

function confirmed({ title, what, act }) {
  return new Promise((resolve) => {
    const line = statusLine();
    let receipts = null;
    const cancel = button(t("cancel"), { onclick: () => dialog.close() });
    const yes = button(t("erase_confirm"), { kind: "button-main button-danger-main", sign: "bin", onclick: () =>
      during(yes, t("erasing"), async () => {
        try {
          receipts = await act();
          dialog.close();
        } catch (error) {
          showStatus(line, problem(error), "bad");
          tell(problem(error));
        }
      }) });
    const list = h("ul", { className: "dialog-what" }, ...[...what, t("erase_receipt")].map((one) => h("li", {}, one)));
    const dialog = h("dialog", { className: "dialog", "aria-labelledby": "dialog-title", "aria-describedby": "dialog-what" },
      h("h2", { id: "dialog-title" }, title),
      h("div", { id: "dialog-what" }, list, h("p", { className: "dialog-undo" }, t("erase_no_undo"))),
      line,
      h("div", { className: "dialog-actions" }, cancel, yes));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(receipts);
    });
    document.body.append(dialog);
    dialog.showModal();
    cancel.focus();
  });
}
