// The photos that models are least sure of, one after the other, and the way back.

const PAGE = 20;
const AHEAD = 3;

export class ReviewQueue {
  #api;
  #signal;
  #items = [];
  #cursor = null;
  #loaded = false;
  #asking = null;
  #past = [];

  constructor(api, { signal, below }) {
    this.#api = api;
    this.#signal = signal;
    this.below = below;
    this.total = 0;
    this.done = 0;
  }

  /** What is to be looked at now: {item, asset, fact, at, of}; null where nothing is left. */
  async now() {
    while (this.#items.length && this.#items[0].at >= this.#items[0].doubtful.length) {
      this.#items.shift();
      this.done += 1;
    }
    if (this.#items.length < AHEAD) {
      const more = this.#more();
      if (!this.#items.length) await more;
    }
    const [item] = this.#items;
    if (!item) return null;
    return { item, asset: item.asset, fact: item.doubtful[item.at], at: item.at, of: item.doubtful.length };
  }

  /** Pictures that come next, to be loaded beforehand. */
  get coming() { return this.#items.slice(1, 1 + AHEAD).map((item) => item.asset.renditions.view); }

  get canGoBack() { return this.#past.length > 0; }

  /** The present fact is dealt with: `asset` is the photo as it is now, left out where it was skipped. */
  next(asset) {
    const [item] = this.#items;
    this.#past.push({ item, at: item.at, stated: Boolean(asset) });
    if (asset) item.asset = asset;
    item.at += 1;
  }

  /** Pass all that is left of a photo. */
  nextPhoto() {
    const [item] = this.#items;
    this.#past.push({ item, at: item.at, stated: false });
    item.at = item.doubtful.length;
  }

  /** What was dealt with last: {item, stated}; nothing at the beginning. */
  get last() { return this.#past.at(-1); }

  /** Back by one, once what was stated is taken back. */
  back() {
    const last = this.#past.pop();
    if (!last) return;
    const { item, at } = last;
    if (this.#items[0] !== item) {
      this.#items.unshift(item);
      this.done -= 1;
    }
    item.at = at;
  }

  /** Somebody else changed a photo: asked is what is `open` now, and the last correction of it may be theirs to take back. */
  renew(item, { asset, open }) {
    this.#past = this.#past.filter((one) => one.item !== item);
    Object.assign(item, { asset, doubtful: open, at: 0 });
  }

  #more() {
    if (this.#loaded) return Promise.resolve();
    this.#asking ??= this.#fetch().finally(() => { this.#asking = null; });
    return this.#asking;
  }

  async #fetch() {
    const query = { below: this.below, cursor: this.#cursor, limit: PAGE };
    const { items, total, cursor } = await this.#api.get("/v1/review", { query, signal: this.#signal });
    const known = new Set([...this.#items, ...this.#past.map(({ item }) => item)].map((item) => item.asset.id));
    this.#items.push(...items.filter(({ asset }) => !known.has(asset.id)).map((item) => ({ ...item, at: 0 })));
    if (this.#cursor === null) this.total = total;
    this.#cursor = cursor;
    this.#loaded = cursor === null;
  }
}
