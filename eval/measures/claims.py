"""Whether the competing values that the documents give are shown, and under the right names."""

from __future__ import annotations

import re
import unicodedata

from eval.measures.measure import Case, Family, Measure, Values, each

_GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:[, ]\d{3})+(?!\d)")
_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|%")
_ARTICLES = frozenset({"a", "an", "the"})

MEASURES = (
    Measure("claims precision", "share of the distinct values shown that the documents give"),
    Measure("claims recall", "share of the distinct values given by the documents that are shown"),
    Measure("attribution accuracy", "share of the right values shown under the name of who said so"),
)


def claim_words(text: str) -> tuple[str, ...]:
    """The words of a value or a name as they are compared.

    Case, articles, punctuation and the marks between thousands are nothing; a decimal point and a percent
    sign (or "percent", "per cent") are not: unlike SQuAD's rule, 1.5 and 15 differ.
    """
    folded = _GROUPED.sub(
        lambda number: re.sub("[, ]", "", number[0]), unicodedata.normalize("NFKC", text).casefold()
    )
    folded = re.sub(r"\bper ?cent\b", "%", folded)
    return tuple(word for word in _WORD.findall(folded) if word not in _ARTICLES)


def same_source(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names may be of one source: the words of one stand in a row within the other."""
    short, long = sorted((one, other), key=len)
    return bool(short) and f" {' '.join(short)} " in f" {' '.join(long)} "


def _values(case: Case) -> Values:
    if not case.question.claims:
        return {}
    sayers: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for claim in case.question.claims:
        sayers.setdefault(claim_words(claim.value), []).append(claim_words(claim.said_by))
    shown = {claim_words(claim.value) for claim in case.outcome.claims}
    values = {"claims recall": len(shown & sayers.keys()) / len(sayers)}
    if shown:
        values["claims precision"] = len(shown & sayers.keys()) / len(shown)
    named = [
        any(same_source(claim_words(claim.said_by), name) for name in sayers[claim_words(claim.value)])
        for claim in case.outcome.claims
        if any(sayers.get(claim_words(claim.value), []))
    ]
    if named:
        values["attribution accuracy"] = sum(named) / len(named)
    return values


CLAIMS = Family(MEASURES, each(_values))
