/** Text of documents: offsets in code points, as the API counts, and nothing that reorders what is around it. */

import { h } from "./dom.js";

/** The text from code point `start` to `end`; JavaScript's own slice counts UTF-16 units. */
export function slice(text, start, end) {
  return text.slice(units(text, start), units(text, end));
}

/** How many UTF-16 units the first `points` code points of a text take. */
function units(text, points) {
  let unit = 0;
  for (let n = 0; n < points && unit < text.length; n++) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  return unit;
}

/** How many code points a text has. */
export function length(text) {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

const REORDERING = /([\u202a-\u202e\u2066-\u2069])/;

/** Nodes of a text, each character that reorders text shut into an element of its own. */
export function inert(text) {
  return text.split(REORDERING).map((part) => {
    if (!REORDERING.test(part)) return part;
    const code = "U+" + part.codePointAt(0).toString(16).toUpperCase();
    return h("bdi", { class: "control", "data-code": code }, part);
  });
}

/** Nodes of a text with spans marked: `[{start, end}]` in code points of the version, where the text is at `base`. */
export function marked(text, base, spans) {
  const nodes = [];
  const all = length(text);
  let done = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const start = Math.max(span.start - base, done);
    const end = Math.min(span.end - base, all);
    if (start >= end) continue;
    nodes.push(...inert(slice(text, done, start)), h("mark", {}, ...inert(slice(text, start, end))));
    done = end;
  }
  nodes.push(...inert(slice(text, done, all)));
  return nodes;
}

/** A name from a document, shut off from the text around it. */
export function name(text) {
  return h("bdi", {}, ...inert(text));
}
