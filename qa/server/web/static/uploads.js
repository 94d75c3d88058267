/** Files become documents of the collection, one after the other; one that fails stops no other. */

import { api } from "./api.js";
import { readText } from "./files.js";
import { followJob } from "./jobs.js";
import { patiently } from "./patience.js";
import { uploadLine } from "./upload-line.js";

const OUTCOMES = { new: "added", replaced: "replaced", unchanged: "unchanged" };

/** Brings files in as documents with their names as ids, or a file in place of the document `id`. */
export async function upload(files, collection, id = null) {
  const lines = files.map((file) => [file, uploadLine(file.name)]);
  for (const [file, line] of lines) await takeOne(file, line, collection, id ?? file.name);
}

async function takeOne(file, line, collection, id) {
  try {
    const read = await readText(file);
    const job = await patiently(() => send(read, collection, id), line.silent);
    const { result } = await followJob(job, line);
    line.done(OUTCOMES[result.documents[0].status]);
  } catch (error) {
    line.failed(error.message);
  }
}

/** Sends a text in place of a document, with what is known of that; the same text again changes nothing. */
async function send({ text, format }, collection, id) {
  const { title = "", url = "", published = null, metadata = {} } = (await known(collection, id)) ?? {};
  const documents = [{ id, text, format, title, url, published, metadata }];
  return api("POST", "/v1/documents?wait=false", { collection, documents });
}

async function known(collection, id) {
  try {
    return await api("GET", `/v1/documents/${encodeURIComponent(id)}?collection=${encodeURIComponent(collection)}`);
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}
