"""Group values: what was found in passages becomes distinct values, with who says each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.claims.found_value import FoundValue
from qa.claims.values import compete, same
from qa.schemas import Stance
from qa.understand.parsed_question import ParsedQuestion


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A distinct value and who says it.

    Args:
        value: The words of the source, where it is likeliest.
        said_by: Whom a source names, None where none names anybody.
        support: Where it stands, best first; spans of the version's text.
        best: It, where it is likeliest.
        is_answer: Whether the first value, which is the answer's, is this one.
    """

    value: str
    normalized: str
    said_by: str | None
    stance: Stance
    published: str | None
    support: tuple[tuple[StoredPassage, Span], ...]
    best: FoundValue
    is_answer: bool = False

    @property
    def margin(self) -> float:
        """The reader's log odds of it, where it is likeliest."""
        return self.best.margin


@dataclass(slots=True)
class _Group:
    """Found values that say the same, best first."""

    best: FoundValue
    members: list[FoundValue] = field(default_factory=list)

    def takes(self, value: FoundValue) -> bool:
        return same(self.best.value, value.value) or any(map(value.overlaps, self.members))

    def rivals(self, value: FoundValue) -> bool:
        """Whether the same speaker gives this group's value in the same sentence: only one answers."""
        return any(
            value.passage.id == other.passage.id
            and value.sentence == other.sentence
            and value.speaker == other.speaker
            for other in self.members
        )


def group_values(question: ParsedQuestion, values: Sequence[FoundValue]) -> list[FoundClaim]:
    """The distinct values, likeliest first.

    Equal values are merged however they are written, and so are values of which one is part of the other's
    words at the same place.  Of one speaker's values in one sentence only the best counts.  Values of another
    kind than what is asked for, or else than the answer's, are left out.  The answer's value never is.

    Args:
        values: The first is the answer's; the order of the others does not matter.
    """
    if not values:
        return []
    groups: list[_Group] = []
    answer: _Group | None = None
    for value in sorted(values, key=lambda value: -value.margin):
        group = next((group for group in groups if group.takes(value)), None)
        is_answer = value is values[0]
        if group is None and not is_answer and any(before.rivals(value) for before in groups):
            continue
        if group is None:
            group = _Group(value)
            groups.append(group)
        group.members.append(value)
        answer = group if is_answer else answer
    assert answer is not None
    ordered = [answer, *(group for group in groups if group is not answer)]
    competing = compete(question, [group.best.value for group in ordered])
    kept = {id(group) for group, competes in zip(ordered, competing, strict=True) if competes}
    return [_claim(group, is_answer=group is answer) for group in groups if id(group) in kept]


def _claim(group: _Group, *, is_answer: bool) -> FoundClaim:
    best = group.best
    support: dict[tuple[int, Span], tuple[StoredPassage, Span]] = {}
    kept: list[FoundValue] = []
    for value in group.members:
        if not any(map(value.overlaps, kept)):
            kept.append(value)
            span = value.span.moved(value.passage.span.start)
            support[value.passage.id, span] = value.passage, span
    return FoundClaim(
        value=best.words,
        normalized=best.value.normalized,
        said_by=next(filter(None, (value.speaker for value in group.members)), None),
        stance=best.stance,
        published=best.passage.published or None,
        support=tuple(support.values()),
        best=best,
        is_answer=is_answer,
    )
