/** What went wrong, in words, with a way to go on. */

import { button, h } from "./dom.js";
import { inert } from "./text.js";

/** Nodes of a failure; `retry` asks again, once the server allows it. */
export function failureNodes(failure, words, retry) {
  const again = button({ class: "plain", onclick: retry }, words.retry);
  const wait = h("span", { class: "wait" });
  if (failure.retryAfter) countDown(failure.retryAfter, again, wait, words);
  return [
    h("p", { class: "answer none" }, words.failures[failure.kind]),
    failure.detail ? h("p", { class: "reason", dir: "auto" }, ...inert(failure.detail)) : null,
    h("p", { class: "again" }, again, wait),
  ];
}

function countDown(seconds, again, wait, words) {
  again.disabled = seconds > 0;
  wait.textContent = seconds > 0 ? words.wait(seconds) : "";
  if (seconds > 0) setTimeout(() => countDown(seconds - 1, again, wait, words), 1000);
}
