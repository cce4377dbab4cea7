// The API as panes use it: JSON in and out, the session's token with each act, problems as errors.

/** What the server said is wrong: `message` for people, `code` of the error tree, `status` of HTTP. */
class ApiError extends Error {
  constructor(message, { code = "error", status = 0, retryAfter = null } = {}) {
    super(message);
    Object.assign(this, { name: "ApiError", code, status, retryAfter });
  }
}

const UNREACHABLE = "The server does not answer. Look whether it runs, and try again.";

/** A path with a query: lists repeat their name, empty values are left out. */
function withQuery(path, query = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "" && one !== false) search.append(name, one);
    }
  }
  return search.size ? `${path}${path.includes("?") ? "&" : "?"}${search}` : path;
}

async function errorOf(response) {
  let told = {};
  try {
    told = await response.json();
  } catch { /* not from our server, or empty */ }
  const { code = "http", detail = `The server answered ${response.status}.`, retry_after: retryAfter = null } = told;
  return new ApiError(detail, { code, status: response.status, retryAfter });
}

/**
 * The API in the session of who is signed in.
 * `signInAgain` is asked when the session has ended, and settles with the new one; what was asked for is then sent anew.
 */
export class Api {
  #session = null;
  #signInAgain;

  constructor({ signInAgain }) {
    this.#signInAgain = signInAgain;
  }

  get session() { return this.#session; }
  set session(session) { this.#session = session; }

  get(path, { query, signal } = {}) { return this.#ask("GET", withQuery(path, query), undefined, signal); }
  post(path, body, { signal } = {}) { return this.#ask("POST", path, body, signal); }
  put(path, body, { signal } = {}) { return this.#ask("PUT", path, body, signal); }
  patch(path, body, { signal } = {}) { return this.#ask("PATCH", path, body, signal); }
  delete(path, { body, signal } = {}) { return this.#ask("DELETE", path, body, signal); }

  /** Whether somebody is signed in here; null where nobody is. */
  async readSession() {
    const response = await this.#send("GET", "/v1/session");
    if (response.status === 401 || response.status === 403) {
      await response.body?.cancel();
      return null;
    }
    if (!response.ok) throw await errorOf(response);
    const session = await response.json();
    return session.csrf ? session : null;
  }

  /** Sign in. Errors are not met with another sign-in. */
  async signIn(name, password) {
    const response = await this.#send("POST", "/v1/session", { name, password });
    if (!response.ok) throw await errorOf(response);
    this.#session = await response.json();
    return this.#session;
  }

  async #ask(method, path, body, signal) {
    let response = await this.#send(method, path, body, signal);
    if (response.status === 401 && this.#session) {
      await this.#signInAgain();
      signal?.throwIfAborted();
      response = await this.#send(method, path, body, signal);
    }
    if (!response.ok) throw await this.#refusal(response);
    if (response.status === 204) return null;
    const kind = response.headers.get("content-type") ?? "";
    return kind.includes("json") ? response.json() : response.blob();
  }

  async #refusal(response) {
    const error = await errorOf(response);
    // Somebody signed in anew in another tab: this page takes over what that one was told.
    if (error.code === "csrf") this.#session = (await this.readSession()) ?? this.#session;
    return error;
  }

  async #send(method, path, body, signal) {
    const headers = { Accept: "application/json" };
    const options = { method, headers, signal, credentials: "same-origin", cache: "no-store" };
    // Sent with what only reads, too: when the session has ended, the server says so instead of showing what anybody sees.
    if (this.#session) headers["X-Wornby-CSRF"] = this.#session.csrf;
    if (body instanceof FormData) options.body = body;
    else if (body !== undefined) {
      headers["Content-Type"] = "application/json";
      options.body = JSON.stringify(body);
    }
    try {
      return await fetch(path, options);
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new ApiError(UNREACHABLE, { code: "unreachable" });
    }
  }
}
