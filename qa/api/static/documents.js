/** The page of documents: put files in, replace, delete, look at versions. The server draws the list. */

import { api } from "./api.js";
import { element, say } from "./elements.js";
import { onFiles, pickInstead } from "./incoming.js";
import { patiently } from "./patience.js";
import { uploadLine } from "./upload-line.js";
import { upload } from "./uploads.js";

const list = document.getElementById("documents");
const collection = list.dataset.collection;
const where = `?collection=${encodeURIComponent(collection)}`;

async function take(files, id) {
  await upload(files, collection, id);
  await redraw();
}

// The list -------------------------------------------------------------------------------------------------

const ACTS = { versions: toggleVersions, replace, delete: confirmDelete };

list.addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]");
  if (act) ACTS[act.dataset.act](act.closest("[data-id]"), act);
});

function replace(row) {
  pickInstead((files) => {
    if (files.length > 1) tell(row, "One file replaces one document: choose a single file.");
    else take(files, row.dataset.id);
  });
}

async function toggleVersions(row, act) {
  const shown = row.querySelector(".versions");
  act.setAttribute("aria-expanded", String(!shown));
  if (shown) return shown.remove();
  try {
    const { versions } = await api("GET", address(row));
    row.append(element("ol", { className: "versions" }, ...versions.map((version) => versionLine(row, version))));
  } catch (error) {
    act.setAttribute("aria-expanded", "false");
    tell(row, error.message);
  }
}

function versionLine(row, { version, created, characters, current }) {
  const page = `/documents/${encodeURIComponent(row.dataset.id)}${where}&version=${version}`;
  const date = new Date(created);
  const time = Number.isNaN(date.getTime()) ? created : date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  const about = ` · ${characters.toLocaleString("en")} characters${current ? " · current" : ""}`;
  const link = element("a", { href: page }, element("code", { textContent: version.slice(0, 12) }));
  return element("li", {}, link, element("span", { className: "aside", textContent: ` ${time}${about}` }));
}

async function confirmDelete(row, act) {
  const dialog = document.getElementById("confirm");
  const title = row.querySelector("a").textContent;
  document.getElementById("confirm-what").replaceChildren("Delete ", element("bdi", { textContent: title }), "?");
  dialog.returnValue = "keep";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue !== "delete") return act.focus();
  try {
    await api("DELETE", address(row));
    const line = uploadLine(title);
    line.done("deleted");
    await redraw();
    document.querySelector("h1").focus();
  } catch (error) {
    tell(row, error.message);
  }
}

function address(row) {
  return `/v1/documents/${encodeURIComponent(row.dataset.id)}${where}`;
}

function tell(row, text) {
  row.querySelector(".problem")?.remove();
  row.append(element("p", { className: "problem", textContent: text }));
  say(text);
}

/** Takes the list from this page as the server draws it now; where it refuses to, the old one stays. */
async function redraw() {
  let drawn;
  try {
    drawn = await patiently(() => api("PAGE", location.href), say);
  } catch (error) {
    return say(error.message);
  }
  const page = new DOMParser().parseFromString(drawn, "text/html");
  list.replaceChildren(...page.getElementById("documents").childNodes);
  reveal();
}

/** Shows what works only with this script. */
function reveal() {
  for (const acts of list.querySelectorAll(".acts")) acts.hidden = false;
}

// Who may only read has no form.
if (document.getElementById("upload")) onFiles((files) => take(files));
reveal();
