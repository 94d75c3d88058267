"""Speakers named behind a value: "value ..., X said", "value ..., said X", "value, according to X"."""

from __future__ import annotations

import re
from itertools import islice

from index.documents import Span
from qa.claims.said_before import ACCORDING, MOST, Cue, by_somebody
from qa.claims.speakers import speaker_at, subject_before
from qa.language.reporting import SAYS_AFTER, VERB

_VERB = re.compile(rf"\b{VERB}\b")
_SAID_AT_END = re.compile(
    r"\s*(?:[.,;!?)\"”]|\Z|\s(?:on|in|at|to|late|earlier|last|this|during|after|reporters|yesterday|today|when|while|as"
    r"|[A-Z][a-z]+day)\b|(?<=told)\s+(?:the\s+)?[A-Z])"
)
_AFTER_SAID = re.compile(
    r"\s*(?:[.,;!?)\"”]|\Z|\s(?:on|in|at|to|of|from|who|during|after|when|late|earlier|last|yesterday)\b)"
)


def cues_after(text: str, sentence: Span, span: Span) -> list[Cue]:
    """Where "according to X", "X said", "said X" or "reported by X" stands behind the value."""
    cues = []
    for cue in (
        *ACCORDING.finditer(text, span.end, sentence.end),
        *by_somebody(text, span.end, sentence.end),
    ):
        speaker = speaker_at(text, cue.end(), sentence.end)
        if speaker and ";" not in text[span.end : cue.start()]:
            cues.append(Cue(cue.start(), speaker))
    for verb in islice(_VERB.finditer(text, span.end, sentence.end), MOST):
        if speaker := _said_after(text, sentence, span, verb):
            cues.append(Cue(verb.start(), speaker))
    return sorted(cues)


def _said_after(text: str, sentence: Span, span: Span, verb: re.Match[str]) -> Span | None:
    """The speaker of a verb that stands behind the value."""
    if not re.fullmatch(SAYS_AFTER, verb.group()):
        return None
    between = text[span.end : verb.start()]
    if ";" in between or not re.search(r"[,?!\"”]", between):
        return None
    if re.search(r"[,\"”]\s*\Z", between):
        named = speaker_at(text, re.compile(r"\s*").match(text, verb.end()).end(), sentence.end)  # type: ignore[union-attr]
        if named and _AFTER_SAID.match(text, named.end):
            return named
    if not _SAID_AT_END.match(text, verb.end()):
        return None
    subject = subject_before(text, span.end, verb.start())
    # A comma or a quotation mark must stand right before the speaker.
    closed = subject and re.search(r"(?:[,?!]\s*|[\"”]\s*|\bas\s+)\Z", text[span.end : subject.start])
    return subject if closed else None
