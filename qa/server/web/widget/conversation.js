/** The conversation: a form, and the turns above it. */

import { button, h, icon } from "./dom.js";
import { Turn } from "./turn.js";

/** How many past turns a question is sent with, and how many characters one may have. */
const MOST_HISTORY = 8;
const LONGEST_QUESTION = 4000;
const MOST_ROWS = 6;
const CLOSE = "M6 6l12 12M18 6L6 18";
const RESTART = "M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5";

/**
 * A conversation over `client` in `words`, which goes on where `memory` has it; `element` is all of it. `close` is for
 * a panel that can be closed.
 */
export class Conversation {
  constructor(client, words, memory, close) {
    this.client = client;
    this.words = words;
    this.memory = memory;
    this.turns = [];
    this.#status = h("div", { class: "unseen", role: "status", "aria-live": "polite", "aria-atomic": "true" });
    this.#log = h("ol", { class: "turns" });
    this.#welcome = h("p", { class: "welcome" }, words.welcome);
    const again = { class: "plain", hidden: true, "aria-label": words.restart, title: words.restart };
    this.#restart = button({ ...again, onclick: () => this.#clear() }, icon(RESTART));
    const scroll = { class: "scroll", role: "region", "aria-label": words.conversation, tabindex: "0" };
    this.element = h(
      "div",
      { class: "conversation" },
      close ? this.#header(close) : null,
      h("div", scroll, this.#welcome, this.#log),
      this.#form(close ? null : this.#restart),
      this.#status,
    );
    memory.read().forEach((kept) => this.#restore(kept));
  }

  #status;
  #log;
  #welcome;
  #field;
  #send;
  #halt;
  #restart;
  #running = null;

  /** Puts the cursor where the question goes. */
  focus() {
    this.#field.focus();
  }

  /** Stops whatever runs. */
  stop() {
    this.#running?.stop();
  }

  /** The head of a panel; without one the button to start over stands in the form. */
  #header(close) {
    const { words } = this;
    const end = { class: "plain", "aria-label": words.close, title: words.close, onclick: close };
    return h("div", { class: "head" }, h("h2", {}, words.title), this.#restart, button(end, icon(CLOSE)));
  }

  #form(restart) {
    const { words } = this;
    this.#field = h("textarea", {
      rows: "1",
      maxlength: String(LONGEST_QUESTION),
      "aria-label": words.question,
      placeholder: words.placeholder,
      autocomplete: "off",
      oninput: () => this.#fit(),
      onkeydown: (event) => this.#key(event),
    });
    this.#send = h("button", { type: "submit", class: "main" }, words.ask);
    this.#halt = button({ class: "main", hidden: true, onclick: () => this.stop() }, words.stop);
    const onsubmit = (event) => {
      event.preventDefault();
      this.#ask(this.#field.value.trim());
    };
    return h("form", { onsubmit }, this.#field, this.#send, this.#halt, restart);
  }

  /** Enter asks, with Shift it breaks the line; while letters are composed it is the input method's. */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  }

  /** As many rows as the text needs, in its own direction; the placeholder is in that of the page. */
  #fit() {
    const field = this.#field;
    field.dir = field.value ? "auto" : "";
    field.rows = 1;
    while (field.rows < MOST_ROWS && field.scrollHeight > field.clientHeight) field.rows++;
  }

  #ask(question) {
    if (!question || this.#running) return;
    this.#field.value = "";
    this.#fit();
    this.#start(question);
  }

  #turn(question, history) {
    return new Turn(question, history, this.client, this.words, (text) => this.#announce(text));
  }

  #restore(kept) {
    try {
      const turn = this.#turn(kept.question, []);
      turn.restore(kept);
      this.turns.push(turn);
      this.#log.append(turn.place);
      this.#welcome.hidden = true;
      this.#restart.hidden = false;
    } catch {
      // Kept by another version of this script.
    }
  }

  async #start(question, instead = null) {
    const before = instead ? this.turns.slice(0, this.turns.indexOf(instead)) : this.turns;
    const history = before.map((turn) => turn.past).filter(Boolean).slice(-MOST_HISTORY);
    const turn = this.#turn(question, history);
    if (instead) instead.place.replaceWith(turn.place);
    else this.#log.append(turn.place);
    this.turns = [...this.turns.filter((one) => one !== instead), turn];
    this.#welcome.hidden = true;
    this.#busy(turn);
    this.#announce(this.words.searching);
    turn.place.scrollIntoView({ block: "nearest" });
    try {
      await turn.run(() => this.#retry(turn));
    } finally {
      this.#busy(null);
      this.memory.write(this.turns.map(({ kept }) => kept).filter(Boolean));
      turn.place.scrollIntoView({ block: turn.place.clientHeight > this.#room() ? "start" : "nearest" });
    }
  }

  #retry(turn) {
    if (this.#running) return;
    this.focus();
    this.#start(turn.question, turn);
  }

  /** How high a turn may be to be seen whole. */
  #room() {
    return Math.min(this.#log.parentElement.clientHeight, innerHeight - 100);
  }

  #busy(turn) {
    const focused = this.element.getRootNode().activeElement;
    this.#running = turn;
    this.#restart.hidden = turn !== null || this.turns.length === 0;
    this.#send.hidden = turn !== null;
    this.#halt.hidden = turn === null;
    // The button that was pressed is gone; its successor is not what a second press should hit.
    if (focused === this.#send || focused === this.#halt) this.focus();
  }

  #clear() {
    this.turns = [];
    this.memory.write([]);
    this.#log.replaceChildren();
    this.#welcome.hidden = false;
    this.#restart.hidden = true;
    this.focus();
  }

  #announce(text) {
    this.#status.textContent = text;
  }
}
