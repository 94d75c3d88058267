"""Who says a value: found by verbs of saying and the order of words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.documents import Span
from qa.claims.coreference import resolve
from qa.claims.parallel import parallel_speaker
from qa.claims.said_after import cues_after
from qa.claims.said_before import Cue, names_before, verbs_before
from qa.language.reporting import EXPECTS, VERB

_VERB = re.compile(rf"\b{VERB}\b")
_INTENDS = re.compile(rf"(?:{EXPECTS})\b")
#: A pronoun further into a sentence than this stands for somebody named in that sentence.
LEAD = 25


class Attribution(NamedTuple):
    """Who says a value.

    Args:
        speaker: Whom the sentence names, as a span of the passage's text; None where it names nobody.
        verb: The verb by which somebody says the value, or empty.
    """

    speaker: Span | None
    verb: str


def attribute(text: str, sentence: Span, span: Span) -> Attribution:
    """Find who says a value.

    Args:
        text: The passage; what a surname or a pronoun stands for is looked up before the sentence.
        span: The value, within `sentence`.
    """
    verbs = sorted(verbs_before(text, sentence, span), key=lambda cue: -cue.at)
    after = cues_after(text, sentence, span)
    verb = _verb(text, verbs or after)
    if own := parallel_speaker(text, sentence, span):
        return Attribution(resolve(text, own), verb)
    before = sorted([*verbs, *names_before(text, sentence, span)], key=lambda cue: -cue.at)
    return Attribution(_speaker(text, sentence, span, before, after), verb)


def _speaker(
    text: str, sentence: Span, span: Span, before: Sequence[Cue], after: Sequence[Cue]
) -> Span | None:
    # "X plans to open 50 shops, Y said": Y says it.
    only_intended = all(_INTENDS.match(text, cue.at) for cue in before)
    for cue in (*after, *before) if only_intended else before:
        if cue.speaker.overlaps(span):
            continue
        inside = cue.at < span.start and cue.speaker.start - sentence.start > LEAD
        speaker = resolve(text, cue.speaker, sentence.start if inside else 0)
        if speaker is None or not speaker.overlaps(span):
            return speaker
    return None


def _verb(text: str, cues: Sequence[Cue]) -> str:
    found = _VERB.match(text, cues[0].at) if cues else None
    return found.group() if found else ""
