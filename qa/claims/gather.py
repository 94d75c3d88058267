"""Gather: spans found in passages -> the distinct values, with who says each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.claims.attribution import said_by
from qa.claims.extent import extent
from qa.claims.stance import Stance, stance
from qa.claims.values import Value, asks_number, asks_whether, compete, same, value_of


class Candidate(NamedTuple):
    """A span that a reader found.

    Args:
        span: Of the version's text.
        probability: That it answers the question.
    """

    passage: StoredPassage
    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A value and who says it.

    Args:
        value: The words of the source, of its best candidate.
        said_by: Whom the source names, None where nobody is named.
        support: Where it stands, best first; spans of the version's text.
        probability: Of its best candidate.
    """

    value: str
    normalized: str
    said_by: str | None
    stance: Stance
    published: str | None
    support: tuple[tuple[StoredPassage, Span], ...]
    probability: float


class _Place(NamedTuple):
    """Where a candidate stands; its span and its sentence are of the passage's text."""

    candidate: Candidate
    sentence: Span
    span: Span
    value: Value

    def overlaps(self, other: _Place) -> bool:
        """Whether the words of one hold those of the other, in one passage."""
        if self.candidate.passage.id != other.candidate.passage.id:
            return False
        outer = min(self.span.start, other.span.start), max(self.span.end, other.span.end)
        return outer in (tuple(self.span), tuple(other.span))


@dataclass(slots=True)
class _Group:
    """Places of one value, best first."""

    best: _Place
    places: list[_Place] = field(default_factory=list)

    def takes(self, place: _Place) -> bool:
        return same(self.best.value, place.value) or any(map(place.overlaps, self.places))

    def rivals(self, place: _Place) -> bool:
        """Whether the same speaker gives this group's value in the same sentence: both do not answer."""
        return any(
            place.candidate.passage.id == other.candidate.passage.id
            and place.sentence == other.sentence
            and _speaker(place) == _speaker(other)
            for other in self.places
        )


def gather(question: str, candidates: Sequence[Candidate]) -> list[FoundClaim]:
    """The distinct values of the candidates, likeliest first.

    Equal values are merged whatever their writing, and so are values of which one is part of the other's
    words at the same place.  Of one speaker's values in one sentence only the best counts, and values of
    another kind than what is asked for are left out.
    """
    groups: list[_Group] = []
    for candidate in sorted(candidates, key=lambda candidate: -candidate.probability):
        place = _place(question, candidate)
        group = next((group for group in groups if group.takes(place)), None)
        if group is None and any(before.rivals(place) for before in groups):
            continue
        if group is None:
            group = _Group(place)
            groups.append(group)
        group.places.append(place)
    competing = compete(question, [group.best.value for group in groups]) if groups else []
    return [_claim(group) for group, kept in zip(groups, competing, strict=True) if kept]


def whole_value(question: str, passage: StoredPassage, span: Span) -> str:
    """The words of a span of the version, with those of its sentence that belong to the same value.

    Where yes or no is asked for, which no passage says, that is all of the sentence.
    """
    sentence, whole = _whole(question, passage, span)
    return (sentence if asks_whether(question) else whole).of(passage.text)


def _place(question: str, candidate: Candidate) -> _Place:
    passage = candidate.passage
    sentence, span = _whole(question, passage, candidate.span)
    return _Place(candidate, sentence, span, value_of(span.of(passage.text), question, passage.published))


def _whole(question: str, passage: StoredPassage, span: Span) -> tuple[Span, Span]:
    """The sentence around a span of the version, and all of the value; both of the passage's text."""
    offset = passage.span.start
    # A span may cross sentences: all that it touches count as one.
    sentence = passage.around(span).moved(-offset)
    return sentence, extent(passage.text, sentence, span.moved(-offset), asks_number(question))


def _claim(group: _Group) -> FoundClaim:
    best, text = group.best, group.best.candidate.passage.text
    support: dict[tuple[int, Span], tuple[StoredPassage, Span]] = {}
    kept: list[_Place] = []
    for place in group.places:
        passage = place.candidate.passage
        offset = passage.span.start
        if not any(map(place.overlaps, kept)):
            kept.append(place)
            span = place.span.moved(offset)
            support[passage.id, span] = passage, span
    return FoundClaim(
        value=best.span.of(text),
        normalized=best.value.normalized,
        said_by=next(filter(None, map(_speaker, group.places)), None),
        stance=stance(text, best.sentence, best.span),
        published=best.candidate.passage.published or None,
        support=tuple(support.values()),
        probability=best.candidate.probability,
    )


def _speaker(place: _Place) -> str | None:
    text = place.candidate.passage.text
    speaker = said_by(text, place.sentence, place.span)
    return " ".join(speaker.of(text).split()) if speaker else None
