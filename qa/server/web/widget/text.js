/** Texts of documents: offsets in code points, as the API counts, and isolated bidirectional controls. */

import { h } from "./dom.js";

/** The text from code point `start` to `end`; JavaScript's own slice counts UTF-16 code units. */
export function codePointSlice(text, start, end) {
  return text.slice(utf16Offset(text, start), utf16Offset(text, end));
}

/** The number of UTF-16 code units in the first `points` code points of a text. */
function utf16Offset(text, points) {
  let unit = 0;
  for (let n = 0; n < points && unit < text.length; n++) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  return unit;
}

/** The number of code points in a text. */
export function codePointLength(text) {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

const BIDI_CONTROL = /([\u202a-\u202e\u2066-\u2069])/;

/** Nodes of a text; each character that reorders text is enclosed in an element of its own. */
export function isolateBidi(text) {
  return text.split(BIDI_CONTROL).map((part) => {
    if (!BIDI_CONTROL.test(part)) return part;
    const code = "U+" + part.codePointAt(0).toString(16).toUpperCase();
    return h("bdi", { class: "control", "data-code": code }, part);
  });
}

/** Nodes of a text with marked spans: `[{start, end}]`, in code points of a longer text, in which it starts at `base`. */
export function markSpans(text, base, spans) {
  const nodes = [];
  const all = codePointLength(text);
  let done = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const start = Math.max(span.start - base, done);
    const end = Math.min(span.end - base, all);
    if (start >= end) continue;
    nodes.push(...isolateBidi(codePointSlice(text, done, start)), h("mark", {}, ...isolateBidi(codePointSlice(text, start, end))));
    done = end;
  }
  nodes.push(...isolateBidi(codePointSlice(text, done, all)));
  return nodes;
}

/** A line is wrapped if the next one goes on in a small letter; short lines may be a list. */
const WRAP = /([^\n]{40})\n(?=\p{Ll})/gu;

/** A text with a space for each line break that only wraps a line; as long as it was. */
export function unwrapped(text) {
  return text.replace(WRAP, "$1 ");
}

/** An element with a text of a document, which cannot reorder the text around it. */
export function isolatedText(text) {
  return h("bdi", {}, ...isolateBidi(text));
}

/** What is shown of an answer first: its short form where there is one. */
export function shownText({ value, text }) {
  return value ?? text;
}
