/** The versions of a document, listed below its row. */

import { api } from "./api.js";
import { element } from "./elements.js";

/** Lists the versions below a row as they are now; throws where they cannot be had, and leaves what there is. */
export async function showVersions(row, where) {
  const { versions } = await api("GET", `/v1/documents/${encodeURIComponent(row.dataset.id)}${where}`);
  const lines = versions.map((version) => versionLine(row.dataset.id, where, version));
  hideVersions(row);
  row.append(element("ol", { className: "versions" }, ...lines));
  mark(row, true);
}

/** Takes the versions away again. */
export function hideVersions(row) {
  row.querySelector(".versions")?.remove();
  mark(row, false);
}

/** Gives a row drawn anew the versions that were open below the old one. */
export function moveVersions(versions, row) {
  row.append(versions);
  mark(row, true);
}

function mark(row, open) {
  row.querySelector("[data-act=versions]").setAttribute("aria-expanded", String(open));
}

function versionLine(id, where, { version, created, characters, current }) {
  const page = `/documents/${encodeURIComponent(id)}${where}&version=${version}`;
  const date = new Date(created);
  const time = Number.isNaN(date.getTime()) ? created : date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  const about = ` · ${characters.toLocaleString("en")} characters${current ? " · current" : ""}`;
  const link = element("a", { href: page }, element("code", { textContent: version.slice(0, 12) }));
  return element("li", {}, link, element("span", { className: "aside", textContent: ` ${time}${about}` }));
}
