/** Stores turns in the session storage, so that a reloaded page shows them again. */

/** How many turns are stored. */
const MAX_TURNS = 20;

/** The stored turns of one conversation. Without storage, or without room in it, nothing is stored. */
export class Memory {
  constructor(server, collection, id) {
    this.#key = `sourceline ${JSON.stringify([server, collection, id])}`;
  }

  #key;

  /** The stored turns, oldest first. */
  read() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.#key) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  /** Stores these turns in place of the old ones; if there are too many, the last ones that fit. */
  write(turns) {
    try {
      sessionStorage.removeItem(this.#key);
    } catch {
      return; // No storage: the conversation lasts as long as the page.
    }
    let last = turns.slice(-MAX_TURNS);
    while (last.length && !this.#fits(last)) last = last.slice(1);
  }

  /** Stores these turns if there is room; returns whether there was. */
  #fits(turns) {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(turns));
      return true;
    } catch {
      return false;
    }
  }
}
