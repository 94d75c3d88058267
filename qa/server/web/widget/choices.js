/** What can be chosen in a reply: one of the things that a question may mean, or the words as they were typed. */

import { button, h } from "./dom.js";
import { isolateBidi } from "./text.js";

/** Nodes of a reply without a search: its text, and a button for each thing that may be meant; `ask` asks a question. */
export function replyNodes({ text, choices = [] }, ask) {
  const buttons = choices.map(({ label, question }) => button({ class: "plain", dir: "auto", onclick: () => ask(question) }, label));
  return [h("p", { class: "answer long", dir: "auto" }, ...isolateBidi(text)), buttons.length ? h("p", { class: "choices" }, ...buttons) : null];
}

/** The line that says what was searched; `instead`, if given, searches the words as they were typed. */
export function searchedLine(searched, typed, words, instead) {
  const said = h("q", { dir: "auto" }, ...isolateBidi(searched));
  const back = instead ? [" ", button({ class: "plain", dir: "auto", onclick: instead }, words.instead(typed))] : [];
  return h("p", { class: "searched" }, words.searched, " ", said, ...back);
}
