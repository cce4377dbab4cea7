// What works on the server's machine, what does not, and what mends it.

import { badge, button, fill, h, table } from "../console/kit.js";
import { note } from "./parts.js";

const state = (check) => (check.ok ? badge("works", "good") : badge("look at it", "warn"));

function found(check) {
  if (check.ok) return check.detail;
  return h("span", {}, check.detail, h("br"), h("code", {}, check.remedy));
}

function summary(checks) {
  const wrong = checks.filter((check) => !check.ok);
  if (!wrong.length) return note("Everything that was looked at works.");
  const words = wrong.map((check) => check.name).join(", ");
  return note(`${wrong.length} of ${checks.length} need a look: ${words}.`, { tone: "warn" });
}

export const pane = {
  name: "health", title: "Health", scope: "admin", group: "House", mark: "health",
  mount(root, context) {
    context.actions(button("Look again", { onclick: () => pane.mount(root, context) }));
    return fill(root, {
      signal: context.signal,
      load: () => context.api.get("/v1/health", { signal: context.signal }),
      show: ({ checks }) => [
        summary(checks),
        table({
          caption: "What was looked at",
          columns: [
            { title: "What", cell: (check) => h("b", {}, check.name.charAt(0).toUpperCase() + check.name.slice(1)) },
            { title: "State", cell: state },
            { title: "Found, and what mends it", cell: found },
          ],
          rows: [...checks].sort((one, other) => Number(one.ok) - Number(other.ok)),
        }),
      ],
    });
  },
};
