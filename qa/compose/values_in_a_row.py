"""The reader's values as a list: the members of "A, B and C", and other values that are nearly as likely."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.documents import Span
from index.store.stemming import TermAnalyzer
from qa.claims.found_value import FoundValue
from qa.claims.names import same_text
from qa.compose.composed import Composed, Findings, Part
from qa.compose.coordination import members, row_after_colon
from qa.compose.scored_sentences import RETRIEVED, retrieved_of
from qa.schemas import AnswerForm

#: Beside the best value others are entries if they are at most this far below it in log odds: less where the
#: best one is a row of several by itself.  Chosen on every second question of MultiSpanQA.
BELOW_ONE, BELOW_SEVERAL = 2.0, 1.0
#: In another document a value must not be unlikely by itself.
LIKELY = -0.5
#: What is longer is a clause, and its "and" parts no list.
LONGEST_MEMBER = 8
#: A pair of which one is longer than the other by this factor is none.
MOST_UNLIKE = 4
#: So many members are a list, whatever they are.
SURELY_SEVERAL = 3
MOST_ENTRIES = 50
_TERMS = TermAnalyzer()
_REMARK = re.compile(r"\(([^()]*)\)")


def row_of_several(found: Findings) -> Composed | None:
    """The best value, if it is a row of names or of three and more: "Anna Lie and Ben Ruud" wrote it."""
    if not found.values:
        return None
    best = found.values[0]
    several = _members(best)
    if not _alike(several):
        return None
    named = all(part.text[:1].isupper() for part in several)
    if len(several) < (2 if named else SURELY_SEVERAL):
        return None
    return Composed(AnswerForm.LIST, tuple(several), value=_whole(several), strength=best.margin)


def _alike(several: Sequence[Part]) -> bool:
    """Whether all members are in figures, or none is: "14 May, 19:00, town hall" is no row of one kind."""
    return len({any(map(str.isdigit, part.text)) for part in several}) == 1


def several_values(found: Findings) -> Composed | None:
    """The members of the best values: of one passage, and of other documents where they are likely.

    Members of the best value alone are told as they are written.  Of a table only cells of one column are
    entries.
    """
    if not found.values:
        return None
    best = found.values[0]
    below = BELOW_SEVERAL if len(_members(best)) > 1 else BELOW_ONE
    parts: list[Part] = []
    for value in found.values:
        if value.margin < best.margin - below or not _may_be_listed_with(found, best, value):
            continue
        elsewhere = value.passage.id != best.passage.id
        if elsewhere and (value.passage.document_key == best.passage.document_key or value.margin < LIKELY):
            continue
        parts += [
            part for part in _members(value) if not any(same_text(part.text, one.text) for one in parts)
        ]
    if len(parts) < 2:
        return None
    retrieved = retrieved_of(best.found.evidence, best.found.span)
    strength = best.margin + RETRIEVED * (retrieved - 1.0)
    alone = parts == _members(best)
    return Composed(
        AnswerForm.LIST,
        tuple(parts[:MOST_ENTRIES]),
        value=_whole(parts) if alone else None,
        strength=strength,
    )


def _may_be_listed_with(found: Findings, best: FoundValue, value: FoundValue) -> bool:
    """Whether a value is of the best one's column, if that is in a table."""
    for table in found.tables:
        if table.holds(best.found.evidence, best.found.span):
            inside = table.holds(value.found.evidence, value.found.span)
            return inside and table.column_of(value.found.span) == table.column_of(best.found.span)
    return True


def _members(value: FoundValue) -> list[Part]:
    """The members of a value; of a row behind a colon also those that the value lacks, if they are asked for.

    A value of marks alone has none.
    """
    text, start = value.passage.text, value.passage.span.start
    span = value.found.span.moved(-start)
    row = row_after_colon(text, value.sentence, span)
    spans = _asked_members(value, members(text, row), span) if row else members(text, span)
    if spans and not row and _is_clause([len(one.of(text).split()) for one in spans]):
        spans = [span]
    return [Part(value.passage, one.moved(start)) for one in spans]


def _asked_members(value: FoundValue, row: Sequence[Span], span: Span) -> Sequence[Span]:
    """The members of a row that the question tells from the others by its words, if the value is of them.

    Of "Present: Ann Lee (chair), Ben Ros (vice-chair)" only Ann Lee is the chair.
    """
    asked = {*_terms(value, value.question.text)}
    fits = [_fit(value, asked, one.of(value.passage.text)) for one in row]
    told = [one for one, fit in zip(row, fits, strict=True) if fit == max(fits)]
    if max(fits)[0] == 0 or not any(one.overlaps(span) for one in told):
        return row
    return told if len(told) > 1 else [span]


def _fit(value: FoundValue, asked: set[str], member: str) -> tuple[int, int]:
    """How many of the asked words a member has, and less how many others it has in brackets."""
    remark = {*_terms(value, " ".join(_REMARK.findall(member)))}
    return len(asked & {*_terms(value, member)}), -len(remark - asked)


def _terms(value: FoundValue, words: str) -> list[str]:
    return _TERMS.content_terms(words, value.passage.language)


def _is_clause(lengths: Sequence[int]) -> bool:
    """Whether an "and" joins no members, by the number of words of its parts: "signs and symptoms vary"."""
    pair = len(lengths) == 2
    return max(lengths) > LONGEST_MEMBER or (pair and max(lengths) > MOST_UNLIKE * min(lengths))


def _whole(parts: Sequence[Part]) -> Part:
    """The row that its members make."""
    return Part(parts[0].passage, Span(parts[0].span.start, parts[-1].span.end))
