/** Uploads files as documents of the collection, one after the other; a failure does not stop the others. */

import { api } from "./api.js";
import { followJob } from "./jobs.js";
import { readText } from "./read_file.js";
import { retryUntilAnswered } from "./retry.js";
import { uploadLine } from "./upload_line.js";

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
    const content = await readText(file);
    const job = await retryUntilAnswered(() => send(content, place), line.unsent);
    const { result } = await followJob(job, line);
    line.done(OUTCOMES[result.documents[0].status]);
  } catch (error) {
    line.failed(error.message);
  }
}

/** Writes the document; title, metadata and so on of a document that exists are kept. */
async function send({ text, format }, place) {
  const { collection, source, id } = place;
  const stored = await storedDocument(place);
  const { title = "", url = "", published = null, metadata = {} } = stored ?? {};
  const documents = [{ id, text, format, title, url, published, metadata }];
  return api("POST", "/v1/documents?wait=false", { collection, source, documents });
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
