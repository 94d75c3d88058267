/** Jobs: documents that were accepted for later. */

import { api } from "./api.js";
import { patiently } from "./patience.js";

const MILLISECONDS = 250;

/**
 * Waits for a job to end and returns it. `line.progress(done, total)` hears of its passages, `line.unknown(reason)`
 * that the server is silent. Throws if it failed, or if nobody will tell.
 */
export async function followJob(job, line) {
  while (job.state !== "done") {
    if (job.state === "failed") throw new Error(job.problem?.detail ?? "The job failed.");
    line.progress(job.done, job.total);
    await new Promise((resolve) => setTimeout(resolve, MILLISECONDS));
    job = await heard(job, line);
  }
  return job;
}

async function heard(job, line) {
  try {
    return await patiently(() => api("GET", `/v1/jobs/${encodeURIComponent(job.id)}`), line.unknown);
  } catch (error) {
    throw new Error(`It was accepted, but what became of it is not known. ${error.message}`);
  }
}
