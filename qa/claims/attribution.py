"""Who says a value, by cues of saying and the order of words."""

from __future__ import annotations

import re

from index.documents import Span
from qa.claims.coreference import resolve
from qa.claims.cues import EXPECTS, VERB
from qa.claims.said_after import cues_after
from qa.claims.said_before import names_before, verbs_before

_VERB = re.compile(rf"\b{VERB}\b")
_INTENDS = re.compile(rf"(?:{EXPECTS})\b")
#: A pronoun further into a sentence than this means somebody of the sentence itself.
LEAD = 25


def said_by(text: str, sentence: Span, span: Span) -> Span | None:
    """Whom the sentence names as saying the value, as a span of `text`; None where it names nobody.

    Args:
        text: The passage; a surname or a pronoun is looked up in what comes before the sentence.
        span: The value, within `sentence`.
    """
    before = [*verbs_before(text, sentence, span), *names_before(text, sentence, span)]
    before.sort(key=lambda cue: -cue.at)
    after = cues_after(text, sentence, span)
    # "X plans to open 50 shops, Y said": Y says it.
    only_intended = all(_INTENDS.match(text, cue.at) for cue in before)
    for cue in (*after, *before) if only_intended else before:
        if cue.speaker.start < span.end and span.start < cue.speaker.end:
            continue
        inside = cue.at < span.start and cue.speaker.start - sentence.start > LEAD
        return resolve(text, cue.speaker, sentence.start if inside else 0)
    return None


def governing_verb(text: str, sentence: Span, span: Span) -> str:
    """The verb by which somebody says the value, or ''."""
    before = verbs_before(text, sentence, span)
    cues = sorted(before, key=lambda cue: -cue.at) or cues_after(text, sentence, span)
    found = (_VERB.match(text, cue.at) for cue in cues[:1])
    return next((match.group() for match in found if match), "")
