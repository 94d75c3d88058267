/** Jobs: documents that were accepted for later. */

import { api } from "./api.js";

const MILLISECONDS = 250;
/** How often in a row a job may not be heard of, as while the server starts again. */
const MOST_SILENCES = 60;

/** Waits for a job to end and returns it; `progress(done, total)` hears of its passages. Throws if it failed. */
export async function followJob(job, progress) {
  let silences = 0;
  while (job.state !== "done") {
    if (job.state === "failed") throw new Error(job.problem?.detail ?? "The job failed.");
    progress(job.done, job.total);
    await new Promise((resolve) => setTimeout(resolve, MILLISECONDS));
    try {
      job = await api("GET", `/v1/jobs/${encodeURIComponent(job.id)}`);
      silences = 0;
    } catch (error) {
      if (![0, 429, 503].includes(error.status) || ++silences > MOST_SILENCES) throw error;
    }
  }
  return job;
}
