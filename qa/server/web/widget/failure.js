/** Shows a failure, with a button to try again or a link to sign in. */

import { button, h } from "./dom.js";
import { isolateBidi } from "./text.js";
import { formatDuration } from "./formats.js";

/** A failure in one sentence. `signIn` is the URL of the sign-in page, if signing in helps. */
export function failureText(failure, words, signIn) {
  return signIn ? words.signedOut : words.failures[failure.kind];
}

/** Nodes of a failure. The button that calls `retry` is enabled once the server allows another request. */
export function failureNodes(failure, words, signIn, retry) {
  const again = button({ class: "plain", onclick: retry }, words.retry);
  const wait = h("span", { class: "wait" });
  if (failure.retryAfter) countDown(performance.now() + 1000 * failure.retryAfter, again, wait, words);
  return [
    h("p", { class: "answer none" }, failureText(failure, words, signIn)),
    failure.detail ? h("p", { class: "reason", dir: "auto" }, ...isolateBidi(failure.detail)) : null,
    h("p", { class: "again" }, signIn ? h("a", { href: signIn }, words.signIn) : null, again, wait),
  ];
}

/** Shows the time until `end`, in `performance.now()` milliseconds, and then enables the button. */
function countDown(end, again, wait, words) {
  const seconds = Math.ceil((end - performance.now()) / 1000);
  again.disabled = seconds > 0;
  wait.textContent = seconds > 0 ? words.wait(formatDuration(seconds, words)) : "";
  if (seconds > 0) setTimeout(() => countDown(end, again, wait, words), 1000);
}
