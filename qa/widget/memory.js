/** Turns kept while a tab is open, so that a page that is loaded again shows them. */

/** More turns than these are not kept. */
const MOST_KEPT = 20;

/** What one conversation keeps. Where a browser keeps nothing, or has no room, nothing is kept. */
export class Memory {
  constructor(server, collection, id) {
    this.#place = `sourceline ${JSON.stringify([server, collection, id])}`;
  }

  #place;

  /** The turns kept, oldest first. */
  read() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.#place) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  /** Keep these turns and no others. */
  write(turns) {
    try {
      if (turns.length) sessionStorage.setItem(this.#place, JSON.stringify(turns.slice(-MOST_KEPT)));
      else sessionStorage.removeItem(this.#place);
    } catch {
      // No storage, or no room in it: the conversation lasts as long as the page.
    }
  }
}
