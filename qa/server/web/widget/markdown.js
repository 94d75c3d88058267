/** An answer as Markdown, and the clipboard. */

import { h } from "./dom.js";
import { dated } from "./words.js";

/**
 * The question, the answer with its numbers, what else the sources say, and each quote with where it stands.
 * `shown` is what `answerNodes` returned.
 */
export function asMarkdown(question, response, { numbers, claims, quotes }, words, client) {
  const lines = [`**${escaped(question)}**`, "", withNumbers(escaped(response.answer.value), numbers)];
  if (claims.length) lines.push("", `${words.disagree}:`, "", ...claims.map((claim) => claimLine(claim, words)));
  for (const { number, citation, sentence } of quotes) {
    const title = escaped(citation.document_title || citation.document_id);
    const url = client.page(citation.url);
    const source = [url ? `[${title}](<${url}>)` : title, citation.published].filter(Boolean).join(", ");
    lines.push("", `> ${bracketed(number)} ${escaped(sentence.text).replace(/\s*\n\s*/g, "\n> ")}`, ">", `> — ${source}`);
  }
  return lines.join("\n") + "\n";
}

function claimLine({ value, said_by: who, stance, published, numbers }, words) {
  const about = [who ?? words.unnamed, words.stances[stance] ?? stance, dated(published, words)].filter(Boolean);
  return withNumbers(`- **${escaped(value)}** – ${escaped(about.join(", "))}`, numbers);
}

function withNumbers(text, numbers) {
  return [text, ...numbers.map(bracketed)].join(" ");
}

/** Puts text on the clipboard; whether that worked. `root` is where a field may stand for a moment. */
export async function copy(text, root) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedFromField(text, root);
  }
}

/** The way for pages without the clipboard's permission, such as those not served by HTTPS. */
function copiedFromField(text, root) {
  const before = root.activeElement;
  const field = h("textarea", { class: "unseen", readonly: true, "aria-hidden": "true", tabindex: "-1" });
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

function escaped(text) {
  return text.replace(/[\\`*_{}[\]<>#|]/g, "\\$&");
}
