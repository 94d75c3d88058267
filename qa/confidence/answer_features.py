"""What tells whether a composed answer is right: what the reader says of its sentences, and of all others."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from index.documents import Span
from index.store.term_ids import term_ids
from qa.claims.found_value import FoundValue
from qa.compose.composed import Composed, Findings
from qa.compose.sentence_answer import rated_sentences
from qa.confidence.evidence_features import MOST_ODDS, bounded
from qa.confidence.weighted_words import WeightedWords
from qa.language.negations import denies
from qa.read.read_evidence import ReadEvidence
from qa.schemas import AnswerForm

_WORD = re.compile(r"\w+")
#: The lead over the next answer, or the next sentence, is cut to this; one without another beside it has it.
MOST_LEAD = 5.0
#: Forms that share a model, and are right more or less often than a sentence.
FORMS = (AnswerForm.SENTENCES, AnswerForm.LIST, AnswerForm.STEPS, AnswerForm.BLOCK)


def shared_features(found: Findings) -> dict[str, float]:
    """What is the same for all answers to a question; `found` has at least one passage."""
    odds = [one.reading.odds for one in found.read]
    others = max(odds[1:], default=-MOST_ODDS)
    return {"lead": _lead(found.values), "most_odds": bounded(max(odds)), "other_odds": bounded(others)}


def answer_features(found: Findings, draft: Composed) -> dict[str, float]:
    """What is measured of one answer beside that; `found` has at least one passage."""
    evidence, places = _quoted(found, draft)
    passage = evidence.passage
    rated = rated_sentences(evidence)
    inside = [one for one in rated if any(one.span.overlaps(place) for place in places)]
    outside = [one for one in rated if one not in inside]
    support = max((one.support for one in inside), default=-MOST_ODDS)
    asked = WeightedWords(evidence.asked.words, found.searched.analyzer, passage.language)
    return {
        "strength": bounded(draft.strength),
        "weakness": min(bounded(draft.strength), 0.0),
        "support": support,
        "margin": max((one.margin for one in inside), default=-MOST_ODDS),
        "gap": min(support - max((one.support for one in outside), default=-MOST_ODDS), MOST_LEAD),
        "similar": _similar(evidence, places),
        # "Who may not enter?" is not answered by who may.
        "denied": float(found.question.denies and not denies(" ".join(map(passage.slice, places)))),
        "rare_sentence": asked.overlap(_terms(found, evidence, places)),
        "sentence": evidence.support,
        "dense": evidence.dense,
        "more_parts": float(len(draft.parts) > 1),
        "tokens": evidence.tokens,
        "log_terms": math.log(max(len(asked.weights), 1)),
        **{f"is_{form.value}": float(draft.form is form) for form in FORMS},
    }


def _quoted(found: Findings, draft: Composed) -> tuple[ReadEvidence, list[Span]]:
    """The first passage of the answer that was read, and what of it is quoted: of a span its sentence.

    What leads to a list, to steps or to code is quoted with them.
    """
    by_passage = {one.passage.id: one for one in found.read}
    parts = [*draft.parts, *filter(None, [draft.lead])]
    read = (by_passage.get(part.passage.id) for part in parts)
    evidence = next(filter(None, read), found.read[0])
    passage = evidence.passage
    spans = [part.span for part in parts if part.passage.id == passage.id]
    if draft.form is AnswerForm.SPAN:
        spans = [passage.enclosing_sentences(span) for span in spans]
    return evidence, spans


def _similar(evidence: ReadEvidence, places: Sequence[Span]) -> float:
    """How well retrieval finds that the best of the quoted sentences supports an answer."""
    rated = zip(evidence.passage.sentences, evidence.supports, strict=False)
    found = [support for span, support in rated if any(span.overlaps(place) for place in places)]
    return max(found, default=0.0)


def _terms(found: Findings, evidence: ReadEvidence, places: Sequence[Span]) -> set[int]:
    """The terms of what is quoted, with those of the title and the headings above it."""
    passage, analyzer = evidence.passage, found.searched.analyzer
    words = " ".join(map(passage.slice, places))
    return {*passage.terms.context.tolist(), *term_ids(analyzer.terms(words, passage.language)).tolist()}


def _lead(values: Sequence[FoundValue]) -> float:
    """How far the best value is ahead of the next that says something else."""
    if not values:
        return 0.0
    best = values[0]
    others = (
        value
        for value in values
        if not _alike(value.text, best.text) and not _have_other_speakers(value, best)
    )
    other = next(others, None)
    return min(best.found.score - other.found.score, MOST_LEAD) if other else MOST_LEAD


def _have_other_speakers(value: FoundValue, best: FoundValue) -> bool:
    """Whether both name a speaker, and not the same: that two people differ is no doubt."""
    return bool(value.speaker and best.speaker) and value.speaker != best.speaker


def _alike(one: str, other: str) -> bool:
    """Whether one's words stand in a row in the other."""
    one, other = (f" {' '.join(_WORD.findall(text.casefold()))} " for text in (one, other))
    return one in other or other in one
