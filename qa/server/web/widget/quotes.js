/** Numbered quotes: each citation with the sentence around it, in the order of the references. */

import { codePointLength, codePointSlice } from "./text.js";

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
  const own = response.answer?.sentence ? [sentence(response.answer.sentence)] : [];
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
  const text = codePointSlice(citation.cited_text, start, start + characters);
  return { ...sentence(citation), start: citation.start_char_index + start, text };
}

/** A citation as a sentence; one of metadata has its field as its place, since it is in no text. */
function sentence(citation) {
  const { document_id: document, version, start_char_index: start = citation.field, cited_text: text } = citation;
  return { document, version, start, text };
}

function holds(sentence, citation) {
  return (
    sentence.document === citation.document_id &&
    sentence.version === citation.version &&
    sentence.start <= citation.start_char_index &&
    citation.end_char_index <= sentence.start + codePointLength(sentence.text)
  );
}

function same(one, other) {
  return one.document === other.document && one.version === other.version && one.start === other.start;
}
