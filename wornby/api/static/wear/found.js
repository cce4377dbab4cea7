// Step 2: a photo with what was found on it, each of which can be corrected or taken away.

import { ask } from "./api.js";
import { factRows } from "./facts.js";
import { dropPictures, picture } from "./pictures.js";
import { problem, t } from "./say.js";
import { button, h, redraw, showStatus, statusLine, step } from "./view.js";

const FROM = 65; // "A"

/** The step. */
export function foundStep(app, number) {
  const parts = step("found", number);
  const line = statusLine();
  const host = h("div", { className: "found" });
  const choice = h("div");
  parts.body.append(choice, line, host);
  let figure = null;
  let marked = true;
  let last = Promise.resolve();

  /** Acts come one after the other, so that the last one counts. */
  function act(work, said) {
    last = last.then(async () => {
      try {
        app.put(await work());
        showStatus(line, said);
      } catch (error) {
        if (error.kind === "link") return app.lost();
        showStatus(line, problem(error), "bad");
        update();
      }
    });
    return last;
  }

  const change = (photo, changes, said) => act(() => ask("PATCH", `/photos/${photo.id}`, { changes }), said);

  function setSubject(photo, wearer) {
    const said = t("who_saved", { name: t("person_n", { n: letter(photo, wearer) }) });
    return act(async () => {
      const saved = await ask("PUT", `/photos/${photo.id}/subject`, { wearer });
      dropPictures([photo.view, photo.thumb]); // others are blurred now
      figure = null;
      return saved;
    }, said);
  }

  function whoIsIt(photo) {
    if (photo.wearers.length < 2) return null;
    const { subject } = photo;
    const choices = photo.wearers.map(({ number }) =>
      h("label", { className: "person" },
        h("input", { type: "radio", name: "subject", "data-key": `subject-${number}`, checked: number === subject, onchange: () => setSubject(photo, number) }),
        crop(photo, number),
        h("span", {}, t("person_n", { n: letter(photo, number) }))));
    return h("fieldset", { className: "who" },
      h("legend", {}, t("who")), h("div", { className: "people" }, ...choices), h("p", { className: "small" }, t("who_said")));
  }

  function details(photo) {
    const subject = photo.wearers.find((one) => one.number === photo.subject);
    if (!photo.wearers.length) return [h("p", { className: "empty-line" }, t("nobody"))];
    if (!subject) return [h("p", { className: "empty-line" }, t("no_facts"))];
    const groups = [factRows(app, { title: t("you"), facts: subject.facts, applies: "wearer", key: `w${subject.number}`, without: photo.purposes.includes("appearance") ? null : t("you_unasked"), save: (attribute, value, said) => change(photo, [{ wearer: subject.number, garment: null, attribute, value }], said) })];
    subject.garments.forEach((garment, index) => {
      const title = t("garment_n", { n: index + 1, name: garment.title });
      groups.push(factRows(app, { title, name: garment.title, number: index + 1, color: garment.color, facts: garment.facts, applies: "garment", key: `w${subject.number}g${garment.number}`, save: (attribute, value, said) => change(photo, [{ wearer: subject.number, garment: garment.number, attribute, value }], said) }));
    });
    return groups;
  }

  function marksOf(photo) {
    const { subject } = photo;
    const marks = [];
    for (const wearer of photo.wearers) {
      const mine = wearer.number === subject;
      const several = photo.wearers.length > 1;
      marks.push(mark(wearer.box, `mark-person${mine ? "" : " mark-other"}`, several ? letter(photo, wearer.number) : ""));
      if (mine) wearer.garments.forEach((garment, index) => marks.push(mark(garment.box, "mark-garment", String(index + 1))));
    }
    return marks;
  }

  function pictureOf(photo) {
    if (figure?.photo !== photo.id) {
      const image = picture(photo.view, { alt: t("photo_alt"), width: photo.width, height: photo.height });
      figure = { photo: photo.id, image, marks: h("div", { className: "marks", "aria-hidden": "true" }) };
    }
    figure.image.alt = t("photo_alt");
    figure.marks.replaceChildren(...marksOf(photo));
    figure.marks.hidden = !marked;
    const toggle = h("label", { className: "toggle" },
      h("input", { type: "checkbox", checked: marked, "data-key": "marks", onchange: (event) => { marked = event.target.checked; figure.marks.hidden = !marked; } }),
      h("span", {}, t("marks")));
    return h("div", { className: "found-picture" },
      h("div", { className: "framed" }, figure.image, figure.marks), photo.wearers.length ? toggle : null);
  }

  function update() {
    const photo = app.chosen;
    parts.title.textContent = t("found_title");
    parts.said.textContent = t("found_said");
    redraw(choice, app.me.photos.length > 1 ? app.tiles("found") : null);
    if (!photo) return redraw(host, app.nothingYet());
    const tools = h("div", { className: "found-tools" },
      button(t("erase_one"), { key: "erase-one", kind: "button-quiet button-danger", sign: "bin", onclick: () => app.eraseOne(photo) }));
    const index = app.me.photos.indexOf(photo) + 1;
    redraw(host,
      h("h3", { className: "visually-hidden" }, t("photo_of", { n: index, all: app.me.photos.length })),
      pictureOf(photo),
      h("div", { className: "found-facts" }, whoIsIt(photo), ...details(photo), app.erases ? tools : null));
  }

  /** What was said about one photo does not stand beside another. */
  const clear = () => showStatus(line, "");

  return { ...parts, update, clear };
}

const letter = (photo, number) => String.fromCharCode(FROM + photo.wearers.findIndex((one) => one.number === number));

/** A frame around what was found, in fractions of the picture. */
function mark([left, top, right, bottom], kind, name) {
  const frame = h("div", { className: `mark ${kind}` }, name ? h("span", { className: "mark-name" }, name) : null);
  Object.assign(frame.style, { left: percent(left), top: percent(top), width: percent(right - left), height: percent(bottom - top) });
  return frame;
}

/** The part of a photo that one person fills. */
function crop(photo, number) {
  const [left, top, right, bottom] = photo.wearers.find((one) => one.number === number).box;
  const image = picture(photo.view, { keep: `crop-${number}` });
  const wide = Math.max(right - left, 0.01);
  const tall = Math.max(bottom - top, 0.01);
  const frame = h("span", { className: "person-crop", "aria-hidden": "true" }, image);
  frame.style.aspectRatio = `${wide * photo.width} / ${tall * photo.height}`;
  Object.assign(image.style, { width: percent(1 / wide), left: percent(-left / wide), top: percent(-top / tall) });
  return frame;
}

const percent = (part) => `${Math.round(part * 1e5) / 1e3}%`;
