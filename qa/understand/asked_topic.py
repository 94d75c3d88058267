"""What a question with a form is about: the term to define, the sides to compare, the matter to describe."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.language.comparatives import is_comparative
from qa.language.document_nouns import DOCUMENT_NOUNS
from qa.understand.answer_kind import AnswerKind

_IN = re.IGNORECASE
_ASK = r"\A\W*(?:(?:can|could|would|please)\s+(?:you\s+)?)?(?:(?:tell|show|give)\s+me\s+)?(?:explain\s+)?"
_ARTICLE = re.compile(r"\A(?:the|an?|our|your|my|its|their|this|that|these|those)\s+", _IN)
_OUTER = " \t\"'“”‘’«»?!.,;:()"


class Topic(NamedTuple):
    """What a question is about.

    Args:
        words: The term or matter; empty where a whole document is meant.
        document: The words for the document that is meant; empty where none is named.
        sides: What is compared; none in other questions.
        whole: Whether the words name a document or a part of one, and all of that is asked for.
    """

    words: str = ""
    document: str = ""
    sides: tuple[str, ...] = ()
    whole: bool = False


NO_TOPIC = Topic()


_TERM = tuple(
    re.compile(pattern, _IN)
    for pattern in (
        r"\b(?:definition|meaning)\s+of\s+(?:the\s+(?:term|word)\s+)?(?P<x>.+)",
        r"\b(?:what|term|word)\s+(?:(?:do|does|did|is|are)\s+)?(?:the\s+(?:term|word|letters|alert)\s+)?"
        r"(?P<x>(?!it\b|you\b).+?)\W*\s(?:means?|meant|stand\s+for)\b(?!\s+by)",
        r"\bmeant\s+(?:by|with)\s+(?P<x>.+)",
        r"\bdo(?:es)?\s+(?:we|you|they|one)\s+(?:call|mean\s+by)\s+(?P<x>.+)",
        rf"{_ASK}(?:define\s+)?(?:the\s+(?:term|concept(?:\s+of)?|idea(?:\s+of)?))\s+(?P<x>.+)",
        r"\bhow\s+(?:is|are|do\s+(?:you|we)|does\s+.+?)\s+(?P<x>.+?)\s+defined\b",
        r"\b(?:define|considered|counts?\s+as|qualif(?:y|ies)\s+as|understood\s+by)\s+(?P<x>.+)",
        rf"{_ASK}(?:what|wat)\s?(?:is|are|['’]?s|was|were)?\s+(?:exactly\s+)?(?:\(are\)\s+)?(?P<x>.+?)(?:\s+is)?\W*\Z",
        r"\A\W*(?P<x>.+?)\s+(?:meaning|definition|stands\s+for\s+what)\W*\Z",
    )
)
_MATTER = tuple(
    re.compile(pattern, _IN)
    for pattern in (
        r"\b(?:do|does|did)\s+(?P<d>.+?)\s+(?:say|tell|know|write|discuss)s?\s+(?:on|about|regarding|of)\s+(?P<x>.+)",
        r"\b(?:is|was|are|were)\s+(?:said|written|known)\s+(?:on|about|regarding|of|in)\s+(?P<x>.+)",
        r"\b(?:anything|something|info(?:rmation)?|more|know|me)\s+(?:on|about)\s+(?P<x>.+)",
        r"\bwhat\s+(?:did|does|do)\s+(?P<x>.+?)\s+say\b",
        r"\bwho\s+(?:is|was)\s+(?P<x>.+)",
        r"\bhow\s+(?:does|did)\s+(?P<x>.+?)\s+(?:work|start|begin|come\s+about)\b",
    )
)
_WHOLE = tuple(
    re.compile(pattern, _IN)
    for pattern in (
        r"\bwhat(?:\s+(?:is|are|was|were)|['’]?s)?\s+(?P<x>.+?)(?:\s+all)?\s+about\W*\Z",
        r"\b(?:summary|overview|gist|contents|points|takeaways|background|history|dr)\s+(?:of|from|on)\s+(?P<x>.+)",
        rf"{_ASK}(?:summ?ari[sz]e|sum\s+up|describe)\s+(?P<x>.+)",
        r"\bwhat\s+happened\s+(?:at|to|in|with|during)?\s*(?P<x>.+)",
        r"\b(?:discussed|talked\s+about)\s+(?:at|in|during)\s+(?P<x>.+)",
        r"\bwhat\s+(?:did|does|do)\s+(?P<x>.+?)\s+(?:discuss|talk\s+about)\b",
        r"\bin\s+(?P<x>.+)",
    )
)
_SIDES = tuple(
    re.compile(pattern, _IN)
    for pattern in (
        r"\bbetween\s+(?P<a>.+?)\s+and\s+(?P<b>.+)",
        r"\b(?:comparison\s+of|compare|difference\s+(?:of|in))\s+(?P<a>.+?)\s+(?:and|with|to|against)\s+(?P<b>.+)",
        r"\A\W*(?P<a>.+?)\s+(?:vs\.?|versus|compared\s+(?:to|with))\s+(?P<b>.+)",
        r"\b(?:is|are|how\s+(?:does|do|is|are)|distinguish(?:es)?|sets?)\s+(?P<a>.+?)\s+"
        r"(?:differ(?:ent)?|apart|distinguished)\s+(?:from|to|than)\s+(?P<b>.+)",
        r"\b(?:distinguishes|sets)\s+(?P<a>.+?)\s+(?:apart\s+)?from\s+(?P<b>.+)",
        r"[,:]\s*(?P<a>[^,:]+?),?\s+or\s+(?P<b>.+)",
        r"\b(?P<a>(?:\S+\s+){0,4}?\S+)\s+or\s+(?P<b>.+)",
        r"\A\W*\w+\s+(?P<a>.+?)\s+\w+\s+than\s+(?P<b>.+)",
        r"\bhow\s+(?:do|does|did)\s+(?P<a>.+?)\s+compare\s+(?:to|with)\s+(?P<b>.+)",
        r"\bhow\s+(?:do|does|did)\s+(?P<a>.+?)\s+and\s+(?P<b>.+?)\s+(?:differ|compare)\b",
        r"\b(?P<a>\S+(?:\s+\S+){0,3}?)\s+and\s+(?P<b>.+)",
    )
)
_FIRST_SIDE = re.compile(
    r"\A(?:is|are|was|were|do|does|did|can|should|will|i|take|how|which|who|what|the|an?|it|better|to|one|of|two)\s+",
    _IN,
)

#: What is asked of both sides, and what stands for the noun of the other one: "or the red one".
_BEHIND_SIDE = re.compile(r"(?<=\S)(?:\s+ones?|[\s,]+(?:which|who|what)\b.*)\Z", _IN)


def asked_topic(question: str, kind: AnswerKind | None) -> Topic:
    """What a question of a kind is about."""
    if kind is AnswerKind.COMPARISON:
        return Topic(sides=_sides(question))
    if kind is AnswerKind.DEFINITION:
        found = _first(_TERM, question)
        return Topic(_bare(found["x"]) if found else "")
    if kind is AnswerKind.DESCRIPTION:
        if found := _first(_MATTER, question):
            return _matter(found)
        found = _first(_WHOLE, question)
        return _matter(found)._replace(whole=True) if found else Topic(whole=True)
    return NO_TOPIC


def _first(patterns: tuple[re.Pattern[str], ...], question: str) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := pattern.search(question))), None)


def _bare(words: str) -> str:
    return _ARTICLE.sub("", words.strip(_OUTER)).strip(_OUTER)


def _matter(found: re.Match[str]) -> Topic:
    words = _bare(found["x"])
    document = _bare(found["d"]) if "d" in found.groupdict() else ""
    if words.lower().split()[:1] and words.lower().split()[0] in DOCUMENT_NOUNS:
        return Topic("", words, whole=True)
    return Topic("" if words.lower() in ("it", "this", "that", "they") else words, document)


def _sides(question: str) -> tuple[str, ...]:
    found = _first(_SIDES, question)
    if found is None:
        return ()
    one, other = found["a"].strip(_OUTER), found["b"].strip(_OUTER)
    while shorter := _FIRST_SIDE.match(one):
        one = one[shorter.end() :]
    one, other = _without_measure(one), _without_measure(other)
    sides = tuple(_ARTICLE.sub("", side.strip(_OUTER)) for side in (one, other))
    return sides if all(sides) else ()


def _without_measure(side: str) -> str:
    """A side without the words that say in what it is compared: "the train faster", "A which is older"."""
    words = _BEHIND_SIDE.sub("", side).split()
    at = next((n for n, word in enumerate(words) if n and is_comparative(word.strip(_OUTER))), len(words))
    return " ".join(words[:at])
