/** The list of a document's versions, below its row. */

import { api } from "./api.js";
import { element } from "./elements.js";

/** Lists the current versions below a row. Throws if the server does not send them; an open list then stays. */
export async function showVersions(row, query) {
  const { versions } = await api("GET", `/v1/documents/${encodeURIComponent(row.dataset.id)}${query}`);
  const lines = versions.map((version) => versionLine(row.dataset.id, query, version));
  hideVersions(row);
  row.append(element("ol", { className: "versions" }, ...lines));
  setExpanded(row, true);
}

/** Removes the list. */
export function hideVersions(row) {
  row.querySelector(".versions")?.remove();
  setExpanded(row, false);
}

/** Moves an open list from an old row to the redrawn one. */
export function moveVersions(versions, row) {
  row.append(versions);
  setExpanded(row, true);
}

function setExpanded(row, expanded) {
  row.querySelector("[data-action=versions]").setAttribute("aria-expanded", String(expanded));
}

function versionLine(id, query, { version, created, characters, current }) {
  const page = `/documents/${encodeURIComponent(id)}${query}&version=${version}`;
  const date = new Date(created);
  const time = Number.isNaN(date.getTime()) ? created : date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  const about = ` · ${characters.toLocaleString("en")} characters${current ? " · current" : ""}`;
  const link = element("a", { href: page }, element("code", { textContent: version.slice(0, 12) }));
  return element("li", {}, link, element("span", { className: "aside", textContent: ` ${time}${about}` }));
}
