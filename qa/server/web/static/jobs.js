/** Jobs: documents that the server ingests in the background. */

import { api } from "./api.js";
import { retryUntilAnswered } from "./retry.js";

const POLL_MILLISECONDS = 250;

/**
 * Waits for a job to end and returns it. Calls `line.progress(done, total)` with counts of passages, and
 * `line.unknown(reason)` if the server does not answer. Throws if the job failed or was cancelled, or if its outcome cannot be
 * known.
 */
export async function followJob(job, line) {
  while (job.state !== "done") {
    if (job.state === "failed") throw new Error(job.problem?.detail ?? "The job failed.");
    if (job.state === "cancelled") throw new Error("The job was cancelled.");
    line.progress(job.done, job.total);
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    job = await currentState(job, line);
  }
  return job;
}

async function currentState(job, line) {
  try {
    return await retryUntilAnswered(() => api("GET", `/v1/jobs/${encodeURIComponent(job.id)}`), line.unknown);
  } catch (error) {
    throw new Error(`The file was accepted, but the outcome is not known. ${error.message}`);
  }
}
