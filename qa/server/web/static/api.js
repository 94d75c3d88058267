/** Calls of the API from our own pages. */

import { offerSignIn } from "./sign-in.js";

/** An error whose message is for people; `status` is 0 where nobody answered, `retryAfter` is in seconds. */
export class Refused extends Error {
  constructor(status, message, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The JSON that a call answers with (for the method PAGE: the text of a page). Throws `Refused`. */
export async function api(method, path, body) {
  // The mark tells the server that a page of its own calls, where the browser itself does not (over plain HTTP).
  const headers = { Accept: method === "PAGE" ? "text/html" : "application/json", "X-Sourceline-Page": "1" };
  if (body) headers["Content-Type"] = "application/json";
  const options = { method: method === "PAGE" ? "GET" : method, headers, body: body && JSON.stringify(body) };
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused(0, "The server cannot be reached.");
  }
  if (response.ok) return method === "PAGE" ? response.text() : response.json();
  if (response.status === 401 || response.status === 403) offerSignIn();
  if (response.status === 401) throw new Refused(401, "You are not signed in.");
  throw new Refused(response.status, await reason(response), Number(response.headers.get("Retry-After")) || 0);
}

async function reason(response) {
  try {
    const { detail, errors = [] } = await response.json();
    return [detail, errors[0]?.hint].filter(Boolean).join(" ");
  } catch {
    return `The server answered ${response.status}.`;
  }
}
