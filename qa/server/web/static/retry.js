/** Repeats calls until the server answers, for example while it restarts or has too much to do. */

const FIRST_WAIT = 250;
const LONGEST_WAIT = 30_000;
/** The longest `Retry-After`, in seconds, that is waited for; the limit of a day is longer. */
const LONGEST_RETRY_AFTER = 60;
/** How many failures in a row are not reported. */
const UNREPORTED_FAILURES = 3;

/**
 * Repeats `call` until the server answers, and returns what it returns. After some failures in a row each further one
 * is reported by `onFailure(message)`. Throws the error of an answer that a repetition would not change.
 */
export async function retryUntilAnswered(call, onFailure) {
  for (let failures = 0; ; failures++) {
    try {
      return await call();
    } catch (error) {
      if (![0, 429, 503].includes(error.status) || error.retryAfter > LONGEST_RETRY_AFTER) throw error;
      if (failures >= UNREPORTED_FAILURES) onFailure(error.message);
      const wait = Math.max(FIRST_WAIT * 2 ** failures, error.retryAfter * 1000);
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, LONGEST_WAIT)));
    }
  }
}
