/** The conversation: a form, and the turns above it. */

import { SourceCard } from "./card.js";
import { button, h, icon } from "./dom.js";
import { Suggestions } from "./start.js";
import { Turn } from "./turn.js";

/** How many past turns are sent with a question. */
const MAX_HISTORY = 8;
const MAX_QUESTION_CHARACTERS = 4000;
const MAX_ROWS = 6;
const SEND = "M12 19V5M6 11l6-6 6 6";
const STOP = "M7 7h10v10H7z";
const RESTART = "M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5";

/**
 * A conversation that asks `client`, shows the texts, the logo and the suggestions of `options`, and restores the turns
 * that `memory` stores. `element` is its root. `head` is that of the panel that it is in, if any.
 */
export class Conversation {
  constructor(client, options, memory, head) {
    const { words } = options;
    this.client = client;
    this.words = words;
    this.memory = memory;
    this.turns = [];
    this.#status = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite", "aria-atomic": "true" });
    this.#log = h("ol", { class: "turns" });
    this.#welcome = h("p", { class: "welcome" }, words.welcome);
    const again = { class: "plain", hidden: true, "aria-label": words.restart, title: words.restart };
    this.#restart = button({ ...again, onclick: () => this.#clear() }, icon(RESTART));
    this.#suggestions = new Suggestions(client, options.suggestions, words, (question) => this.#askOther(question));
    const { element: suggested } = this.#suggestions;
    const region = { class: "scroll", role: "region", "aria-label": words.conversation, tabindex: "0" };
    const scroll = h("div", region, this.#welcome, head ? suggested : null, this.#log);
    this.#card = new SourceCard(scroll);
    this.element = h(
      "div",
      { class: "conversation empty" },
      scroll,
      h("div", { class: "ask" }, this.#form(head ? null : this.#restart)),
      head ? null : suggested,
      this.#status,
      this.#card.element,
    );
    if (head) this.#fill(head, options.logo);
    memory.read().forEach((stored) => this.#restore(stored));
  }

  #status;
  #log;
  #welcome;
  #field;
  #askButton;
  #stopButton;
  #restart;
  #suggestions;
  #card;
  /** How many questions back the field shows one that was asked before; 0 if it shows none. */
  #recalled = 0;
  #running = null;

  /** Gets what is shown before the first question. */
  prepare() {
    this.#suggestions.load();
  }

  /** Hides the card of a source; returns whether there was one. */
  hideCard() {
    return this.#card.hide();
  }

  /** Focuses the question field. */
  focus() {
    this.#field.focus();
  }

  /** Goes on where somebody typed before the conversation was there; `isSent` asks it. */
  resume(text, isSent) {
    if (isSent) return this.#ask(text.trim());
    this.#field.value = text;
    this.#resizeField();
  }

  /** Stops the question that is being answered. */
  stop() {
    this.#running?.stop();
  }

  /** Adds the logo and the button to start over to the head of a panel; outside a panel, the button is in the form. */
  #fill(head, logo) {
    if (logo) head.prepend(h("img", { class: "logo", src: logo, alt: "" }));
    head.lastChild.before(this.#restart);
  }

  #form(restart) {
    const { words } = this;
    this.#field = h("textarea", {
      rows: "1",
      maxlength: String(MAX_QUESTION_CHARACTERS),
      "aria-label": words.question,
      placeholder: words.placeholder,
      autocomplete: "off",
      oninput: () => {
        this.#recalled = 0;
        this.#resizeField();
      },
      onkeydown: (event) => this.#key(event),
    });
    const send = { type: "submit", class: "main", "aria-label": words.ask, title: words.ask };
    this.#askButton = h("button", send, icon(SEND));
    const halt = { class: "main", hidden: true, "aria-label": words.stop, title: words.stop, onclick: () => this.stop() };
    this.#stopButton = button(halt, icon(STOP));
    const onsubmit = (event) => {
      event.preventDefault();
      this.#ask(this.#field.value.trim());
    };
    return h("form", { onsubmit }, this.#field, restart, this.#askButton, this.#stopButton);
  }

  /**
   * Enter asks, Shift+Enter breaks the line, the arrow up recalls a question; during composition all keys belong to the
   * input method.
   */
  #key(event) {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step && !event.isComposing && (this.#recalled || (step === 1 && !event.target.value))) return this.#recall(event, step);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  }

  /** Puts an earlier question into the field, or a later one. */
  #recall(event, step) {
    const asked = [...new Set(this.turns.map(({ question }) => question).reverse())];
    event.preventDefault();
    this.#recalled = Math.min(Math.max(this.#recalled + step, 0), asked.length);
    this.#field.value = this.#recalled ? asked[this.#recalled - 1] : "";
    this.#resizeField();
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
    this.#recalled = 0;
    this.#resizeField();
    this.#start(question);
  }

  #turn(question, history, spelling) {
    const ask = (other, asTyped) => this.#askOther(other, asTyped);
    return new Turn(question, history, this.client, this.words, (text) => this.#announce(text), ask, spelling);
  }

  /** Asks what a button names, unless a question is being answered. */
  #askOther(question, spelling = true) {
    if (this.#running) return;
    this.focus();
    this.#start(question, null, spelling);
  }

  #restore(stored) {
    try {
      const turn = this.#turn(stored.question, []);
      turn.restore(stored);
      this.turns.push(turn);
      this.#log.append(turn.item);
      this.#begun(true);
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
    this.#begun(true);
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
    this.#begun(false);
    this.#restart.hidden = true;
    this.focus();
  }

  /** Shows the start of a conversation, or hides it once there is a question; the page may do so too. */
  #begun(begun) {
    this.#welcome.hidden = begun;
    this.element.classList.toggle("empty", !begun);
    const root = this.element.getRootNode();
    if (root.host) root.host.toggleAttribute("begun", begun);
  }

  #announce(text) {
    this.#status.textContent = text;
  }
}
