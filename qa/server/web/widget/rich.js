/** Simple Markdown as elements: bold, italics, code, lists. Links, pictures and markup are left as their words. */

import { h } from "./dom.js";
import { isolateBidi } from "./text.js";

const INLINE = /\*\*(?<b>[^*]+)\*\*|(?<![\w*])\*(?<em>[^*\s][^*]*)\*|`(?<code>[^`]+)`|!?\[(?<words>[^\]]*)\]\((?:[^()]|\([^()]*\))*\)/gu;
const ENTRY = /^\s*(?:[-*•]|(\d+)[.)])\s+/;

/** Nodes of one line of Markdown. */
export function inlineNodes(text) {
  const nodes = [];
  let done = 0;
  for (const { 0: all, index, groups } of text.matchAll(INLINE)) {
    nodes.push(...isolateBidi(text.slice(done, index)));
    const [tag, inner] = Object.entries(groups).find(([, inner]) => inner !== undefined);
    nodes.push(...(tag === "words" ? isolateBidi(inner) : [h(tag, {}, ...isolateBidi(inner))]));
    done = index + all.length;
  }
  return [...nodes, ...isolateBidi(text.slice(done))];
}

/**
 * Paragraphs and lists of sentences, each `[text, nodes behind it]`: a sentence that begins as an entry of a list is one,
 * and one with a blank line before it begins a paragraph.
 */
export function richBlocks(sentences) {
  const blocks = [];
  for (const [text, behind] of sentences) {
    const entry = ENTRY.exec(text);
    const tag = entry ? (entry[1] ? "ol" : "ul") : "p";
    const last = blocks.at(-1);
    const goesOn = last?.localName === tag && !(tag === "p" && /^\s*\n\s*\n/.test(text));
    const block = goesOn ? last : h(tag, { class: entry ? "answer long items" : "answer long", dir: "auto" });
    if (!goesOn) blocks.push(block);
    const words = inlineNodes(text.replace(ENTRY, "").replace(/^#+\s+/, "").trim());
    if (entry) block.append(h("li", { dir: "auto" }, ...words, ...behind));
    else block.append(...(goesOn ? [" "] : []), ...words, ...behind);
  }
  return blocks;
}
