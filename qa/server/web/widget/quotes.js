/** Numbered quotes: each citation with the sentence around it, in the order of the references. */

import { codePointLength, codePointSlice } from "./text.js";

/** What a person reads of a citation, and what of that stands in the text; an older server sends only the text. */
export function shownQuote({ quote, quote_runs: runs, cited_text: text, start_char_index: start }) {
  return quote && runs ? { quote, runs } : { quote: text, runs: [[0, start, codePointLength(text)]] };
}

/** Where a span of the document is in a citation's quote, as `in_quote` in qa/quotes.py finds it; null if it is not. */
export function spanInQuote(citation, { start, end }) {
  const { quote, runs } = shownQuote(citation);
  const touched = runs.filter(([, from, length]) => from < end && start < from + length);
  if (!touched.length) return null;
  const [at, from] = touched[0];
  const [lastAt, lastFrom, lastLength] = touched.at(-1);
  let begin = at + Math.max(from, start) - from;
  if (start < from) {
    const before = Math.max(0, ...runs.filter((run) => run[0] < at).map((run) => run[0] + run[2]));
    begin -= codePointLength(codePointSlice(quote, before, begin).split("\n").at(-1));
  }
  return { start: begin, end: lastAt + Math.min(lastFrom + lastLength, end) - lastFrom };
}

/** The numbered quotes of one response. Citations in the same sentence share a number. */
export class Quotes {
  constructor(response) {
    this.list = [];
    this.#sentences = sentencesOf(response);
  }

  #sentences;

  /** The number of a citation's quote; a new quote is added to the list. */
  number(citation) {
    const around = this.#sentences.find((sentence) => holds(sentence, citation)) ?? sentence(citation);
    const known = this.list.find((quote) => quote.sentence === around || same(quote.sentence, around));
    const span = citation.kind === "metadata" ? null : { start: citation.start_char_index, end: citation.end_char_index };
    if (known) {
      if (span) known.spans.push(span);
      return known.number;
    }
    const number = this.list.length + 1;
    this.list.push({ number, citation, sentence: around, spans: span ? [span] : [] });
    return number;
  }
}

/** The sentences that the response quotes, then those of its passages. */
function sentencesOf(response) {
  const shown = (response.answer ?? response.closest)?.sentence;
  const own = shown ? [sentence(shown)] : [];
  return [...own, ...response.passages.flatMap(highlighted), ...response.passages.flatMap(segmented)];
}

function highlighted({ citation, highlights }) {
  return highlights.map(({ start, end }) => part(citation, start - citation.start_char_index, end - start));
}

/** A passage's sentences, as the browser segments them. */
function segmented({ citation }) {
  const segments = new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(citation.cited_text);
  let start = 0;
  return [...segments].map(({ segment }) => {
    const characters = codePointLength(segment);
    start += characters;
    return part(citation, start - characters, codePointLength(segment.trimEnd()));
  });
}

function part(citation, start, characters) {
  return sentence(citation, citation.start_char_index + start, citation.start_char_index + start + characters);
}

/** A part of a citation: where it stands, where it is in the citation's quote, and its words there.
 *  One of metadata has their field as its place, since it is in no text. */
function sentence(citation, start = citation.start_char_index, end = citation.end_char_index) {
  const { document_id: document, version } = citation;
  if (citation.kind === "metadata") {
    return { document, version, start: citation.field, end: citation.field, citation, base: 0, text: citation.quote };
  }
  const shown = spanInQuote(citation, { start, end }) ?? { start: 0, end: 0 };
  const text = codePointSlice(shownQuote(citation).quote, shown.start, shown.end);
  return { document, version, start, end, citation, base: shown.start, text };
}

function holds(sentence, citation) {
  return (
    sentence.document === citation.document_id &&
    sentence.version === citation.version &&
    sentence.start <= citation.start_char_index &&
    citation.end_char_index <= sentence.end
  );
}

function same(one, other) {
  return one.document === other.document && one.version === other.version && one.start === other.start;
}
