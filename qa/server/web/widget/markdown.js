/** Copies an answer to the clipboard as Markdown. */

import { saidBy } from "./claims.js";
import { h } from "./dom.js";
import { isInItems } from "./shown_answer.js";
import { shownText } from "./text.js";
import { formatDate } from "./formats.js";

/**
 * The question, the answer with the numbers of its quotes, competing claims, and each quote with its source. The third
 * argument is what `answerNodes` returned.
 */
export function asMarkdown(question, response, { numbers, items, claims, quotes }, words, client) {
  const answer = response.answer ?? response.closest;
  const lines = [`**${escapeMarkdown(question)}**`, "", ...(response.answer ? [] : [words.unsure, ""])];
  if (isInItems(answer)) lines.push(...(answer.lead ? [escapeMarkdown(answer.lead), ""] : []));
  else lines.push(withVerdict(withNumbers(escapeMarkdown(answer.kind === "block" ? answer.text : shownText(answer)), numbers), answer, words));
  if (items.length) lines.push(...(isInItems(answer) ? [] : [""]), ...items.map((item, n) => itemLine(item, answer.kind === "steps" ? `${n + 1}.` : "-")));
  if (claims.length) lines.push("", `${words.disagree}:`, "", ...claims.map((claim) => claimLine(claim, words)));
  for (const { number, citation, sentence } of quotes) {
    const title = escapeMarkdown(citation.document_title || citation.document_id);
    const url = client.page(citation.url);
    const source = [url ? `[${title}](<${url}>)` : title, citation.published].filter(Boolean).join(", ");
    lines.push("", `> ${bracketed(number)} ${escapeMarkdown(sentence.text).replace(/\s*\n\s*/g, "\n> ")}`, ">", `> — ${source}`);
  }
  return lines.join("\n") + "\n";
}

function withVerdict(text, { verdict }, words) {
  return verdict ? `**${words.verdicts[verdict]}** ${text}` : text;
}

function itemLine({ label, text, numbers }, mark) {
  return withNumbers(`${mark} ${label ? `**${escapeMarkdown(label)}:** ` : ""}${escapeMarkdown(text)}`, numbers);
}

function claimLine({ numbers, ...claim }, words) {
  const { value, stance, published } = claim;
  const about = [saidBy(claim), words.stances[stance] ?? stance, formatDate(published, words)].filter(Boolean);
  return withNumbers(`- **${escapeMarkdown(value)}** – ${escapeMarkdown(about.join(", "))}`, numbers);
}

function withNumbers(text, numbers) {
  return [text, ...numbers.map(bracketed)].join(" ");
}

/** Copies text to the clipboard; returns whether that worked. `root` may hold a text field for a moment. */
export async function copy(text, root) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyFromField(text, root);
  }
}

/** For pages that may not use the clipboard API, such as those not served over HTTPS. */
function copyFromField(text, root) {
  const before = root.activeElement;
  const field = h("textarea", { class: "visually-hidden", readonly: true, "aria-hidden": "true", tabindex: "-1" });
  field.value = text;
  root.append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } finally {
    field.remove();
    before?.focus({ preventScroll: true });
  }
}

function bracketed(number) {
  return `\\[${number}\\]`;
}

/** The same characters as `escape_markdown` in qa/markdown.py. */
function escapeMarkdown(text) {
  return text.replace(/[\\`*_[\]<>#|~]/g, "\\$&");
}
