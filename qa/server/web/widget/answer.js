/** Shows a response: the answer or the closest passage with its quotes and competing claims, or an abstention. */

import { describe } from "./card.js";
import { claimsTable } from "./claims.js";
import { webAddress } from "./client.js";
import { h } from "./dom.js";
import { Quotes, shownQuote, spanInQuote } from "./quotes.js";
import { answerBody, writtenBody } from "./shown_answer.js";
import { isolatedText, markSpans, unwrapped } from "./text.js";
import { formatDate, formatPercent } from "./formats.js";

/**
 * Nodes of an answer or of the closest passage, the numbers of the quotes after its text and its items, its claims if the
 * sources disagree, and its quotes.
 */
export function answerNodes(response, words, client) {
  const quotes = new Quotes(response);
  const answer = response.answer ?? response.closest;
  const entries = new Map();
  const highlight = (number, on) => entries.get(number)?.classList.toggle("lit", on);
  const refer = (citation) => {
    const number = quotes.number(citation);
    const link = reference(citation, number, words, client, highlight);
    return describe(link, () => cardNodes(quotes.list[number - 1], words));
  };
  const references = oncePerQuote(answer.citations.map((citation) => refer(enclosingCitation(citation, response.claims))));
  const written = (answer.sentences ?? []).map((sentence) => [sentence, oncePerQuote(sentence.citations.map(refer))]);
  const told = (answer.items ?? []).map((item) => [item, item.citations.map(refer)]);
  const own = quotes.list.length;
  const differing = response.sources_disagree ? response.claims : [];
  const claims = differing.map((claim) => ({ claim, references: claim.citations.map(refer) }));
  const isAbove = (quote) => isTold(answer, quote) || (told.length > 0 && answer.kind === "row" && quote.number <= own);
  for (const group of groups(quotes.list, isAbove, response.passages, words)) {
    const entry = quoteEntry(group, words, client);
    for (const { number } of group.quotes) entries.set(number, entry);
  }
  const list = (first, last, name) => quoteList(new Set(quotes.list.slice(first, last).map(({ number }) => entries.get(number))), name);
  return {
    nodes: [
      response.answer ? null : h("p", { class: "unsure" }, words.unsure),
      ...(written.length ? writtenBody(written) : answerBody(answer, references, withoutEqual(told, references, answer), words)),
      ...warningsOf(response, words).map((text) => h("p", { class: "aside warning" }, text)),
      list(0, own, words.quotes),
      claims.length ? claimsTable(claims, words) : null,
      list(own, undefined, words.otherQuotes),
      h("p", { class: "aside" }, written.length ? words.written : words.right(formatPercent(answer.probability, words))),
      response.answer ? null : nearestPassages(response.passages, words, client),
    ],
    numbers: numbersOf(references),
    items: told.map(([item, references]) => ({ ...item, numbers: numbersOf(references) })),
    claims: claims.map(({ claim, references }) => ({ ...claim, numbers: numbersOf(references) })),
    quotes: quotes.list,
  };
}

/** What the response says of how the question was read: that perhaps only a part of it is answered. */
export function warningsOf(response, words) {
  const asked = (response.warnings ?? []).filter(({ field }) => field === "question");
  return asked.map(({ message }) => words.warnings[message] ?? message);
}

/** The items of a row without the number that its answer has already: all its cells stand in one quote. */
function withoutEqual(told, references, { kind }) {
  if (kind !== "row") return told;
  const above = numbersOf(references);
  return told.map(([item, own]) => [item, own.filter((link) => !above.includes(Number(link.textContent)))]);
}

/** Quotes in their order. Those of which only the same source is shown are one entry: the steps of one page. */
function groups(quotes, isAbove, passages, words) {
  const found = [];
  for (const quote of quotes) {
    const { citation } = quote;
    const above = isAbove(quote);
    const duplicates = duplicatesOf(citation, passages);
    const source = JSON.stringify([citation.document_id, citation.version, placeText(citation, words), citation.published]);
    const last = found.at(-1);
    if (above && last?.above && last.source === source && !duplicates.length) last.quotes.push(quote);
    else found.push({ quotes: [quote], above, duplicates, source });
  }
  return found;
}

function quoteList(entries, name) {
  return entries.size ? h("ol", { class: "quotes", "aria-label": name }, ...entries) : null;
}

/** Whether the text of an answer has the words of a quote; a span stands in its sentence all the same. */
function isTold({ kind, text }, { sentence }) {
  return kind !== undefined && kind !== "span" && text.includes(sentence.text);
}

/** The citation of the claim whose value contains the answer; the answer's own if there is none. */
function enclosingCitation(citation, claims) {
  const { document_id: id, version, start_char_index: start, end_char_index: end } = citation;
  const wider = ({ start_char_index: first, end_char_index: last }) => first <= start && end <= last && last - first > end - start;
  const holds = (one) => one.document_id === id && one.version === version && wider(one);
  return claims.flatMap((claim) => claim.citations).find(holds) ?? citation;
}

/** The copies of the passage that holds a citation. */
function duplicatesOf({ document_id: id, version, start_char_index: start }, passages) {
  const holds = ({ citation: one }) =>
    one.document_id === id && one.version === version && one.start_char_index <= start && start < one.end_char_index;
  return passages.find(holds)?.duplicates ?? [];
}

/** The first reference of each number: the cells of a row stand in one quote. */
function oncePerQuote(references) {
  return references.filter((one, at) => references.findIndex((other) => other.textContent === one.textContent) === at);
}

function numbersOf(references) {
  return [...new Set(references.map((link) => Number(link.textContent)))];
}

/** Nodes of an abstention: the reason, and the nearest passages, collapsed. */
export function abstentionNodes(response, words, client) {
  const reason = words.reasons[response.reason] ?? response.reason;
  return [
    h("p", { class: "answer none" }, words.abstained),
    reason ? h("p", { class: "reason" }, reason) : null,
    ...warningsOf(response, words).map((text) => h("p", { class: "aside warning" }, text)),
    response.passages.length ? nearestPassages(response.passages, words, client) : null,
  ];
}

function nearestPassages(passages, words, client) {
  const items = passages.map(({ citation, highlights, duplicates = [] }) => {
    const text = markSpans(shownQuote(citation).quote, 0, inQuote(citation, highlights));
    return h("li", {}, h("blockquote", { dir: "auto" }, ...text), sourceLine(citation, words, client), copies(duplicates, words));
  });
  return h("details", {}, h("summary", {}, words.nearest(passages.length)), h("ol", { class: "passages" }, ...items));
}

function inQuote(citation, spans) {
  return spans.map((span) => spanInQuote(citation, span)).filter(Boolean);
}

/** What a card shows of a quote: its words and where they stand. */
function cardNodes({ citation, sentence, spans }, words) {
  const place = [placeText(citation, words), formatDate(citation.published, words)].filter(Boolean).join(" · ");
  return [
    h("p", { class: "name" }, isolatedText(citation.document_title || citation.document_id)),
    place ? h("p", { class: "place" }, isolatedText(place)) : null,
    h("blockquote", { dir: "auto" }, ...markSpans(unwrapped(sentence.text), sentence.base, inQuote(sentence.citation, spans))),
  ];
}

/** A number that links to the cited span, and highlights its quote while it is hovered or focused. */
function reference(citation, number, words, client, highlight) {
  const title = citation.document_title || citation.document_id;
  const on = () => highlight(number, true);
  const off = () => highlight(number, false);
  const attributes = { class: "ref", "aria-label": words.quote(number, title) };
  const watch = { onpointerenter: on, onpointerleave: off, onfocus: on, onblur: off };
  return link(client.page(citation.url), { ...attributes, ...watch }, String(number));
}

/** A quote with its source; its words are left out where the answer above has them. */
function quoteEntry({ quotes, above, duplicates }, words, client) {
  const [{ number, citation, sentence, spans }] = quotes;
  const numbers = quotes.length > 1 ? `${number}–${quotes.at(-1).number}` : String(number);
  return h(
    "li",
    above ? { class: "above" } : {},
    h("span", { class: "number", "aria-hidden": "true" }, numbers),
    above ? null : h("blockquote", { dir: "auto" }, ...markSpans(unwrapped(sentence.text), sentence.base, inQuote(sentence.citation, spans))),
    sourceLine(citation, words, client),
    copies(duplicates, words),
  );
}

/** The document's title, which links to our page at the quote, its date, a link to the original. */
function sourceLine(citation, words, client) {
  const title = isolatedText(citation.document_title || citation.document_id);
  const original = webAddress(citation.source_url);
  const place = placeText(citation, words);
  return h(
    "p",
    { class: "source" },
    link(client.page(citation.url), { title: words.show }, title, hidden(words.newTab)),
    place ? h("span", { class: "place" }, isolatedText(place)) : null,
    citation.published ? h("time", { datetime: citation.published }, formatDate(citation.published, words)) : null,
    original ? link(original, { rel: "noopener noreferrer nofollow" }, words.original, hidden(words.newTab)) : null,
  );
}

/** "and 7 more like it", with their titles and dates behind it; nothing where there are no copies. */
function copies(duplicates, words) {
  if (!duplicates.length) return null;
  const items = duplicates.map(({ document_title: title, document_id: id, published }) => {
    const date = published ? h("time", { datetime: published }, formatDate(published, words)) : null;
    return h("li", {}, isolatedText(title || id), date ? " " : null, date);
  });
  return h("details", { class: "more" }, h("summary", {}, words.more(duplicates.length)), h("ul", {}, ...items));
}

/** Where in its file a citation stands: its page, or its sheet and row; empty where that is not known. */
function placeText({ page, page_end: last, sheet, row }, words) {
  const pages = page ? words.page(last && last !== page ? `${page}–${last}` : page) : "";
  return [pages, sheet ? words.sheet(sheet) : "", row ? words.row(row) : ""].filter(Boolean).join(", ");
}

/** A link that opens in a new tab; plain text if there is no address. */
function link(href, attributes, ...children) {
  if (!href) return h("span", { class: attributes.class }, ...children);
  return h("a", { href, target: "_blank", rel: "noopener", ...attributes }, ...children);
}

function hidden(text) {
  return h("span", { class: "visually-hidden" }, ` ${text}`);
}
