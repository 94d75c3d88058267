/** The list of documents, rendered by the server. A redraw keeps the focus and the open lists of versions. */

import { api } from "./api.js";
import { announce } from "./elements.js";
import { retryUntilAnswered } from "./retry.js";
import { moveVersions, showVersions } from "./versions.js";

/** The element that holds the list. */
export const list = document.getElementById("documents");
/** The query string that names the collection. */
export const collectionQuery = `?collection=${encodeURIComponent(list.dataset.collection)}`;

/** The query string that names the collection and the source of a row's document. */
export function rowQuery(row) {
  return `${collectionQuery}&source=${encodeURIComponent(row.dataset.source)}`;
}

/** The row of the same document as an earlier row; null if it is not on this page. */
export function rowLike({ dataset: { id, source } }) {
  const rows = [...list.querySelectorAll("[data-id]")];
  return rows.find((row) => row.dataset.id === id && row.dataset.source === source) ?? null;
}

/** Replaces the list by the server's current one; if the server refuses, the old list stays. */
export async function redraw() {
  let html;
  try {
    html = await retryUntilAnswered(() => api("PAGE", location.href), announce);
  } catch (error) {
    return announce(error.message);
  }
  const page = new DOMParser().parseFromString(html, "text/html");
  const open = [...list.querySelectorAll(".versions")].map((versions) => [versions.closest("[data-id]"), versions]);
  const restoreFocus = rememberFocus();
  list.replaceChildren(...page.getElementById("documents").childNodes);
  revealActions();
  for (const [before, versions] of open) {
    const row = rowLike(before);
    if (!row) continue;
    moveVersions(versions, row);
    showVersions(row, rowQuery(row)).then(restoreFocus, (error) => announce(error.message));
  }
  restoreFocus();
}

/** A function that focuses the same control of the same row again; if it is gone, the heading. */
function rememberFocus() {
  const focused = document.activeElement;
  if (!list.contains(focused)) return () => {};
  const row = focused.closest("[data-id]");
  const position = row && controls(row).indexOf(focused);
  return () => {
    if (document.activeElement !== document.body) return; // the person has moved the focus since
    const same = row ? controls(rowLike(row))[position] : document.getElementById(focused.id);
    (same ?? document.querySelector("h1")).focus();
  };
}

function controls(row) {
  return row ? [...row.querySelectorAll("a, button")] : [];
}

/** Shows the buttons, which work only with scripts. */
export function revealActions() {
  for (const actions of list.querySelectorAll(".actions")) actions.hidden = false;
}
