// What the library is asked for: kept in the address, so that it can be gone back to and passed on.

const ORDERS = ["newest", "oldest", "doubt"];

/** What a search has not: hits are ranked, and of all states and kinds. */
export const UNSEARCHED = { state: "", kind: "", order: "newest" };

/** What an address asks for. `where` maps attributes to sets of values. */
export function readAsking(query) {
  const where = new Map();
  for (const clause of query.getAll("where")) {
    const [attribute, values = ""] = clause.split("=");
    where.set(attribute, new Set(values.split(",").filter(Boolean)));
  }
  const order = query.get("order");
  const asking = {
    text: query.get("text") ?? "", where, state: query.get("state") ?? "", kind: query.get("kind") ?? "",
    product: query.get("product") ?? "", drop: query.getAll("drop"), order: ORDERS.includes(order) ? order : "newest",
  };
  return asking.text ? { ...asking, ...UNSEARCHED } : asking;
}

/** Clauses as the API takes them. */
export const clausesOf = ({ where }) => [...where].filter(([, values]) => values.size).map(([attribute, values]) => `${attribute}=${[...values].join(",")}`);

/** Clauses with the product as one more: all that narrows a search. */
export const narrowing = (asking) => (asking.product ? [...clausesOf(asking), `product=${asking.product}`] : clausesOf(asking));

/** The address that asks for it. */
export function hashOf(given) {
  const asking = given.text ? { ...given, ...UNSEARCHED } : given;
  const search = new URLSearchParams();
  for (const name of ["text", "state", "kind", "product"]) if (asking[name]) search.set(name, asking[name]);
  if (asking.order !== "newest") search.set("order", asking.order);
  for (const clause of clausesOf(asking)) search.append("where", clause);
  if (asking.text) for (const words of asking.drop) search.append("drop", words);
  return search.size ? `#library?${search}` : "#library";
}

/** Another one: `changes` over what is asked for now. Other words are read anew, all of them. */
export const changed = (asking, changes) => ({ ...asking, ...("text" in changes ? { drop: [] } : {}), ...changes });

/** The same with a value of an attribute taken in or left out. */
export function toggled(asking, attribute, value) {
  const where = new Map([...asking.where].map(([name, values]) => [name, new Set(values)]));
  const values = where.get(attribute) ?? new Set();
  if (!values.delete(value)) values.add(value);
  where.set(attribute, values);
  return { ...asking, where };
}
