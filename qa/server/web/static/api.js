/** Calls of the API from our own pages. */

import { offerSignIn } from "./sign_in.js";

/** A failed call. The message is for people; `status` is 0 if nothing answered; `retryAfter` is in seconds. */
export class ApiError extends Error {
  constructor(status, message, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/**
 * Calls the API and returns the JSON of the answer; for the method PAGE, the HTML of a page. The body is a form or is
 * sent as JSON. Throws `ApiError`.
 */
export async function api(method, path, body) {
  // The header proves that a page of this server sends the request: over plain HTTP browsers do not say so themselves.
  const headers = { Accept: method === "PAGE" ? "text/html" : "application/json", "X-Sourceline-Page": "1" };
  const isForm = body instanceof FormData;
  if (body && !isForm) headers["Content-Type"] = "application/json";
  const sent = isForm ? body : body && JSON.stringify(body);
  const options = { method: method === "PAGE" ? "GET" : method, headers, body: sent };
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError(0, "The server cannot be reached.");
  }
  if (response.ok) return method === "PAGE" ? response.text() : response.json();
  if (response.status === 401 || response.status === 403) offerSignIn();
  if (response.status === 401) throw new ApiError(401, "You are not signed in.");
  throw new ApiError(response.status, await errorMessage(response), Number(response.headers.get("Retry-After")) || 0);
}

async function errorMessage(response) {
  try {
    const { detail, errors = [] } = await response.json();
    return [detail, errors[0]?.hint].filter(Boolean).join(" ");
  } catch {
    return `The server answered with status ${response.status}.`;
  }
}
