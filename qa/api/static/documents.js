/** The page of documents: put files in, replace, delete, look at versions. The server draws the list. */

import { api } from "./api.js";
import { readText } from "./files.js";
import { followJob } from "./jobs.js";

const form = document.getElementById("upload");
const picker = document.getElementById("files");
const uploads = document.getElementById("uploads");
const collection = form.dataset.collection;
const where = `?collection=${encodeURIComponent(collection)}`;

/** The document that the next file picked replaces; null for documents by the names of their files. */
let replaced = null;

// Files in -------------------------------------------------------------------------------------------------

picker.addEventListener("change", () => {
  const files = [...picker.files];
  picker.value = "";
  take(files, replaced);
  replaced = null;
});
picker.addEventListener("cancel", () => (replaced = null));
// A click on the label is for new files, whatever was picked for before.
form.addEventListener("click", () => (replaced = null));

for (const type of ["dragenter", "dragover"]) {
  document.addEventListener(type, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  form.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  take([...event.dataTransfer.files], null);
});

/** Brings files in, one after the other; one that fails stops no other. */
async function take(files, id) {
  const lines = files.map((file) => [file, uploadLine(file.name)]);
  for (const [file, line] of lines) await takeOne(file, line, id);
  await redraw();
}

async function takeOne(file, line, id) {
  try {
    const document = await documentOf(file, id);
    const body = { collection, documents: [document] };
    const job = await api("POST", "/v1/documents?wait=false", body);
    const { result } = await followJob(job, line.progress);
    line.done({ new: "added", replaced: "replaced", unchanged: "unchanged" }[result.documents[0].status]);
  } catch (error) {
    line.failed(error.message);
  }
}

/** What is sent for a file: in place of a document, with what is known of that. */
async function documentOf(file, id) {
  const { text, format } = await readText(file);
  const known = await knownOf(id ?? file.name);
  const { title = "", url = "", published = null, metadata = {} } = known ?? {};
  return { id: id ?? file.name, text, format, title, url, published, metadata };
}

async function knownOf(id) {
  try {
    return await api("GET", `/v1/documents/${encodeURIComponent(id)}${where}`);
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}

function uploadLine(name) {
  const bar = element("progress", { max: "1", "aria-label": name });
  const said = element("span", { className: "aside", textContent: "waiting" });
  const line = element("li", {}, element("bdi", { textContent: name }), bar, said);
  uploads.append(line);
  const end = (text, kind) => {
    bar.remove();
    line.className = kind;
    said.textContent = text;
    say(`${name}: ${text}`);
  };
  return {
    progress(done, total) {
      if (total) bar.value = done / total;
      said.textContent = total ? `${done} of ${total} passages` : "reading";
    },
    done: (text) => end(text, "done"),
    failed: (text) => end(text, "failed"),
  };
}

// The list -------------------------------------------------------------------------------------------------

const ACTS = { versions: toggleVersions, replace: pickInstead, delete: confirmDelete };

document.getElementById("documents").addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]");
  if (act) ACTS[act.dataset.act](act.closest("[data-id]"), act);
});

function pickInstead(row) {
  picker.click(); // clears what was picked for, by the form's own listener
  replaced = row.dataset.id;
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

/** Takes the list from this page as the server draws it now; where it cannot be had the old one stays. */
async function redraw() {
  let drawn;
  try {
    drawn = await api("PAGE", location.href);
  } catch (error) {
    return say(error.message);
  }
  const page = new DOMParser().parseFromString(drawn, "text/html");
  document.getElementById("documents").replaceChildren(...page.getElementById("documents").childNodes);
  reveal();
}

/** Shows what works only with this script. */
function reveal() {
  for (const acts of document.querySelectorAll("#documents .acts")) acts.hidden = false;
}

function say(text) {
  document.getElementById("status").textContent = text;
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  if (properties["aria-label"]) made.setAttribute("aria-label", properties["aria-label"]);
  made.append(...children);
  return made;
}

reveal();
