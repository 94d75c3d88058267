"""The groups of hand-written rules, and how each is switched off."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from eval.ablation.switching import Switch
from index.documents import Span
from qa.claims import selection
from qa.claims.attribution import Attribution, attribute
from qa.claims.names import content_words, name_words
from qa.quantities.conversion import same_quantity
from qa.quantities.quantities import Quantity
from qa.read.span_boundaries import snap_to_words
from qa.schemas import Stance
from qa.understand.answer_kind import AnswerKind, kinds_of

_NEVER = re.compile(r"(?!)")


class Group(NamedTuple):
    """Rules that stand or fall together.

    Args:
        name: In the field's words.
        rule: One line on what the rules do.
        switches: What takes their place.
        within: Pure functions outside which the switches have no effect, where a constant is switched; by
            default the switched functions.  Questions on which these give the same without the rules need
            not be asked again.
        reranks: The ranking depends on it.
    """

    name: str
    rule: str
    switches: tuple[Switch, ...]
    within: tuple[str, ...] = ()
    reranks: bool = False


def _same(value: Any, *_: Any, **__: Any) -> Any:
    return value


def _false(*_: Any, **__: Any) -> bool:
    return False


def _true(*_: Any, **__: Any) -> bool:
    return True


def _none(*_: Any, **__: Any) -> None:
    return None


def _no(*_: Any, **__: Any) -> list[Any]:
    return []


def _trimmed(text: str, sentence: Span, span: Span, numeric: bool) -> Span:
    """The reader's span with clean boundaries, no wider."""
    cleaned = snap_to_words(text, span) or span
    return Span(max(cleaned.start, sentence.start), min(cleaned.end, sentence.end))


def _by_nobody(text: str, sentence: Span, span: Span) -> Attribution:
    return attribute(text, sentence, span)._replace(speaker=None)


def _not_yes_or_no(question: str) -> frozenset[AnswerKind]:
    return kinds_of(question) - {AnswerKind.YES_NO}


def _equal_quantity(a: Quantity, b: Quantity) -> bool:
    return (not a.unit or not b.unit or a.unit == b.unit) and same_quantity(a, b)


def _named_speaker(text: str, span: Span, since: int = 0) -> Span | None:
    """The words themselves; a pronoun names nobody."""
    return None if span.of(text).lower() in ("he", "she", "it", "they") else span


def _is_strong(measured: Mapping[str, float]) -> bool:
    """By strength alone, whoever says it."""
    return measured["strength"] >= selection.LEAST_STRENGTH and measured["gap"] <= selection.WITHIN


def _all_speakers(source: str, values: Sequence[Any]) -> list[Any]:
    return [*values]


def _as_read(asked: Any, passage: Any, reading: Any) -> Any:
    return reading


LINE_NUMBERS = Group(
    "numbers of lines",
    "the number of a section, a rule or an entry is no quantity",
    (Switch("qa.read.read_passages:line_numbers", _no),),
)

GROUPS = (
    # The question -------------------------------------------------------------------------------------------
    Group(
        "reader query",
        "'were reported', 'according to the article' are cut for the reader and the confidence",
        (Switch("qa.understand.reader_query:without_reporting_words", _same),),
    ),
    Group(
        "question mark",
        "the reader's question gets its mark",
        (Switch("qa.understand.reader_query:with_question_mark", _same),),
    ),
    Group(
        "source questions",
        "'Do the sources agree on X' asks X",
        (Switch("qa.understand.source_questions:question_to_sources", _same),),
    ),
    Group(
        "answer type",
        "a sentence that holds the kind of thing asked for counts more",
        (Switch("qa.understand.answer_type:answer_content", _none),),
        reranks=True,
    ),
    # The passage --------------------------------------------------------------------------------------------
    Group(
        "tables as a whole",
        "the cell of a whole table is ranked by programs on it",
        (Switch("qa.read.table_questions.found_tables:TableReader.found", _no),),
    ),
    Group(
        "row names",
        "a row whose name has words that the question has not counts less",
        (Switch("qa.read.table_questions.found_tables:_fit", lambda *_: 1.0),),
    ),
    Group(
        "table rows",
        "rows of tables are read as sentences",
        (Switch("qa.read.table_text:_rows", lambda text, lines, above: {}),),
    ),
    Group(
        "layout marks",
        "** and Q: and A: are not read",
        (Switch("qa.read.table_text:_MARKS", _NEVER),),
        within=("qa.read.table_text:readable_texts",),
    ),
    # Whose words --------------------------------------------------------------------------------------------
    Group(
        "attribution",
        "who says a value is found at all",
        (Switch("qa.claims.attribution:attribute", _by_nobody),),
    ),
    Group(
        "coreference",
        "a pronoun or surname stands for the fuller name before it",
        (Switch("qa.claims.coreference:resolve", _named_speaker),),
    ),
    Group(
        "said before",
        "'X said that ... value', 'according to X, ... value'",
        (
            Switch("qa.claims.said_before:verbs_before", _no),
            Switch("qa.claims.said_before:names_before", _no),
        ),
    ),
    Group(
        "said after",
        "'value ..., X said'",
        (Switch("qa.claims.said_after:cues_after", _no),),
    ),
    Group(
        "speakers in the confidence",
        "another value that somebody else says is no doubt",
        (Switch("qa.confidence.answer_features:_have_other_speakers", _false),),
    ),
    # Values -------------------------------------------------------------------------------------------------
    Group(
        "spans' extension",
        "a value takes its qualifier, range, magnitude, currency and unit",
        (Switch("qa.claims.extent:extent", _trimmed),),
    ),
    Group(
        "extension: qualifiers",
        "'up to', 'about', 'or more' belong to a value",
        (
            Switch("qa.claims.extent:_qualified", lambda text, sentence, span: span),
            Switch("qa.claims.extent:_AFTER", _NEVER),
        ),
        within=("qa.claims.extent:extent",),
    ),
    Group(
        "extension: ranges",
        "the other end of a range belongs to a value",
        (Switch("qa.claims.extent:_range", lambda text, sentence, start, end: (start, end)),),
    ),
    Group(
        "qualifiers in quantities",
        "'up to 12,000' has no low end, 'about' is approximate",
        (
            Switch("qa.quantities.quantities:_has", _false),
            Switch("qa.quantities.quantities:LESS_AFTER", "(?!)"),
            Switch("qa.quantities.quantities:MORE_AFTER", "(?!)"),
            Switch("qa.quantities.quantities:ABOUT_AFTER", "(?!)"),
        ),
        within=("qa.quantities.quantities:parse_quantity",),
    ),
    Group(
        "quantities",
        "numbers are compared as numbers, whatever their writing",
        (Switch("qa.quantities.quantities:parse_quantity", _none),),
    ),
    Group(
        "unit conversion",
        "5 km is 3.1 miles",
        (Switch("qa.quantities.conversion:same_quantity", _equal_quantity),),
    ),
    Group(
        "date normalisation",
        "dates are compared as dates, whatever their writing",
        (Switch("qa.quantities.dates:parse_date", _none),),
    ),
    Group(
        "same name",
        "a name is one with its surname, initials and titles",
        (Switch("qa.claims.names:same_name", lambda a, b: name_words(a) == name_words(b)),),
    ),
    Group(
        "same text",
        "words within other words are the same value",
        (Switch("qa.claims.names:same_text", lambda a, b: content_words(a) == content_words(b)),),
    ),
    # Claims -------------------------------------------------------------------------------------------------
    Group(
        "stance",
        "stated, estimated, expected or denied",
        (Switch("qa.claims.stance:stance_of", lambda text, sentence, span, verb: Stance.STATED),),
    ),
    Group(
        "kinds compete",
        "values of another kind than is asked for are left out",
        (Switch("qa.claims.values:compete", lambda question, values: [True] * len(values)),),
    ),
    Group(
        "rivals in one sentence",
        "of one speaker's values in one sentence the best counts",
        (Switch("qa.claims.grouping:_Group.rivals", _false),),
    ),
    Group(
        "corroboration",
        "several documents make a value stronger",
        (Switch("qa.claims.selection:CORROBORATION", 0.0),),
        within=("qa.claims.selection:_rate",),
    ),
    Group(
        "rivals",
        "a second value competes as the fitted model says, not by its strength alone",
        (Switch("qa.claims.selection:is_rival", _is_strong),),
    ),
    Group(
        "asked speaker",
        "'according to X' lowers the odds of what others say",
        (Switch("qa.claims.asked_speaker:weigh_speakers", _all_speakers),),
    ),
    Group(
        "other marks",
        "what a sentence says of another year, code, model or condition loses odds",
        (Switch("qa.read.read_passages:without_other_marks", _as_read),),
    ),
    Group(
        "left out of a denial",
        "'no one except the nurse' does not say who may not",
        (Switch("qa.read.read_passages:without_excepted", _as_read),),
    ),
    LINE_NUMBERS,
    Group(
        "yes or no",
        "a yes-or-no question shows the sentence, and one claim a document",
        (Switch("qa.understand.answer_kind:kinds_of", _not_yes_or_no),),
    ),
    Group(
        "spans that say nothing",
        "no span that repeats the question, no connective, no number alone in its sentence",
        (Switch("qa.compose.span_answer:_says_something", _true),),
    ),
)
