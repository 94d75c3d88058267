/** Jobs: documents that were accepted for later. */

import { api } from "./api.js";

const MILLISECONDS = 250;

/** Waits for a job to end and returns it; `progress(done, total)` hears of its passages. Throws if it failed. */
export async function followJob(job, progress) {
  while (job.state !== "done") {
    if (job.state === "failed") throw new Error(job.problem?.detail ?? "The job failed.");
    progress(job.done, job.total);
    await new Promise((resolve) => setTimeout(resolve, MILLISECONDS));
    job = await api("GET", `/v1/jobs/${encodeURIComponent(job.id)}`);
  }
  return job;
}
