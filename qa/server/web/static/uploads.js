/** Uploads files as documents of the collection, one after the other; a failure does not stop the others. */

import { api } from "./api.js";
import { followJob } from "./jobs.js";
import { retryUntilAnswered } from "./retry.js";
import { uploadLine } from "./upload_line.js";

/** The server's limit for a request, less what a form needs beside the file. */
const MAX_BYTES = 33_000_000;
const OUTCOMES = { new: "added", replaced: "replaced", unchanged: "unchanged" };

/** The source of documents that are uploaded here. */
const SOURCE = "upload";

/** Uploads files as documents whose ids are the files' names; or one that replaces a document, by its id and source. */
export async function upload(files, collection, { id = null, source = SOURCE } = {}) {
  const lines = files.map((file) => [file, uploadLine(file.name)]);
  for (const [file, line] of lines) await uploadOne(file, line, { collection, source, id: id ?? file.name });
}

async function uploadOne(file, line, place) {
  try {
    if (file.size > MAX_BYTES) throw new Error("The file is longer than 33 MB. Divide it, or use qa ingest.");
    const job = await retryUntilAnswered(() => send(file, place), line.unsent);
    const { result } = await followJob(job, line);
    line.done(OUTCOMES[result.documents[0].status]);
  } catch (error) {
    line.failed(error.message);
  }
}

/**
 * Sends a file, which the server reads. It says its title, author and date itself, except where it replaces a document
 * that was sent as text: what was said of that is kept.
 */
async function send(file, place) {
  const form = new FormData();
  for (const name of ["collection", "source", "id"]) form.append(name, place[name]);
  const stored = await storedDocument(place);
  if (stored && !stored.has_original) {
    for (const name of ["title", "url", "published"]) form.append(name, stored[name] ?? "");
    form.append("metadata", JSON.stringify(stored.metadata));
  }
  form.append("file", file, file.name);
  return api("POST", "/v1/documents?wait=false", form);
}

async function storedDocument({ collection, source, id }) {
  const query = new URLSearchParams({ collection, source });
  try {
    return await api("GET", `/v1/documents/${encodeURIComponent(id)}?${query}`);
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}
