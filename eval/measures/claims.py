"""Measures of claims: are all competing values of the documents shown, with the right speakers?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from eval.measures.measure import Case, Family, Measure, Values, each

_GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:[, ]\d{3})+(?!\d)")
_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|%")
_ARTICLES = frozenset({"a", "an", "the"})
#: Words that say how exact a value is, but do not change the value.
_QUALIFIERS = frozenset(
    word
    for words in (
        (
            "about",
            "almost",
            "approximately",
            "around",
            "circa",
            "exactly",
            "just",
            "nearly",
            "roughly",
            "some",
        ),
        ("at", "least", "less", "fewer", "than", "more", "most", "only", "over", "to", "under", "up"),
    )
    for word in words
)
_SCALES = frozenset(["%", "hundred", "thousand", "million", "billion", "trillion", "dozen", "half"])

MEASURES = (
    Measure("claims precision", "share of the distinct values shown that are in the documents"),
    Measure("claims recall", "share of the distinct values in the documents that are shown"),
    Measure("attribution accuracy", "share of the right values shown with the right speaker"),
    Measure(
        "false dispute",
        "share of answers shown with competing values although the set has none",
        higher_is_better=False,
        proportion=True,
    ),
)


def claim_words(text: str) -> tuple[str, ...]:
    """The words of a value or a name, normalised for comparison.

    Case, articles, punctuation and thousands separators do not count; a decimal point and a percent sign
    (or "percent", "per cent") do: unlike under SQuAD's rule, 1.5 and 15 differ.
    """
    folded = _GROUPED.sub(
        lambda number: re.sub("[, ]", "", number[0]), unicodedata.normalize("NFKC", text).casefold()
    )
    folded = re.sub(r"\bper ?cent\b", "%", folded)
    return tuple(word for word in _WORD.findall(folded) if word not in _ARTICLES)


def same_value(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two values are equal apart from qualifiers.

    "up to 12,000 soldiers" equals 12,000, but not 12,000 tonnes: if one is a bare number, only the numbers of
    the other count.
    """
    plain, others = (tuple(word for word in value if word not in _QUALIFIERS) for value in (one, other))
    if plain == others:
        return True
    figures, theirs = (tuple(w for w in value if w in _SCALES or w[0].isdigit()) for value in (plain, others))
    return figures == theirs != () and (figures == plain or theirs == others)


def same_source(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names may mean one source: the words of one occur in a row in the other."""
    short, long = sorted((one, other), key=len)
    return bool(short) and f" {' '.join(short)} " in f" {' '.join(long)} "


def distinct_values(values: Iterable[str]) -> list[tuple[str, ...]]:
    """The words of each value, equal ones once."""
    return list(dict.fromkeys(map(claim_words, values)))


def _values(case: Case) -> Values:
    given = distinct_values(claim.value for claim in case.question.claims)
    shown = distinct_values(claim.value for claim in case.outcome.claims)
    if not given:
        return {"false dispute": float(len(shown) > 1)} if case.judged and case.outcome.answer else {}
    values = {"claims recall": _share(given, shown)}
    if shown:
        values["claims precision"] = _share(shown, given)
    named = [
        any(same_source(claim_words(claim.said_by), name) for name in names)
        for claim in case.outcome.claims
        if any(names := _speakers(case, claim_words(claim.value)))
    ]
    if named:
        values["attribution accuracy"] = sum(named) / len(named)
    return values


def _share(values: Collection[tuple[str, ...]], among: Collection[tuple[str, ...]]) -> float:
    return sum(any(same_value(value, other) for other in among) for value in values) / len(values)


def _speakers(case: Case, value: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The speakers to whom the set attributes a value."""
    return [claim_words(c.said_by) for c in case.question.claims if same_value(claim_words(c.value), value)]


CLAIMS = Family(MEASURES, each(_values))
