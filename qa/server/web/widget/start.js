/** The start of a conversation: suggested questions. */

import { button, h } from "./dom.js";
import { isolateBidi } from "./text.js";

/** A list of questions to begin with, empty until there are some; `ask` asks one. */
export class Suggestions {
  constructor(client, chosen, words, ask) {
    this.element = h("ul", { class: "suggestions", "aria-label": words.suggestions, hidden: true });
    this.#client = client;
    this.#chosen = chosen;
    this.#ask = ask;
  }

  #client;
  #chosen;
  #ask;

  /** Gets the questions, once. */
  async load() {
    const chosen = this.#chosen;
    this.#chosen = [];
    const given = chosen === "auto" ? await this.#client.suggestions() : chosen.map((question) => ({ question }));
    if (!given.length) return;
    this.element.hidden = false;
    const areSeveral = new Set(given.map(({ document_title: title }) => title)).size > 1;
    this.element.replaceChildren(...given.map((one) => this.#entry(one, areSeveral)));
  }

  /** The entry of a question, with its document where it is a heading and there are several documents. */
  #entry({ question, document_title: title }, areSeveral) {
    const about = areSeveral && title && !/[?؟]$/.test(question) ? h("span", { class: "about", dir: "auto" }, ...isolateBidi(title)) : null;
    const onclick = () => this.#ask(question);
    return h("li", {}, button({ class: "suggestion", onclick }, h("span", { dir: "auto" }, ...isolateBidi(question)), about));
  }
}
