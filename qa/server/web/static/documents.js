/** The page of documents: upload, replace and delete documents, and list their versions. */

import { api } from "./api.js";
import { announce, element } from "./elements.js";
import { list, redraw, revealActions, rowLike, rowQuery } from "./document_list.js";
import { onNewFiles, pickReplacement } from "./file_input.js";
import { uploadLine } from "./upload_line.js";
import { upload } from "./uploads.js";
import { hideVersions, showVersions } from "./versions.js";

const ACTIONS = { versions: toggleVersions, replace, delete: confirmDelete };

list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (button) ACTIONS[button.dataset.action](button.closest("[data-id]"));
});

async function uploadFiles(files, replaced) {
  await upload(files, list.dataset.collection, replaced);
  await redraw();
}

function replace(row) {
  pickReplacement((files) => {
    if (files.length > 1) showProblem(row, "Choose a single file to replace this document.");
    else uploadFiles(files, row.dataset);
  });
}

async function toggleVersions(row) {
  if (row.querySelector(".versions")) return hideVersions(row);
  try {
    await showVersions(row, rowQuery(row));
  } catch (error) {
    showProblem(row, error.message);
  }
}

async function confirmDelete(row) {
  const title = row.querySelector("a").textContent;
  if (!(await isConfirmed(title))) return rowLike(row)?.querySelector("[data-action=delete]").focus();
  try {
    await api("DELETE", `/v1/documents/${encodeURIComponent(row.dataset.id)}${rowQuery(row)}`);
    uploadLine(title).done("deleted");
    await redraw();
    document.querySelector("h1").focus();
  } catch (error) {
    showProblem(rowLike(row) ?? row, error.message);
  }
}

/** Asks the person to confirm that a document is deleted. */
async function isConfirmed(title) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-what").replaceChildren("Delete ", element("bdi", { textContent: title }), "?");
  dialog.returnValue = "keep";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue === "delete";
}

function showProblem(row, text) {
  row.querySelector(".problem")?.remove();
  row.append(element("p", { className: "problem", textContent: text }));
  announce(text);
}

// The page has no upload form for a person who may only read.
if (document.getElementById("upload")) onNewFiles((files) => uploadFiles(files));
revealActions();
