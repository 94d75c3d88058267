/** The body of an answer by its kind: a line of text, a list, numbered steps, the cells of a row, a block of code. */

import { h } from "./dom.js";
import { richBlocks } from "./rich.js";
import { isolateBidi, isolatedText, shownText, unwrapped } from "./text.js";

/** The CSS class of an answer: short answers have a larger font. */
export function answerClass(text) {
  return text.length > 60 ? "answer long" : "answer";
}

/** Whether an answer is told by its items alone; the cells of a row stand below its value. */
export function isInItems({ kind, items }) {
  return kind !== "row" && (items ?? []).length > 0;
}

/**
 * Nodes of an answer. `references` stand behind its text, and `items` has what stands behind each item: pairs of an item
 * and its references.
 */
export function answerBody(answer, references, items, words) {
  const verdict = answer.verdict ? [h("strong", { class: "verdict" }, words.verdicts[answer.verdict]), " "] : [];
  if (answer.kind === "block") return [...lead(answer, verdict), h("pre", { class: "block", tabindex: "0" }, ...isolateBidi(answer.text)), h("p", {}, ...references)];
  if (isInItems(answer)) return [...lead(answer, verdict), itemList(answer.kind, items)];
  const text = unwrapped(shownText(answer));
  const line = h("p", { class: answerClass(text), dir: "auto" }, ...verdict, ...isolateBidi(text), ...references);
  // The name of a row that is the answer is not said again among its cells.
  const cells = items.filter(([{ label, text: name }]) => label || name !== shownText(answer));
  return [line, cells.length ? itemList(answer.kind, cells) : null];
}

/** Nodes of a written answer; `sentences` has pairs of a sentence and its references. */
export function writtenBody(sentences) {
  return richBlocks(sentences.map(([{ text }, references]) => [text, references]));
}

function lead({ lead }, verdict) {
  const text = [...verdict, ...isolateBidi(lead ?? "")];
  return text.some((one) => one !== "") ? [h("p", { class: "lead", dir: "auto" }, ...text)] : [];
}

function itemList(kind, items) {
  const entries = items.map(([{ label, text }, references]) =>
    h("li", { dir: "auto" }, label ? h("b", {}, isolatedText(label), ": ") : null, ...isolateBidi(unwrapped(text)), ...references),
  );
  return h(kind === "steps" ? "ol" : "ul", { class: `answer long items ${kind}` }, ...entries);
}

/** An answer as one text, for screen readers. */
export function answerText(answer, words) {
  const verdict = answer.verdict ? `${words.verdicts[answer.verdict]} ` : "";
  return verdict + (answer.items?.length || answer.kind === "block" ? answer.text : shownText(answer));
}
