// The list that a photo was opened from: for the way back, and to the next one.

let trail = { ids: [], hash: "#library" };

export function keepTrail(ids, hash) {
  trail = { ids, hash: hash || "#library" };
}

/** The ids before and after a photo, empty where there are none, and the address of the list. */
export function trailOf(id) {
  const at = trail.ids.indexOf(id);
  return { back: trail.hash, before: at > 0 ? trail.ids[at - 1] : "", after: at >= 0 ? trail.ids[at + 1] ?? "" : "" };
}
