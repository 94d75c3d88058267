/** One turn of the conversation: a question and its answer, abstention or failure. */

import { abstentionNodes, answerNodes, warningsOf } from "./answer.js";
import { replyNodes, searchedLine } from "./choices.js";
import { claimsText } from "./claims.js";
import { Failure } from "./client.js";
import { button, h, icon } from "./dom.js";
import { failureNodes, failureText } from "./failure.js";
import { asMarkdown, copy } from "./markdown.js";
import { answerClass, answerText } from "./shown_answer.js";
import { isolateBidi } from "./text.js";
import { voteNodes } from "./votes.js";

const COPY = "M9 9h11v11H9zM15 9V4H4v11h5";

/** What a response shows: its answer, or the closest passage. */
function shownOf({ answer, closest }) {
  return answer ?? closest ?? null;
}

/**
 * Asks one question and shows the answer while it arrives, in the list item `item`. `ask` asks another question,
 * `spelling` false leaves its words as they are typed.
 */
export class Turn {
  constructor(question, history, client, words, announce, ask, spelling = true) {
    this.question = question;
    this.history = history;
    this.client = client;
    this.words = words;
    this.announce = announce;
    this.ask = ask;
    this.spelling = spelling;
    this.asked = { standalone: question, rewritten: false };
    this.response = null;
    this.reply = null;
    this.#stopper = new AbortController();
    this.#body = h("div", { class: "body" });
    this.item = h("li", { class: "turn" }, h("p", { class: "question", dir: "auto" }, ...isolateBidi(question)), this.#body);
  }

  #stopper;
  #body;

  /** The turn for the history of a later question; null if there was no response. */
  get historyEntry() {
    if (this.reply) return { question: this.question };
    if (!this.response) return null;
    const answer = shownOf(this.response);
    return { question: this.question, answer: answer?.text ?? null, sentence: answer?.sentence?.cited_text ?? "" };
  }

  /** What is stored of the turn; null if there was no response. */
  get stored() {
    return this.response && { question: this.question, asked: this.asked, response: this.response };
  }

  /** Shows a stored turn. Throws if it is not one. */
  restore({ asked, response }) {
    this.asked = asked;
    this.response = response;
    this.#showResponse();
  }

  /** Cancels the question. */
  stop() {
    this.#stopper.abort();
  }

  /** Asks. `retry` is called if the person wants to try again. */
  async run(retry) {
    const answer = h("p", { class: "answer", dir: "auto" });
    const state = h("p", { class: "state" }, this.words.searching);
    this.#show(state);
    try {
      for await (const [event, data] of this.#events()) {
        if (event === "question") this.#onQuestion(data, answer, state);
        if (event === "answer") {
          state.remove();
          answer.append(...isolateBidi(data.text));
          answer.className = answerClass(answer.textContent);
        }
        if (event === "response") this.response = data;
        if (event === "reply") this.reply = data;
      }
      if (this.reply) return this.#showReply();
      if (!this.response) throw new Failure("cut");
      this.announce(this.#showResponse());
    } catch (error) {
      this.#showFailure(error, answer, state, retry);
    }
  }

  #events() {
    return this.client.ask(this.question, this.history, this.#stopper.signal, this.spelling);
  }

  #showReply() {
    this.#show(...replyNodes(this.reply, this.ask));
    this.announce(this.reply.text);
  }

  #onQuestion(asked, answer, state) {
    this.asked = asked;
    this.#show(answer, state);
  }

  /** Shows the response; returns a text for screen readers. */
  #showResponse() {
    const { response, words, client } = this;
    if (!shownOf(response)) {
      this.#show(...abstentionNodes(response, words, client), this.#actions());
      return `${words.abstained}. ${words.reasons[response.reason] ?? response.reason ?? ""}`;
    }
    const shown = answerNodes(response, words, client);
    const copied = () => asMarkdown(this.question, response, shown, words, client);
    this.#show(...shown.nodes, this.#actions(copied));
    const differing = shown.claims.length ? [claimsText(shown.claims, words)] : [];
    const text = answerText(shownOf(response), words);
    const said = response.answer ? words.answered(text, shown.quotes.length) : `${words.unsure} ${text}`;
    return [said, ...warningsOf(response, words), ...differing].join(" ");
  }

  /** Shows a failure. The received part of an answer stays visible, but looks incomplete. */
  #showFailure(error, answer, state, retry) {
    const part = answer.textContent ? answer : null;
    answer.classList.add("partial");
    if (error.name === "AbortError") {
      state.textContent = this.words.stopped;
      this.#show(part, state, button({ class: "plain", onclick: retry }, this.words.retry));
      this.announce(this.words.stopped);
      return;
    }
    const failure = error instanceof Failure ? error : new Failure("broken");
    const signIn = failure.kind === "key" ? this.client.signIn() : null;
    this.#show(part, ...failureNodes(failure, this.words, signIn, retry));
    this.announce(failureText(failure, this.words, signIn));
    const about = { bubbles: true, composed: true, detail: { kind: failure.kind } };
    this.item.dispatchEvent(new CustomEvent("sourceline-failure", about));
    if (failure !== error) throw error; // A bug of this script belongs in the browser's console.
  }

  #show(...nodes) {
    const { standalone, rewritten } = this.asked;
    const corrected = this.response?.searched_as;
    const instead = corrected && this.ask ? () => this.ask(standalone, false) : null;
    const searched = corrected || rewritten ? searchedLine(corrected ?? standalone, standalone, this.words, instead) : null;
    this.#body.replaceChildren(...[searched, ...nodes].filter(Boolean));
  }

  /** The buttons to copy the answer, if there is one, and to vote. */
  #actions(text) {
    const { words } = this;
    const status = h("span", { class: "said" });
    const say = (what) => {
      status.textContent = what;
      this.announce(what);
    };
    const onclick = async () => say((await copy(text(), this.item.getRootNode())) ? words.copied : words.notCopied);
    const { thumbs, below } = voteNodes(words, (fields) => this.client.vote({ ...this.#feedback(), ...fields }), say);
    const copying = text ? button({ class: "plain", onclick }, icon(COPY), words.copy) : null;
    return h("div", {}, h("div", { class: "actions" }, copying, ...thumbs, status), below);
  }

  #feedback() {
    const { index } = this.response;
    const answer = shownOf(this.response);
    return {
      question: this.question,
      standalone: this.asked.standalone,
      answer: answer?.text ?? null,
      generation: index.generation,
      citations: answer?.citations.filter((citation) => citation.kind !== "metadata") ?? [],
    };
  }
}
