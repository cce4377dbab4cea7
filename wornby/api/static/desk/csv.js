// Tables as text, as spreadsheets write them (RFC 4180; commas or semicolons).

function split(text, separator) {
  const rows = [];
  let row = [], cell = "", quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += sign;
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && !cell) quoted = true;
    else if (sign === separator || sign === "\n") {
      row.push(cell);
      cell = "";
      if (sign === "\n") {
        rows.push(row);
        row = [];
      }
    } else if (sign !== "\r") cell += sign;
  }
  if (cell || row.length) rows.push([...row, cell]);
  return rows;
}

/** Lines of a table as {line, values}, by the names in its first line. Lines count from 1; empty ones are left out. */
export function readTable(text) {
  const plain = text.replace(/^\uFEFF/, "");
  const first = plain.slice(0, plain.indexOf("\n") + 1 || undefined);
  const [head = [], ...rows] = split(plain, first.split(";").length > first.split(",").length ? ";" : ",");
  const names = head.map((name) => name.trim().toLowerCase());
  return rows
    .map((row, number) => ({ line: number + 2, values: Object.fromEntries(names.map((name, at) => [name, (row[at] ?? "").trim()])) }))
    .filter(({ values }) => Object.values(values).some(Boolean));
}
