"""How firmly a source says a value: stated, estimated, expected or denied."""

from __future__ import annotations

import re

from index.documents import Span
from qa.language.reporting import DENIES, ESTIMATES, EXPECTS
from qa.schemas import Stance

_BY_VERB = (
    (re.compile(DENIES), Stance.DENIED),
    (re.compile(EXPECTS), Stance.EXPECTED),
    (re.compile(ESTIMATES), Stance.ESTIMATED),
)
_CLAUSE = re.compile(
    r"[;:]|,\s+(?:but|and|while|whereas|although|though|who|which|where|so|yet)\b"
    r"|\b(?:but|because|whereas|until|after|before|when|although|instead)\b"
)
_DENIED = re.compile(
    r"\b(?:did|does|do|was|were|is|are|has|have|had|could|would|will|can)(?:\s+not|n['’]t)\b(?!\s+(?:only|just|yet))"
    r"|\bno\s+(?:evidence|proof|indication)\b|\bnever\b|\bcontrary\s+to\b|\brather\s+than\s*\Z|\bnot\s*\Z"
    r"|\bden(?:y|ies|ied|ying)\b|\brefut(?:e|es|ed|ing)\b|\bfalse(?:ly)?\b|\bincorrect(?:ly)?\b|\binstead\s+of\s*\Z",
    re.I,
)
_EXPECTED = re.compile(
    r"\b(?:will|shall|(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:to\s+(?!date\b)|expected|projected|planned|scheduled|due"
    r"|forecast|predicted|set\s+to|slated|likely\s+to|about\s+to|going\s+to)|would|plan(?:s|ned)?\s+to"
    r"|expect\w*|anticipat\w+|forecasts?|project(?:s|ed|ions?)\b|predict\w*|planned|upcoming|hopes?\s+to|aims?\s+to)\b"
)
_ESTIMATED = re.compile(
    r"\b(?:approximately|approx|about|around|roughly|nearly|almost|some(?=\s+\d)|up\s+to|estimat\w+|assess\w*|suggest\w*"
    r"|believ\w+|think\w*|thought|may|might|could|likely|probably|possibly|perhaps|maybe|appears?|seems?|apparently"
    r"|reckon\w*|presum\w+|suspect\w*|as\s+many\s+as|circa|reportedly|allegedly|alleged|rumou?red|said\s+to)\b|[~≈]"
)
_AFTERWARDS = (
    (re.compile(r"\b(?:will|is\s+expected|are\s+expected|(?:is|are)\s+to\s+be)\b"), Stance.EXPECTED),
    (re.compile(r"\b(?:may|might|is\s+estimated|(?:is|are)\s+believed)\b"), Stance.ESTIMATED),
)


def stance_of(text: str, sentence: Span, span: Span, verb: str) -> Stance:
    """How firmly a sentence says the value at `span`: by the verb of saying and the words of its clause."""
    clause, rest = _clause(text, sentence, span)
    if denied := _last(_DENIED, clause):
        tail = clause[denied.end() :]
        # "Contrary to reports, 20 died": what is denied ends at the comma.
        if "," not in tail and not re.search(r"\b(?:until|and)\b", tail):
            return Stance.DENIED
    for pattern, found in _BY_VERB:
        if pattern.fullmatch(verb):
            return found
    # The words of the value itself may say "about".
    clause += " " + span.of(text)
    expected, estimated = _last(_EXPECTED, clause), _last(_ESTIMATED, clause)
    if expected and (not estimated or expected.start() > estimated.start() or _is_only_about(estimated)):
        return Stance.EXPECTED
    for pattern, found in _AFTERWARDS:
        if pattern.search(rest):
            return found
    return Stance.ESTIMATED if estimated else Stance.STATED


def _is_only_about(match: re.Match[str]) -> bool:
    """Whether it tells how exact the figure is, and not how sure somebody is."""
    return (
        re.match(r"approx|about|around|roughly|nearly|almost|some|up|as|circa|[~≈]", match.group())
        is not None
    )


def _clause(text: str, sentence: Span, span: Span) -> tuple[str, str]:
    """The words before and behind the value in its own clause."""
    before = text[sentence.start : span.start]
    start = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    after = text[span.end : sentence.end]
    stop = re.search(r"[,;:]|\b(?:but|because|and|while|who|which|after|before|when)\b", after)
    return before[start:], after[: stop.start()] if stop else after


def _last(pattern: re.Pattern[str], words: str) -> re.Match[str] | None:
    return max(pattern.finditer(words), key=lambda match: match.start(), default=None)
