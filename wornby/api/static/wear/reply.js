// The shop asks for a photo that it found: the photo, what it would be used for, yes or no.

import { ask } from "./api.js";
import { permissionStep } from "./permission.js";
import { picture } from "./pictures.js";
import { problem, t } from "./say.js";
import { endPage } from "./states.js";
import { button, during, h, redraw, showStatus } from "./view.js";

/** The question about the photo; `done` shows what stands in its place after a no. */
export function replyStep(app, { done }) {
  const host = h("div", { className: "reply" });
  const permission = permissionStep(app, "", { answers: buttons });
  permission.section.classList.add("step-reply");
  host.append(permission.section);
  const frame = h("figure", { className: "reply-picture" });
  permission.body.prepend(frame);

  function buttons(photo, { chosen, save, holding, line }) {
    const answered = photo.state === "granted"; // after a yes nothing ticked takes it back
    const yes = button(answered ? t("save_one") : t("reply_yes"), { key: "reply-yes", sign: "check", onclick: () => {
      if (!answered && !chosen().length) return showStatus(line, t("reply_tick"), "bad");
      return during(yes, t("saving"), async () => {
        if (await save()) showStatus(line, `${t("reply_thanks")}. ${holding()}`);
      });
    } });
    const no = button(t("reply_no"), { key: "reply-no", sign: "close", onclick: () => during(no, t("saving"), async () => {
      try {
        await ask("POST", `/photos/${photo.id}/decline`);
        done(declinedPage(app));
      } catch (error) {
        if (error.kind === "link") return app.lost();
        showStatus(line, problem(error), "bad");
      }
    }) });
    return [yes, no, line];
  }

  function update() {
    permission.update();
    const photo = app.chosen;
    if (!photo) return;
    const product = app.me.link.products[0];
    redraw(frame, picture(photo.view, { alt: t("reply_alt", { shop: app.me.shop }), width: photo.width, height: photo.height, keep: "reply" }),
      product ? h("figcaption", {}, t("reply_for", { name: product.title })) : null);
  }

  return { section: host, title: permission.title, update, clear: permission.clear };
}

/** After a no. */
export const declinedPage = (app) => endPage(t("reply_declined", { shop: app.me.shop }), t("reply_declined_said"));
