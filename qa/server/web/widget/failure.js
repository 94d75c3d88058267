/** What went wrong, in words, with a way to go on. */

import { button, h } from "./dom.js";
import { inert } from "./text.js";
import { duration } from "./words.js";

/** A failure in one sentence. `signIn` leads to where people sign in, if that helps. */
export function failureTold(failure, words, signIn) {
  return signIn ? words.signedOut : words.failures[failure.kind];
}

/** Nodes of a failure; `retry` asks again, once the server allows it. */
export function failureNodes(failure, words, signIn, retry) {
  const again = button({ class: "plain", onclick: retry }, words.retry);
  const wait = h("span", { class: "wait" });
  if (failure.retryAfter) countDown(performance.now() + 1000 * failure.retryAfter, again, wait, words);
  return [
    h("p", { class: "answer none" }, failureTold(failure, words, signIn)),
    failure.detail ? h("p", { class: "reason", dir: "auto" }, ...inert(failure.detail)) : null,
    h("p", { class: "again" }, signIn ? h("a", { href: signIn }, words.signIn) : null, again, wait),
  ];
}

/** Says how long it is until `end`, a moment of the page's clock, and opens the button then. */
function countDown(end, again, wait, words) {
  const seconds = Math.ceil((end - performance.now()) / 1000);
  again.disabled = seconds > 0;
  wait.textContent = seconds > 0 ? words.wait(duration(seconds, words)) : "";
  if (seconds > 0) setTimeout(() => countDown(end, again, wait, words), 1000);
}
