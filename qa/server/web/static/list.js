/** The list of documents, which the server draws; what a person has open or is at stays so when it is drawn anew. */

import { api } from "./api.js";
import { say } from "./elements.js";
import { patiently } from "./patience.js";
import { moveVersions, showVersions } from "./versions.js";

/** Where the list stands. */
export const list = document.getElementById("documents");
/** The query that names the collection. */
export const where = `?collection=${encodeURIComponent(list.dataset.collection)}`;

/** The row of a document, if it is on this page. */
export function rowOf(id) {
  return [...list.querySelectorAll("[data-id]")].find((row) => row.dataset.id === id) ?? null;
}

/** Takes the list from this page as the server draws it now; where it refuses to, the old one stays. */
export async function redraw() {
  let drawn;
  try {
    drawn = await patiently(() => api("PAGE", location.href), say);
  } catch (error) {
    return say(error.message);
  }
  const page = new DOMParser().parseFromString(drawn, "text/html");
  const open = [...list.querySelectorAll(".versions")].map((versions) => [versions.closest("[data-id]").dataset.id, versions]);
  const refocus = focusKept();
  list.replaceChildren(...page.getElementById("documents").childNodes);
  reveal();
  for (const [id, versions] of open) {
    const row = rowOf(id);
    if (!row) continue;
    moveVersions(versions, row);
    showVersions(row, where).then(refocus, (error) => say(error.message));
  }
  refocus();
}

/** What puts the focus back where it is now in the list: to the same part of the same row, else to the heading. */
function focusKept() {
  const at = document.activeElement;
  if (!list.contains(at)) return () => {};
  const row = at.closest("[data-id]");
  const place = row && parts(row).indexOf(at);
  return () => {
    if (document.activeElement !== document.body) return; // a person has gone on
    const same = row ? parts(rowOf(row.dataset.id))[place] : document.getElementById(at.id);
    (same ?? document.querySelector("h1")).focus();
  };
}

function parts(row) {
  return row ? [...row.querySelectorAll("a, button")] : [];
}

/** Shows what works only with a script. */
export function reveal() {
  for (const acts of list.querySelectorAll(".acts")) acts.hidden = false;
}
