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

  /** Keep these turns and no others; of too many, the last ones that there is room for. */
  write(turns) {
    try {
      sessionStorage.removeItem(this.#place);
    } catch {
      return; // No storage: the conversation lasts as long as the page.
    }
    let last = turns.slice(-MOST_KEPT);
    while (last.length && !this.#fits(last)) last = last.slice(1);
  }

  /** Keeps these turns if there is room; whether there was. */
  #fits(turns) {
    try {
      sessionStorage.setItem(this.#place, JSON.stringify(turns));
      return true;
    } catch {
      return false;
    }
  }
}
