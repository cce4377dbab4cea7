// The chosen filters. They live in the address, so that a page can be shared and "back" works.

/** Filters as the address holds them: [{attribute, negate, values}]. */
export function readFilters(search) {
  const filters = [];
  for (const word of new URLSearchParams(search).getAll("where")) {
    const match = /^([^=!]+)(!?)=(.+)$/.exec(word);
    if (!match) continue;
    for (const value of match[3].split(",")) add(filters, match[1].trim(), value.trim(), match[2] === "!");
  }
  return filters;
}

function add(filters, attribute, value, negate) {
  const known = filters.find((one) => one.attribute === attribute && one.negate === negate);
  if (!known) filters.push({ attribute, negate, values: [value] });
  else if (!known.values.includes(value)) known.values.push(value);
}

/** The same filters with one value put in. */
export function withValue(filters, attribute, value, negate = false) {
  const copy = filters.map((one) => ({ ...one, values: [...one.values] }));
  add(copy, attribute, value, negate);
  return copy;
}

/** The same filters with one value taken out. */
export function withoutValue(filters, attribute, value, negate = false) {
  return filters
    .map((one) =>
      one.attribute === attribute && one.negate === negate
        ? { ...one, values: one.values.filter((own) => own !== value) }
        : one,
    )
    .filter((one) => one.values.length > 0);
}

/** As parameters of a query. */
export function toParameters(filters) {
  const parameters = new URLSearchParams();
  for (const { attribute, negate, values } of filters) {
    parameters.append("where", `${attribute}${negate ? "!" : ""}=${values.join(",")}`);
  }
  return parameters;
}
