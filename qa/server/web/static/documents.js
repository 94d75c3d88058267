/** The page of documents: put files in, replace, delete, look at versions. */

import { api } from "./api.js";
import { element, say } from "./elements.js";
import { onFiles, pickInstead } from "./incoming.js";
import { list, redraw, reveal, rowOf, where } from "./list.js";
import { uploadLine } from "./upload-line.js";
import { upload } from "./uploads.js";
import { hideVersions, showVersions } from "./versions.js";

const ACTS = { versions: toggleVersions, replace, delete: confirmDelete };

list.addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]");
  if (act) ACTS[act.dataset.act](act.closest("[data-id]"));
});

async function take(files, id) {
  await upload(files, list.dataset.collection, id);
  await redraw();
}

function replace(row) {
  pickInstead((files) => {
    if (files.length > 1) tell(row, "One file replaces one document: choose a single file.");
    else take(files, row.dataset.id);
  });
}

async function toggleVersions(row) {
  if (row.querySelector(".versions")) return hideVersions(row);
  try {
    await showVersions(row, where);
  } catch (error) {
    tell(row, error.message);
  }
}

async function confirmDelete(row) {
  const { id } = row.dataset;
  const title = row.querySelector("a").textContent;
  if (!(await confirmed(title))) return rowOf(id)?.querySelector("[data-act=delete]").focus();
  try {
    await api("DELETE", `/v1/documents/${encodeURIComponent(id)}${where}`);
    uploadLine(title).done("deleted");
    await redraw();
    document.querySelector("h1").focus();
  } catch (error) {
    tell(rowOf(id) ?? row, error.message);
  }
}

/** Asks whether a document is to go. */
async function confirmed(title) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-what").replaceChildren("Delete ", element("bdi", { textContent: title }), "?");
  dialog.returnValue = "keep";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue === "delete";
}

function tell(row, text) {
  row.querySelector(".problem")?.remove();
  row.append(element("p", { className: "problem", textContent: text }));
  say(text);
}

// Who may only read has no form.
if (document.getElementById("upload")) onFiles((files) => take(files));
reveal();
