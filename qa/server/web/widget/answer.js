/** A response for people: the answer, what else is claimed, the quotes; or an honest abstention. */

import { claimsTable } from "./claims.js";
import { webAddress } from "./client.js";
import { h } from "./dom.js";
import { Quotes } from "./quotes.js";
import { inert, marked, name } from "./text.js";
import { dated, percent } from "./words.js";

/** Nodes of an answer, the numbers behind its text, its claims where they differ, and its quotes. */
export function answerNodes(response, words, client) {
  const quotes = new Quotes(response);
  const items = new Map();
  const light = (number, on) => items.get(number)?.classList.toggle("lit", on);
  const refer = (citation) => reference(citation, quotes.number(citation), words, client, light);
  const references = response.answer.citations.map((citation) => refer(wholeOf(citation, response.claims)));
  const differing = response.sources_disagree ? response.claims : [];
  const claims = differing.map((claim) => ({ claim, references: claim.citations.map(refer) }));
  for (const quote of quotes.list) items.set(quote.number, quoteItem(quote, words, client));
  return {
    nodes: [
      h("p", { class: answerClass(response.answer.value), dir: "auto" }, ...inert(response.answer.value), ...references),
      claims.length ? claimsTable(claims, words) : null,
      h("ol", { class: "quotes", "aria-label": words.quotes }, ...items.values()),
      h("p", { class: "aside" }, words.right(percent(response.answer.probability, words))),
    ],
    numbers: numbersOf(references),
    claims: claims.map(({ claim, references }) => ({ ...claim, numbers: numbersOf(references) })),
    quotes: quotes.list,
  };
}

/** The citation of the value whose part an answer's words are; theirs where they are all of it. */
function wholeOf(citation, claims) {
  const { document_id: id, version, start_char_index: start, end_char_index: end } = citation;
  const wider = ({ start_char_index: first, end_char_index: last }) => first <= start && end <= last && last - first > end - start;
  const holds = (one) => one.document_id === id && one.version === version && wider(one);
  return claims.flatMap((claim) => claim.citations).find(holds) ?? citation;
}

function numbersOf(references) {
  return [...new Set(references.map((link) => Number(link.textContent)))];
}

/** The class of an answer: a short one is set large, a long one so that it reads well. */
export function answerClass(text) {
  return text.length > 60 ? "answer long" : "answer";
}

/** Nodes of an abstention: the reason, and the nearest passages folded. */
export function abstentionNodes(response, words, client) {
  const reason = words.reasons[response.reason] ?? response.reason;
  return [
    h("p", { class: "answer none" }, words.abstained),
    reason ? h("p", { class: "reason" }, reason) : null,
    response.passages.length ? nearestPassages(response.passages, words, client) : null,
  ];
}

function nearestPassages(passages, words, client) {
  const items = passages.map(({ citation, highlights }) => {
    const text = marked(citation.cited_text, citation.start_char_index, highlights);
    return h("li", {}, h("blockquote", { dir: "auto" }, ...text), sourceLine(citation, words, client));
  });
  return h("details", {}, h("summary", {}, words.nearest(passages.length)), h("ol", { class: "passages" }, ...items));
}

/** A number that leads to the exact words, and lights up its quote while it is pointed at or focused. */
function reference(citation, number, words, client, light) {
  const title = citation.document_title || citation.document_id;
  const on = () => light(number, true);
  const off = () => light(number, false);
  const attributes = { class: "ref", "aria-label": words.quote(number, title) };
  const watch = { onpointerenter: on, onpointerleave: off, onfocus: on, onblur: off };
  return link(client.page(citation.url), { ...attributes, ...watch }, String(number));
}

function quoteItem({ number, citation, sentence, spans }, words, client) {
  return h(
    "li",
    {},
    h("span", { class: "number", "aria-hidden": "true" }, String(number)),
    h("blockquote", { dir: "auto" }, ...marked(sentence.text, sentence.start, spans)),
    sourceLine(citation, words, client),
  );
}

/** The document's title, which leads to our page at the quote, its date, and where the source itself lives. */
function sourceLine(citation, words, client) {
  const title = name(citation.document_title || citation.document_id);
  const original = webAddress(citation.source_url);
  return h(
    "p",
    { class: "source" },
    link(client.page(citation.url), { title: words.show }, title, hidden(words.newTab)),
    citation.published ? h("time", { datetime: citation.published }, dated(citation.published, words)) : null,
    original ? link(original, { rel: "noopener noreferrer nofollow" }, words.original, hidden(words.newTab)) : null,
  );
}

/** A link that opens beside the conversation; mere text where there is no address to follow. */
function link(href, attributes, ...children) {
  if (!href) return h("span", { class: attributes.class }, ...children);
  return h("a", { href, target: "_blank", rel: "noopener", ...attributes }, ...children);
}

function hidden(text) {
  return h("span", { class: "unseen" }, ` ${text}`);
}
