"""A description: what a document is about, or what the documents say on a matter."""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.compose.central_sentences import central_sentences
from qa.compose.composed import Composed, Findings, Part
from qa.compose.scored_sentences import ScoredSentence, scored_sentences
from qa.language.document_nouns import DOCUMENT_NOUNS
from qa.schemas import AnswerForm

#: Sentences of a description.
MOST_SENTENCES = 4
#: Passages of a document whose centre is sought.
MOST_PASSAGES = 64
#: Characters at the beginning of a document that may be its title.
HEAD = 200
#: Sentences on a matter whose score is this far below the best one's are left out.
BELOW = 2.0
#: Words for what documents record: minutes of a meeting.
_RECORDED = frozenset("meeting call talk session interview hearing lecture event".split())  # noqa: SIM905


def description_answer(found: Findings) -> Composed | None:
    """The lead of the document that is meant and its most central sentences, or the sentences on a matter."""
    if not found.read:
        return None
    return _of_document(found) if _means_document(found) else _of_matter(found)


def _means_document(found: Findings) -> bool:
    """Whether a whole document is asked for: its title or first lines have the topic's words."""
    topic, passage = found.question.topic, found.read[0].passage
    if not topic.whole:
        return False
    terms = found.searched.analyzer.content_terms
    asked = {*terms(topic.words, passage.language)}
    head = " ".join((passage.document_title, passage.document_id, *_first_lines(found, passage)))
    named = {*terms(head, passage.language), *terms(" ".join(DOCUMENT_NOUNS | _RECORDED), passage.language)}
    return asked <= named or found.read[0].timely > 0


def _first_lines(found: Findings, passage: StoredPassage) -> list[str]:
    """The beginning of a passage's document, where many have their title."""
    snapshot = found.searched.of(passage)
    first = snapshot.passages_of(passage.document_id, passage.version, passage.source, most=1)
    return [one.text[:HEAD] for one in first]


def _of_document(found: Findings) -> Composed | None:
    first = found.read[0].passage
    snapshot = found.searched.of(first)
    passages = snapshot.passages_of(first.document_id, first.version, first.source, most=MOST_PASSAGES)
    lead = _lead(passages)
    taken = [lead.span] if lead else []
    parts = central_sentences(passages, MOST_SENTENCES - len(taken), taken)
    shown = sorted([*([lead] if lead else []), *parts], key=lambda part: part.span.start)
    return _composed(shown, found.read[0].reading.odds) if shown else None


def _lead(passages: Sequence[StoredPassage]) -> Part | None:
    """The first sentence of a document that is a whole sentence and no heading."""
    for passage in passages[:2]:
        for span in passage.sentences:
            words = passage.slice(span)
            if (
                words.rstrip().endswith((".", "!", "?"))
                and len(words.split()) > 4
                and not words.startswith("#")
            ):
                return Part(passage, span)
    return None


def _of_matter(found: Findings) -> Composed | None:
    """The best sentence on the matter, and others of its document that are nearly as good."""
    sentences = scored_sentences(found)
    if not sentences:
        return None
    sentences = _titled(found, sentences) or sentences
    best = max(sentences, key=lambda one: one.score)
    near = [
        one
        for one in sentences
        if one.evidence.passage.document_key == best.evidence.passage.document_key
        and one.score >= best.score - BELOW
    ]
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
    return Composed(form, tuple(parts), strength=strength)
