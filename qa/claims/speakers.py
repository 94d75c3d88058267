"""Noun phrases that name who says something, found by word order alone."""

from __future__ import annotations

import re

from index.documents import Span
from index.language.calendar import MONTH_NAMES, WEEKDAY_NAMES
from qa.language.names import ROLES
from qa.language.reporting import DOCUMENT, SPEAKER
from qa.language.word_classes import DETERMINERS, NOT_IN_NAMES, SENTENCE_STARTS
from qa.read.span_boundaries import snap_to_words

_ABBREVIATED = (
    r"(?:[A-Z]\.)+(?:-[A-Z]\w+)?|(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|St|Inc|Corp|Co|Ltd|Jr|Sr)\."
)
_WORD = r"(?:{a}|[^\W_](?:[\w’'&/-]|\.(?=[\w]))*)".format(a=_ABBREVIATED)  # noqa: UP032
_NEXT = rf"(?!(?:{NOT_IN_NAMES}|{DETERMINERS}|{SENTENCE_STARTS})\b(?![-.]))(?:&|{_WORD})"
_CORE = rf"(?:(?i:{DETERMINERS})\s+)?{_NEXT}(?:\s+{_NEXT}){{0,7}}"
_PHRASE = (
    rf"{_CORE}(?:\s+and\s+{_CORE})?(?:\s+(?:of|for|at|from|by|with)\s+{_CORE}(?:\s+and\s+{_CORE})?){{0,3}}"
)
#: It takes .09 s to compile, which no question should wait for.
_NOUN_PHRASE = re.compile(_PHRASE)
_NO_CLAUSE = r"(?:(?!\b(?:is|was|were|are|has|have|had|will|would|and|but|that)\b)[^,;:\"“”])*"
_SUBJECT = re.compile(
    rf"(?P<np>{_PHRASE})(?:\s*<[^<>]*>)?(?:\s+(?:(?:in|on|under|near|outside|within|to|close\s+to)\b|\w+ed\b|led\b"
    rf"|based\b|made\b){_NO_CLAUSE})?(?P<apposed>,[^;:\"“”]{{1,200}},)?(?:,?\s+who)?\s*\Z"
)
_PRONOUN = re.compile(r"(?P<np>he|she|it|they)\s*\Z", re.I)
#: Words that may stand between a subject and its verb.
_ADVERBS = re.compile(
    r"(?:\s+(?:has|have|had|also|later|previously|now|then|recently|first|still|once|earlier|initially|again|since"
    r"|itself|himself|herself|\w+ly|on\s+\w+day|(?:last|this)\s+(?:week|month|year)|yesterday|today))*\s*\Z"
)
_BOUNDARY = re.compile(
    r"[;:(\[—“\"]\s*|,\s+|\s[–-]\s|\b(?:but|while|whereas|as|that|which|because|after|before|when|where|although"
    r"|though|if|since|yet|so|however|meanwhile|with)\s+"
    r"|\b(?:in|on|by|during|last|this|earlier|later)\s+(?:(?:early|late|mid|last|this|the|a)[\s-]+)?"
    rf"(?:[A-Z]\w+day|{MONTH_NAMES}|\d{{4}}"
    r"|year|week|month)(?:\s+\d{1,2})?(?:,?\s+\d{4})?,?\s+",
    re.I,
)
_AND = re.compile(r"\b(?:and|or)\s+", re.I)
_NAME = r"[^\W\d_a-z][\w’'-]*(?:\s+(?:[^\W\d_a-z][\w’'-]*\.?|de|van|von|al|bin)){0,3}"
_WHO = re.compile(rf"(?P<np>{_NAME}),?\s+who\s*\Z")
_ROLE = re.compile(rf"\b(?:{ROLES})\Z", re.I)
#: The beginning of a phrase that a name behind it explains: "her neighbour, Bill Rudd,".
_DESCRIBED = re.compile(r"(?:the|a|an|its|his|her|their|our|my)\s+(?=[a-z])", re.I)
_ONLY_TIME = re.compile(rf"(?:{WEEKDAY_NAMES}|{MONTH_NAMES}|\d|\s)+")
_NOBODY = re.compile(
    rf"(?:(?:some|many|most|other|several|various|more|recent|early|new|official|latest|preliminary|unconfirmed|all)"
    rf"\s+)*(?:{DOCUMENT}|rumou?rs|people|others|some|many|most|sources|observers|legend|tradition|both|one)",
    re.I,
)
#: "A report by the World Bank": the World Bank says what it says.
_ISSUED_BY = re.compile(
    rf"[^,;:]*?\b{DOCUMENT}(?:\s+\w+ed)?(?:\s+\w+)?\s+(?:by|from)\s+(?P<issuer>{_CORE}(?:\s+(?:of|for)\s+{_CORE})?)"
)
_OWN = re.compile(rf"(?P<owner>.+?)(?:['’]s|(?<=s)['’])\s+(?:\w+\s+){{0,3}}{DOCUMENT}\Z", re.S)
REACH = 300


def subject_before(text: str, start: int, verb: int) -> Span | None:
    """The subject of the verb at offset `verb` in a sentence that begins at `start`: a name or a pronoun."""
    start = max(start, verb - REACH)
    left = text[start:verb]
    left = left[: len(left) - len(found.group())] if (found := _ADVERBS.search(left)) else left
    if who := _WHO.search(left):
        return Span(start + who.start("np"), start + who.end("np"))
    stops = [0, *(match.end() for match in _BOUNDARY.finditer(left))]
    ands = [match.end() for match in _AND.finditer(left)]
    for at in (*sorted(stops, reverse=True), *reversed(ands)):
        piece = left[at:]
        if not piece.strip():
            continue
        if found := _PRONOUN.match(piece):
            return Span(start + at, start + at + found.end("np"))
        if (found := _SUBJECT.match(piece)) and (named := _named(text, start + at, found, at == 0)):
            return named
    return None


def _named(text: str, at: int, found: re.Match[str], initial: bool) -> Span | None:
    phrase = Span(at + found.start("np"), at + found.end("np"))
    span = speaker_of(text, phrase, initial=initial)
    apposed = (found["apposed"] or "")[1:-1].strip()
    described = _DESCRIBED.match(phrase.of(text)) or (span and _ROLE.search(span.of(text)))
    if described and re.fullmatch(_NAME, apposed) and not _ONLY_TIME.fullmatch(apposed):
        return Span(
            (span or phrase).start,
            at + found.start("apposed") + 1 + found["apposed"][1:].index(apposed) + len(apposed),
        )
    return span


def speaker_at(text: str, at: int, end: int) -> Span | None:
    """The name or noun phrase that begins at `at`, if it is one of somebody who can speak."""
    found = _NOUN_PHRASE.match(text, at, end)
    last = found.end() if found else at
    while last > at:
        if span := speaker_of(text, Span(at, last), initial=False):
            return span
        # Drop a word at a time: no mark may part the name from what follows.
        last = at + len(text[at:last].rstrip().rpartition(" ")[0])
    return None


def speaker_of(text: str, span: Span, *, initial: bool) -> Span | None:
    """The speaker in a phrase, without the words for a document of theirs; None where it names nobody.

    Args:
        initial: Whether the sentence begins with it, so that a capital says nothing.
    """
    words = span.of(text)
    if issued := _ISSUED_BY.fullmatch(words):
        span = Span(span.start + issued.start("issuer"), span.start + issued.end("issuer"))
    elif owned := _OWN.fullmatch(words):
        span = Span(span.start, span.start + owned.end("owner"))
    trimmed = snap_to_words(text[: span.end], span)
    if not trimmed or _ONLY_TIME.fullmatch(words) or _NOBODY.fullmatch(words):
        return None
    if text[trimmed.end : trimmed.end + 1] == "." and re.search(
        rf"(?:{_ABBREVIATED})\Z", text[: trimmed.end + 1]
    ):
        trimmed = Span(trimmed.start, trimmed.end + 1)
    head = re.split(r"\s+(?:of|for|at|from|by|with)\s+", trimmed.of(text))[0].split()
    if head[-1][0].isupper() and not (initial and len(head) == 1):
        return trimmed
    if SPEAKER.fullmatch(head[-1].lower()):
        return trimmed
    return trimmed if head[-1][0].isupper() and head[-1].lower() not in DETERMINERS.split("|") else None
