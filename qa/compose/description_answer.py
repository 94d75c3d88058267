"""A description: what a document is about, or what the documents say on a matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.compose.central_sentences import central_sentences
from qa.compose.composed import Composed, Findings, Part
from qa.compose.list_blocks import unmarked
from qa.compose.meant_document import MeantDocument, meant_document
from qa.compose.scored_sentences import ScoredSentence, scored_sentences
from qa.read.labelled_lines import is_labelled
from qa.retrieve.timeliness import section_day
from qa.schemas import AnswerForm
from qa.understand.parsed_question import ParsedQuestion

#: Sentences of a description.
MOST_SENTENCES = 4
#: How often the document that is meant is described, where that is plain: measured by
#: `eval.benchmarks.sections --about`.
PROBABILITY = 0.9
#: Of these so many from the beginning of a document; a sentence of fewer words is no lead.
MOST_LEAD, SHORT = 2, 4
#: Passages of a document whose centre is sought.
MOST_PASSAGES = 64
#: Sentences on a matter whose score is this far below the best one's are left out.
BELOW = 2.0


def description_answer(found: Findings) -> Composed | None:
    """The lead of the document that is meant and its most central sentences, or the sentences on a matter."""
    if not found.read:
        return None
    if not found.question.topic.whole:
        return _of_matter(found)
    meant = meant_document(found)
    return _of_document(found, meant) if meant else _of_matter(found)


def _of_document(found: Findings, meant: MeantDocument) -> Composed | None:
    first = meant.passage
    snapshot = found.searched.of(first)
    whole = snapshot.passages_of(first.document_id, first.version, first.source, most=MOST_PASSAGES)
    passages = _of_time(found.question, whole)
    lead = lead_of(passages)
    parts = central_sentences(passages, MOST_SENTENCES - len(lead), [part.span for part in lead])
    shown = sorted([*lead, *parts], key=lambda part: part.span.start)
    if not shown:
        return None
    made = _composed(shown, found.read[0].reading.odds)
    return replace(made, probability=PROBABILITY) if meant.is_plain else made


def _of_time(question: ParsedQuestion, passages: Sequence[StoredPassage]) -> Sequence[StoredPassage]:
    """The passages below the headings with the date that is asked for, or with the latest day, if any."""
    days = [section_day(passage) for passage in passages]
    if question.date:
        wanted = {day for day in days if day and any(map(day.fits, question.date.readings))}
    else:
        wanted = {max(filter(None, days))} if question.latest and any(days) else set()
    return [passage for passage, day in zip(passages, days, strict=True) if day in wanted] or passages


def lead_of(passages: Sequence[StoredPassage]) -> list[Part]:
    """The first whole sentence of a document, and the next one if it goes on in the same paragraph."""
    for passage in passages[:2]:
        lead: list[Part] = []
        for span in passage.sentences:
            words = passage.slice(span)
            near = not lead or "\n" not in passage.slice(Span(lead[-1].span.end, span.start))
            if lead and not near:
                break
            ends = words.rstrip().endswith((".", "!"))
            if ends and len(words.split()) > SHORT and words[0] != "#" and not is_labelled(words):
                lead.append(Part(passage, span))
            if len(lead) == MOST_LEAD:
                break
        if lead:
            return lead
    return []


def _of_matter(found: Findings) -> Composed | None:
    """What stands below a title of the matter; else the best sentence on it and those nearly as good."""
    sentences = scored_sentences(found)
    if not sentences:
        return None
    titled = _titled(found, sentences)
    best = max(titled or sentences, key=lambda one: one.score)
    key = best.evidence.passage.document_key
    same = [one for one in titled or sentences if one.evidence.passage.document_key == key]
    near = [one for one in same if titled or one.score >= best.score - BELOW]
    kept = sorted(_distinct(near), key=lambda one: -one.score)[:MOST_SENTENCES]
    shown = sorted((one.part for one in kept), key=lambda part: part.span.start)
    return _composed(shown, best.support)


def _titled(found: Findings, sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """The sentences below a title that has all words of the matter."""
    terms = found.searched.analyzer.content_terms
    asked = {*terms(found.question.topic.words)}
    return [one for one in sentences if asked and asked <= {*terms(one.title, one.evidence.passage.language)}]


def _distinct(sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """Each span once: neighbouring passages may share sentences."""
    seen: dict[Span, ScoredSentence] = {}
    for one in sentences:
        seen.setdefault(one.span, one)
    return [*seen.values()]


def _composed(parts: Sequence[Part], strength: float) -> Composed:
    form = AnswerForm.SENTENCES if len(parts) > 1 else AnswerForm.SENTENCE
    return Composed(form, tuple(map(_unmarked, parts)), strength=strength)


def _unmarked(part: Part) -> Part:
    """A sentence without the number of the entry that it was: out of its list that says nothing."""
    start = part.passage.span.start
    return part._replace(span=unmarked(part.passage.text, part.span.moved(-start)).moved(start))
