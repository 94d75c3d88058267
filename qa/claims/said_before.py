"""Speakers named before a value: "X said that ... value", "according to X, ... value"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.documents import Span
from qa.claims.speakers import speaker_at, speaker_of, subject_before
from qa.language.reporting import DENIES, DOCUMENT, ESTIMATES, EXPECTS, NEEDS_THAT, SAYING, THAT, VERB
from qa.quantities.dates import parse_date

_VERB = re.compile(rf"\b{VERB}\b")
_SAYING = re.compile(rf",\s+(?:also\s+|\w+ly\s+)?(?P<verb>{SAYING})\b")
_FINITE = re.compile(r"\b(?:\w{3,}ed|is|was|has|had|made|gave|told|said|put|released)\b")
ACCORDING = re.compile(r"\b[Aa]ccording\s+to\s+|\b(?i:in\s+the\s+(?:words|view|opinion)\s+of)\s+")
_BY = re.compile(
    r"\b(?:reported|estimated|cited|quoted|announced|confirmed|projected|forecast|predicted|expected|counted"
    r"|calculated|claimed|stated|put|(?P<made>released|published|recorded|given|issued|compiled))"
    r"\s+(?:\w+ly\s+)?by\s+"
)
#: Who made a document or a figure says what it says; who made a song does not.
_SAYABLE = re.compile(rf"\b(?:{DOCUMENT}|(?!(?:1[5-9]|20)\d\d\b)\d[\d.,]*)(?![^,;:]*[,;:])", re.IGNORECASE)
_NEAR = 60
_OWN_FIGURE = re.compile(
    rf"(?P<owner>[^,;:\"“”()]{{2,80}}?)['’]s?\s+(?:\w+\s+){{0,2}}{DOCUMENT}\s+(?:of|at|for)\s+[^,;:.]{{0,40}}\Z"
)
#: Before these words a verb form is a noun or a participle: "the report of", "estimated at".
_AS_NOUN = re.compile(rf"\s*(?:(?:of|for|from|by|were|was|are|is|have|has|had|which|and)\b|{VERB}\b)")
_AS_PARTICIPLE = re.compile(r"\s+(?:at|by|as)\b")
#: A new clause between verb and value: the value is no part of what was said.
_NEW_CLAUSE = re.compile(r";|,\s+(?:but|while|whereas|although|though|yet|however)\b|\b(?:whereas)\b")
_FREE_VERBS = re.compile(r"say|says|said|tells?|told|stat\w+|" + "|".join((ESTIMATES, EXPECTS, DENIES)))
_WHEN_SAID = re.compile(
    r"\s*(?:,|\w+\s+){0,6}?(?:in|on|since|during|late|early|by|until)\s+(?:\w+\s+){0,2}?\Z"
)
#: Of the verbs of a long sentence so many, the nearest, are looked at.
MOST = 12


class Cue(NamedTuple):
    """A verb or phrase of saying: where it stands, and whom it names."""

    at: int
    speaker: Span


def verbs_before(text: str, sentence: Span, span: Span) -> list[Cue]:
    """Where "X said that" stands before the value."""
    cues = []
    for verb in [*_VERB.finditer(text, sentence.start, span.start)][-MOST:]:
        between = text[verb.end() : span.start]
        if _NEW_CLAUSE.search(between) or not _says_value(text, verb, span, between):
            continue
        if subject := subject_before(text, sentence.start, verb.start()):
            cues.append(Cue(verb.start(), subject))
    for verb in [*_SAYING.finditer(text, sentence.start, span.start)][-1:]:
        if _NEW_CLAUSE.search(text[verb.end() : span.start]):
            continue
        for finite in _FINITE.finditer(text, sentence.start, verb.start()):
            if subject := subject_before(text, sentence.start, finite.start()):
                cues.append(Cue(verb.start("verb"), subject))
                break
    return cues


def _says_value(text: str, verb: re.Match[str], span: Span, between: str) -> bool:
    word = verb.group()
    if _AS_NOUN.match(text, verb.end()) or (word[-1] in "dt" and _AS_PARTICIPLE.match(text, verb.end())):
        return False
    if NEEDS_THAT.fullmatch(word) and not THAT.match(text, verb.end()):
        return False
    value = span.of(text)
    dated = parse_date(value, "", asks_when=True) is not None
    if dated and re.fullmatch(r"\s*(?:\w+\s+){0,2}?(?:in|on|since|during|late|early)\s+(?:\w+\s+)?", between):
        # "said in 1998 that": the date tells when it was said, not what.
        return False
    free = _FREE_VERBS.fullmatch(word) or re.search(r"\bthat\b|[\"“:]|\bw(?:ill|ould)\b", between)
    return bool(free) or not (dated and _WHEN_SAID.search(between))


def by_somebody(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Phrases such as "reported by" and "figures published by", behind which the speaker is named."""
    for cue in _BY.finditer(text, start, end):
        if not cue["made"] or _SAYABLE.search(text, max(0, cue.start() - _NEAR), cue.start()):
            yield cue


def names_before(text: str, sentence: Span, span: Span) -> list[Cue]:
    """Where "according to X", "estimated by X" or "X's estimate of" stands before the value."""
    cues = []
    for cue in (
        *ACCORDING.finditer(text, sentence.start, span.start),
        *by_somebody(text, sentence.start, span.start),
    ):
        speaker = speaker_at(text, cue.end(), span.start)
        if speaker and not _NEW_CLAUSE.search(text[speaker.end : span.start]):
            cues.append(Cue(cue.start(), speaker))
    if owned := _OWN_FIGURE.search(text[sentence.start : span.start]):
        at = sentence.start + owned.start("owner")
        words = owned["owner"]
        skip = max(
            (m.end() for m in re.finditer(r"\b(?:by|to|with|than|from|and|on|in|at|of)\s+", words)), default=0
        )
        owner = Span(at + skip, at + len(words))
        if speaker := speaker_of(text, owner, initial=at == sentence.start):
            cues.append(Cue(owner.start, speaker))
    return cues
