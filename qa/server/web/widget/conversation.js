/** The conversation: a form, and the turns above it. */

import { button, h, icon } from "./dom.js";
import { Turn } from "./turn.js";

/** How many past turns are sent with a question. */
const MAX_HISTORY = 8;
const MAX_QUESTION_CHARACTERS = 4000;
const MAX_ROWS = 6;
const CLOSE = "M6 6l12 12M18 6L6 18";
const RESTART = "M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5";

/**
 * A conversation that asks `client`, shows texts from `words`, and restores the turns that `memory` stores. `element` is
 * its root. `close` closes the panel that it is in, if any.
 */
export class Conversation {
  constructor(client, words, memory, close) {
    this.client = client;
    this.words = words;
    this.memory = memory;
    this.turns = [];
    this.#status = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite", "aria-atomic": "true" });
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
    memory.read().forEach((stored) => this.#restore(stored));
  }

  #status;
  #log;
  #welcome;
  #field;
  #askButton;
  #stopButton;
  #restart;
  #running = null;

  /** Focuses the question field. */
  focus() {
    this.#field.focus();
  }

  /** Stops the question that is being answered. */
  stop() {
    this.#running?.stop();
  }

  /** The header of a panel. Outside a panel, the button to start over is in the form. */
  #header(close) {
    const { words } = this;
    const end = { class: "plain", "aria-label": words.close, title: words.close, onclick: close };
    return h("div", { class: "head" }, h("h2", {}, words.title), this.#restart, button(end, icon(CLOSE)));
  }

  #form(restart) {
    const { words } = this;
    this.#field = h("textarea", {
      rows: "1",
      maxlength: String(MAX_QUESTION_CHARACTERS),
      "aria-label": words.question,
      placeholder: words.placeholder,
      autocomplete: "off",
      oninput: () => this.#resizeField(),
      onkeydown: (event) => this.#key(event),
    });
    this.#askButton = h("button", { type: "submit", class: "main" }, words.ask);
    this.#stopButton = button({ class: "main", hidden: true, onclick: () => this.stop() }, words.stop);
    const onsubmit = (event) => {
      event.preventDefault();
      this.#ask(this.#field.value.trim());
    };
    return h("form", { onsubmit }, this.#field, this.#askButton, this.#stopButton, restart);
  }

  /** Enter asks, Shift+Enter breaks the line; during composition Enter belongs to the input method. */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  }

  /** Gives the field as many rows as its text needs, and the direction of its text. */
  #resizeField() {
    const field = this.#field;
    field.dir = field.value ? "auto" : "";
    field.rows = 1;
    while (field.rows < MAX_ROWS && field.scrollHeight > field.clientHeight) field.rows++;
  }

  #ask(question) {
    if (!question || this.#running) return;
    this.#field.value = "";
    this.#resizeField();
    this.#start(question);
  }

  #turn(question, history, spelling) {
    const ask = (other, asTyped) => this.#running || (this.focus(), this.#start(other, null, asTyped));
    return new Turn(question, history, this.client, this.words, (text) => this.#announce(text), ask, spelling);
  }

  #restore(stored) {
    try {
      const turn = this.#turn(stored.question, []);
      turn.restore(stored);
      this.turns.push(turn);
      this.#log.append(turn.item);
      this.#welcome.hidden = true;
      this.#restart.hidden = false;
    } catch {
      // Stored by another version of this script.
    }
  }

  async #start(question, replaced = null, spelling = true) {
    const before = replaced ? this.turns.slice(0, this.turns.indexOf(replaced)) : this.turns;
    const history = before.map((turn) => turn.historyEntry).filter(Boolean).slice(-MAX_HISTORY);
    const turn = this.#turn(question, history, spelling);
    if (replaced) replaced.item.replaceWith(turn.item);
    else this.#log.append(turn.item);
    this.turns = [...this.turns.filter((one) => one !== replaced), turn];
    this.#welcome.hidden = true;
    this.#busy(turn);
    this.#announce(this.words.searching);
    turn.item.scrollIntoView({ block: "nearest" });
    try {
      await turn.run(() => this.#retry(turn));
    } finally {
      this.#busy(null);
      this.memory.write(this.turns.map(({ stored }) => stored).filter(Boolean));
      turn.item.scrollIntoView({ block: turn.item.clientHeight > this.#visibleHeight() ? "start" : "nearest" });
    }
  }

  #retry(turn) {
    if (this.#running) return;
    this.focus();
    this.#start(turn.question, turn);
  }

  /** The height that a turn may have to be visible as a whole. */
  #visibleHeight() {
    return Math.min(this.#log.parentElement.clientHeight, innerHeight - 100);
  }

  #busy(turn) {
    const focused = this.element.getRootNode().activeElement;
    this.#running = turn;
    this.#restart.hidden = turn !== null || this.turns.length === 0;
    this.#askButton.hidden = turn !== null;
    this.#stopButton.hidden = turn === null;
    // The pressed button is hidden now; a second press must not hit the button in its place.
    if (focused === this.#askButton || focused === this.#stopButton) this.focus();
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
