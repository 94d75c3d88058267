/** The server's API: questions, votes, addresses, and what can go wrong. */

import { events } from "./events.js";

/** Seconds: whoever has to wait for longer has used up the day's questions, and not a minute's. */
const LONGEST_PAUSE = 60;

/** What went wrong: `kind` is a key of `words.failures`; `retryAfter` is in seconds, null where unknown. */
export class Failure extends Error {
  constructor(kind, detail = "", retryAfter = null) {
    super(detail || kind);
    this.kind = kind;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }
}

/** Speaks to one collection of one server. */
export class Client {
  constructor(server, key, collection) {
    this.server = server.replace(/\/$/, "");
    this.key = key;
    this.collection = collection;
  }

  /**
   * Asks. Yields `["question", {question, standalone, rewritten}]`, then `["answer", {text}]` for each piece,
   * and last `["response", AskResponse]`. Throws `Failure`, or AbortError once `signal` is aborted.
   */
  async *ask(question, history, signal) {
    const body = { question, collection: this.collection };
    let response = await this.#post("/v1/chat", { ...body, history, stream: true }, signal);
    // An older server has no conversations.
    if (response.status === 404) response = await this.#post("/v1/ask", body, signal);
    if (!response.ok) throw await failureOf(response);
    try {
      yield* (response.headers.get("content-type") ?? "").startsWith("text/event-stream")
        ? streamed(response)
        : whole(await response.json());
    } catch (error) {
      if (error instanceof Failure || error.name === "AbortError") throw error;
      throw new Failure("cut");
    }
  }

  /** Sends a vote; whether it was taken. */
  async vote(feedback) {
    try {
      return (await this.#post("/v1/feedback", { ...feedback, collection: this.collection })).ok;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }

  /** A page of the server as an absolute address; nothing for an address that leads elsewhere. */
  page(url) {
    return /^\/(?![/\\])/.test(url) ? new URL(this.server + url).href : null;
  }

  /** Where people sign in to come back to this page; null where that is of no use, as on another site. */
  signIn() {
    if (this.key || new URL(this.server).origin !== location.origin) return null;
    return `${this.server}/sign-in?${new URLSearchParams({ goal: location.pathname + location.search })}`;
  }

  async #post(path, body, signal) {
    const headers = { "Content-Type": "application/json", Accept: "text/event-stream, application/json" };
    if (this.key) headers.Authorization = `Bearer ${this.key}`;
    // Our own pages may carry a session's cookie; other sites never do.
    const options = { method: "POST", headers, body: JSON.stringify(body), signal };
    try {
      return await fetch(this.server + path, options);
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Failure((await this.#lives(signal)) ? "origin" : "lost");
    }
  }

  /** Whether the server is there after all: browsers hide from a page that its origin was refused. */
  async #lives(signal) {
    try {
      const options = { method: "HEAD", cache: "no-store", credentials: "omit", signal };
      return (await fetch(this.server + "/widget.js", options)).ok;
    } catch (error) {
      if (error.name === "AbortError") throw error;
      return false;
    }
  }
}

/** An address of the web, such as that of the source itself; nothing for any other. */
export function webAddress(url) {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null;
}

async function* streamed(response) {
  for await (const { event, data } of events(response)) {
    if (event === "error") throw failed(JSON.parse(data));
    if (data === "[DONE]") return;
    if (["question", "answer", "response"].includes(event)) yield [event, JSON.parse(data)];
  }
}

function* whole(body) {
  const response = body.response ?? body;
  const { question, standalone = question, rewritten = false } = body;
  yield ["question", { question, standalone, rewritten }];
  yield ["response", response];
}

async function failureOf(response) {
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Something between us and the server answered; its status says enough.
  }
  const after = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  return failed({ ...problem, status: response.status }, Number.isNaN(after) ? null : after);
}

function failed(problem, retryAfter = null) {
  const { status = 500, detail = "" } = problem;
  const known = { 401: "key", 502: "lost", 503: "busy", 504: "lost" };
  let kind = known[status] ?? (status < 500 ? "refused" : "broken");
  if (status === 403) kind = isOfKey(problem) ? "forbidden" : "origin";
  if (status === 429) kind = retryAfter > LONGEST_PAUSE ? "used" : "limit";
  const told = ["refused", "broken", "busy", "forbidden"].includes(kind) ? detail : "";
  return new Failure(kind, told, ["limit", "used", "busy"].includes(kind) ? retryAfter : null);
}

/** Whether it is the key that does not allow something, and not the page that it is used from. */
function isOfKey({ type, errors = [] }) {
  return type === "urn:sourceline:forbidden" && errors[0]?.field !== "Origin";
}
