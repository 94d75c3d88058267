/** The client of the server's API: questions, votes, links and failures. */

import { events } from "./events.js";

/** In seconds: a longer `Retry-After` means that the limit of the day is used up, and not that of the minute. */
const LONGEST_MINUTE_WAIT = 60;

/** What went wrong: `kind` is a key of `words.failures`; `retryAfter` is in seconds, null where unknown. */
export class Failure extends Error {
  constructor(kind, detail = "", retryAfter = null) {
    super(detail || kind);
    this.kind = kind;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }
}

/** Asks collections of one server; several are asked together. */
export class Client {
  constructor(server, key, collections) {
    this.server = server.replace(/\/$/, "");
    this.key = key;
    this.collections = collections;
  }

  /**
   * Asks a question. Yields `["question", {question, standalone, rewritten}]`, then `["answer", {text}]` for each piece,
   * and last `["response", AskResponse]` or `["reply", {text, choices}]`. `spelling` false leaves the words as typed. Throws `Failure`, or AbortError once `signal` is aborted.
   */
  async *ask(question, history, signal, spelling = true) {
    const [collection, ...others] = this.collections;
    const searched = others.length ? { collections: this.collections } : { collection };
    const body = { question, ...searched, ...(spelling ? {} : { spelling }) };
    let response = await this.#post("/v1/chat", { ...body, history, stream: true }, signal);
    // An older server has no /v1/chat.
    if (response.status === 404) response = await this.#post("/v1/ask", body, signal);
    if (!response.ok) throw await failureFromResponse(response);
    try {
      yield* (response.headers.get("content-type") ?? "").startsWith("text/event-stream")
        ? streamedEvents(response)
        : singleResponse(await response.json());
    } catch (error) {
      if (error instanceof Failure || error.name === "AbortError") throw error;
      throw new Failure("cut");
    }
  }

  /** Sends a vote; returns what was stored, or null. */
  async vote(feedback) {
    try {
      const response = await this.#post("/v1/feedback", { ...feedback, collection: this.collections[0] });
      return response.ok ? await response.json() : null;
    } catch (error) {
      if (error instanceof Failure || error instanceof SyntaxError) return null;
      throw error;
    }
  }

  /** Questions that the documents surely answer; none if the server has none, or is too old to say. */
  async suggestions() {
    const query = new URLSearchParams(this.collections.map((name) => ["collection", name]));
    try {
      const response = await fetch(`${this.server}/v1/suggestions?${query}`, { headers: this.#authorization() });
      return response.ok ? (await response.json()).suggestions : [];
    } catch {
      return []; // A question tells what is wrong; its absence here says nothing to a person.
    }
  }

  /** The absolute URL of a page of the server; null if `url` is not a path of the server. */
  page(url) {
    return /^\/(?![/\\])/.test(url) ? new URL(this.server + url).href : null;
  }

  /** The URL of the sign-in page, which leads back to this page; null on another site and with a key. */
  signIn() {
    if (this.key || new URL(this.server).origin !== location.origin) return null;
    return `${this.server}/sign-in?${new URLSearchParams({ goal: location.pathname + location.search })}`;
  }

  #authorization() {
    return this.key ? { Authorization: `Bearer ${this.key}` } : {};
  }

  async #post(path, body, signal) {
    const accepted = { "Content-Type": "application/json", Accept: "text/event-stream, application/json" };
    const headers = { ...accepted, ...this.#authorization() };
    // Requests from our own pages carry the session cookie; those from other sites never do.
    const options = { method: "POST", headers, body: JSON.stringify(body), signal };
    try {
      return await fetch(this.server + path, options);
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Failure((await this.#isReachable(signal)) ? "origin" : "lost");
    }
  }

  /** Whether the server can be reached: a browser reports a refused origin as a network error too. */
  async #isReachable(signal) {
    try {
      const options = { method: "HEAD", cache: "no-store", credentials: "omit", signal };
      return (await fetch(this.server + "/widget.js", options)).ok;
    } catch (error) {
      if (error.name === "AbortError") throw error;
      return false;
    }
  }
}

/** `url` if it is an http or https URL, else null. */
export function webAddress(url) {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null;
}

async function* streamedEvents(response) {
  for await (const { event, data } of events(response)) {
    if (event === "error") throw failureFrom(JSON.parse(data));
    if (data === "[DONE]") return;
    if (["question", "answer", "response", "reply"].includes(event)) yield [event, JSON.parse(data)];
  }
}

function* singleResponse(body) {
  const response = "reply" in body ? body.response : (body.response ?? body);
  const { question, standalone = question, rewritten = false } = body;
  yield ["question", { question, standalone, rewritten }];
  yield response ? ["response", response] : ["reply", body];
}

async function failureFromResponse(response) {
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // A proxy answered; its status says enough.
  }
  const after = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  return failureFrom({ ...problem, status: response.status }, Number.isNaN(after) ? null : after);
}

function failureFrom(problem, retryAfter = null) {
  const { status = 500, detail = "" } = problem;
  const known = { 401: "key", 502: "lost", 503: "busy", 504: "lost" };
  let kind = known[status] ?? (status < 500 ? "refused" : "broken");
  if (status === 403) kind = isAboutKey(problem) ? "forbidden" : "origin";
  if (status === 429) kind = retryAfter > LONGEST_MINUTE_WAIT ? "used" : "limit";
  const shown = ["refused", "broken", "busy", "forbidden"].includes(kind) ? detail : "";
  return new Failure(kind, shown, ["limit", "used", "busy"].includes(kind) ? retryAfter : null);
}

/** Whether the key lacks the permission, and not the origin of the page. */
function isAboutKey({ type, errors = [] }) {
  return type === "urn:sourceline:forbidden" && errors[0]?.field !== "Origin";
}
