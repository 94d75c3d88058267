/** Uploads files as documents of the collection, one after the other; a failure does not stop the others. */

import { api } from "./api.js";
import { followJob } from "./jobs.js";
import { readText } from "./read_file.js";
import { retryUntilAnswered } from "./retry.js";
import { uploadLine } from "./upload_line.js";

const OUTCOMES = { new: "added", replaced: "replaced", unchanged: "unchanged" };

/** Uploads files as documents whose ids are the files' names; with an `id`, a file that replaces this document. */
export async function upload(files, collection, id = null) {
  const lines = files.map((file) => [file, uploadLine(file.name)]);
  for (const [file, line] of lines) await uploadOne(file, line, collection, id ?? file.name);
}

async function uploadOne(file, line, collection, id) {
  try {
    const content = await readText(file);
    const job = await retryUntilAnswered(() => send(content, collection, id), line.unsent);
    const { result } = await followJob(job, line);
    line.done(OUTCOMES[result.documents[0].status]);
  } catch (error) {
    line.failed(error.message);
  }
}

/** Writes the document; title, metadata and so on of a document that exists are kept. */
async function send({ text, format }, collection, id) {
  const stored = await storedDocument(collection, id);
  const { title = "", url = "", published = null, metadata = {} } = stored ?? {};
  const documents = [{ id, text, format, title, url, published, metadata }];
  return api("POST", "/v1/documents?wait=false", { collection, documents });
}

async function storedDocument(collection, id) {
  try {
    return await api("GET", `/v1/documents/${encodeURIComponent(id)}?collection=${encodeURIComponent(collection)}`);
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}
