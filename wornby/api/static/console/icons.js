// Line icons of 24 by 24, as paths; all drawn here.

const NS = "http://www.w3.org/2000/svg";
const PATHS = {
  account: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8a7.5 7.5 0 0 1 15 0",
  arrow: "M5 12h14m-6-6 6 6-6 6",
  back: "M19 12H5m6-6-6 6 6 6",
  book: "M6 4h12v16H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Zm0 12h12M9 8h5",
  check: "m5 12.5 4.5 4.5L19 7.5",
  chevron: "m7 10 5 5 5-5",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm0-12v4.5l3 2",
  close: "m6 6 12 12M18 6 6 18",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  edit: "m5 19 1-4L16.5 4.5l3 3L9 18l-4 1Z",
  erase: "M5 7h14M10 7V4h4v3m-7.5 0 1 13h9l1-13M10 11v5m4-5v5",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  filter: "M4 6h16M7 12h10m-7 6h4",
  flag: "M6 21V4h11l-2 4 2 4H6",
  form: "M6 3h9l4 4v14H6zM14 3v5h5M9 13h7m-7 4h5",
  health: "M3 12h4l2.5-6 4 12 2.5-6h5",
  inbox: "M4 13 6.5 5h11L20 13v6H4zm0 0h5l1 2h4l1-2h5",
  jobs: "M4 6h9m-9 6h16M4 18h12M17 4v4",
  key: "M14.5 13.5a4 4 0 1 0-4-4c0 .6.1 1.1.3 1.6L4 18v2h4v-2h2v-2h1.5l1.4-1.4c.5.2 1 .3 1.6.3ZM15.5 8.5h.01",
  library: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1m2 4a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  masks: "M9 4 4.5 6.2V11H7v7h5M12 4l4.5 2.2M15.5 9.5h4v4m0 4v3h-3m-4 0h-1",
  match: "M8.5 16a5.5 5.5 0 1 1 0-11 5.5 5.5 0 0 1 0 11Zm7 3a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Z",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 8a6.5 6.5 0 0 1 13 0m.5-14.5a3.5 3.5 0 0 1 0 6m2 2.5a6.5 6.5 0 0 1 3.5 6",
  photo: "M4 5h16v14H4zm0 11 5-5 4 4 3-2.5 4 3.5M15.5 9h.01",
  plus: "M12 5v14M5 12h14",
  product: "M9.5 4 4.5 6.2V10H7v10h10V10h2.5V6.2L14.5 4a2.5 2.5 0 0 1-5 0Z",
  retry: "M20 12a8 8 0 1 1-2.5-5.8L20 8.5M20 4v4.5h-4.5",
  review: "M4 12.5 8 16.5 15 8m-3 8 .5.5L20 8",
  rights: "M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6l-7-2.5Zm-3 8.3 2.2 2.2 4-4.5",
  search: "M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.7-1.8L20 20",
  sign_out: "M14 4H5v16h9M10 12h10m-4-4 4 4-4 4",
  text: "M5 6h14M5 10h14M5 14h9M5 18h6",
  undo: "M8 6 4 10l4 4M4 10h9a5.5 5.5 0 0 1 0 11h-2",
  upload: "M12 16V5m-4.5 4L12 4.5 16.5 9M5 15v4h14v-4",
  users: "M12 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-7 9a7 7 0 0 1 14 0",
  veil: "M4 4l16 16M9.5 6A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-3 3.6M6 8.3A16 16 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 3-.5",
  warning: "M12 4 3 19.5h18L12 4Zm0 6v4m0 2.8v.2",
};

/** The icon of a name, hidden from screen readers: words say what it means. */
export function icon(name, { size = 18 } = {}) {
  const svg = document.createElementNS(NS, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: "icon" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(NS, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.more);
  svg.append(path);
  return svg;
}
