/** Calls that are made again until the server answers: as while it starts again, or has too much to do. */

const FIRST_WAIT = 250;
const LONGEST_WAIT = 30_000;
/** Seconds that the server may ask us to wait; a day's limit is not waited for. */
const LONGEST_ASKED = 60;
/** Silences in a row that nobody needs to hear of. */
const UNTOLD = 3;

/**
 * What `call` returns, once it does; after a few silences `unheard(message)` hears why there is nothing yet.
 * Throws what is a real answer.
 */
export async function patiently(call, unheard) {
  for (let silences = 0; ; silences++) {
    try {
      return await call();
    } catch (error) {
      if (![0, 429, 503].includes(error.status) || error.retryAfter > LONGEST_ASKED) throw error;
      if (silences >= UNTOLD) unheard(error.message);
      const wait = Math.max(FIRST_WAIT * 2 ** silences, error.retryAfter * 1000);
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, LONGEST_WAIT)));
    }
  }
}
