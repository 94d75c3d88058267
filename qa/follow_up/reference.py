"""Words that point back: pronouns, "there" and "then", "that country".  Put in their place what they mean.

A pronoun that may mean something in its own question is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from qa.follow_up.context import Named, first, person, place, pointed, several, thing, time
from qa.follow_up.mentions import Kind, Mention, Word, is_plural, names, phrases, plurals, words_of
from qa.follow_up.words import (
    AUXILIARIES,
    DEICTIC,
    DEMONSTRATED,
    PREPOSITIONS,
    SUBORDINATORS,
    WH_WORDS,
    listed,
)

_PEOPLE = (Kind.PERSON, Kind.NAME)
_THINGS = (Kind.THING, Kind.PLACE, Kind.NAME)
_CROWDS = (Kind.GROUP, Kind.NAME, Kind.PLACE)


class _Pronoun(NamedTuple):
    kinds: tuple[Kind, ...]
    order: Callable[[Named], Iterable[Mention]]
    possessive: bool = False
    subject: bool = False


_MALE, _FEMALE = person("m"), person("f")
_PRONOUNS = {
    "he": _Pronoun(_PEOPLE, _MALE, subject=True),
    "him": _Pronoun(_PEOPLE, _MALE),
    "his": _Pronoun(_PEOPLE, _MALE, possessive=True),
    "she": _Pronoun(_PEOPLE, _FEMALE, subject=True),
    "her": _Pronoun(_PEOPLE, _FEMALE),
    "hers": _Pronoun(_PEOPLE, _FEMALE, possessive=True),
    "it": _Pronoun(_THINGS, thing),
    "its": _Pronoun(_THINGS, thing, possessive=True),
    "they": _Pronoun(_CROWDS, several, subject=True),
    "them": _Pronoun(_CROWDS, several),
    "their": _Pronoun(_CROWDS, several, possessive=True),
    "theirs": _Pronoun(_CROWDS, several, possessive=True),
}
#: "it" that stands for nothing.
_EMPTY_IT = re.compile(
    r"\b(?:is|was|isn't|would|will)\s+it\s+(?:be\s+)?(?:\w+ly\s+)?(?:true|possible|likely|necessary|important|legal"
    r"|illegal|safe|hard|easy|difficult|better|worth|allowed|known|said|that|when|where|who|raining|snowing|dark"
    r"|called|to)\b|\b(?:does|did|would|will)\s+it\s+(?:take|cost|mean|matter)\b.*\bto\b|\bwhat\s+time\s+is\s+it"
    r"|\bit\s+(?:is|was|takes?|took)\s+\w+\s+(?:that|to)\b",
    re.IGNORECASE,
)
_REFLECTING = listed("with behind around before after near beside between among for")
_THERE = re.compile(
    r"\b(?:is|are|was|were|isn't|aren't|be|been|will|did|does)\s+there\b|\bthere\s+(?:is|are|was|were)\b",
    re.I,
)
_MOTION = listed("go get travel move come went sent send arrive came goes sail fly")


class _Change(NamedTuple):
    start: int
    end: int
    text: str


def resolve(question: str, context: Sequence[Named]) -> str:
    """The question with what points back replaced; the same where nothing does, or nothing fits."""
    if not context:
        return question
    words = words_of(question)
    own = [*names(question), *phrases(question), *plurals(question)]
    changes: list[_Change] = []
    for at, word in enumerate(words):
        if changes and word.start < changes[-1].end:
            continue
        change = _pronoun(question, words, at, own, context) or _pointer(question, words, at, own, context)
        if change:
            changes.append(change)
    for change in reversed(changes):
        question = question[: change.start] + change.text + question[change.end :]
    return question


def _pronoun(
    question: str, words: list[Word], at: int, own: list[Mention], context: Sequence[Named]
) -> _Change | None:
    word = words[at]
    known = _PRONOUNS.get(word.low)
    if known is None or (word.low.startswith("it") and _EMPTY_IT.search(question)):
        return None
    possessive = known.possessive or (word.low == "her" and _before_noun(words, at))
    if _answered_inside(words, at, own, known, possessive):
        return None
    meant = first(context, known.order)
    if meant is None:
        return None
    if possessive:
        return _Change(word.start, word.end, f"{meant.text}'s")
    if (
        word.low == "them"
        and re.search(r"\b(?:of|all|both)\s+$", question[: word.start])
        and meant.kind == Kind.PLACE
    ):
        return None
    return _Change(word.start, word.end, meant.text)


def _before_noun(words: list[Word], at: int) -> bool:
    following = words[at + 1].low if at + 1 < len(words) else ""
    return bool(following) and following not in PREPOSITIONS | AUXILIARIES | SUBORDINATORS | {
        "and",
        "or",
        "then",
    }


def _answered_inside(
    words: list[Word], at: int, own: list[Mention], pronoun: _Pronoun, possessive: bool
) -> bool:
    """Whether the question itself holds what the pronoun may mean."""
    word = words[at]
    before = [m for m in own if m.end <= word.start and m.kind in pronoun.kinds]
    asks = words[0].low in ("who", "which", "what") and pronoun.kinds != _THINGS
    if possessive:
        subject = words[0].low in ("who", "which") and at > 1 and words[1].low not in AUXILIARIES
        after = any(m.kind in pronoun.kinds and _follows(words, m) for m in own if m.start > word.start)
        return bool(before) or subject or after
    previous = words[at - 1].low if at else ""
    if previous in AUXILIARIES:
        return any(w.low in SUBORDINATORS for w in words[1 : at - 1]) and bool(before)
    if previous in _REFLECTING:
        return bool(before) or asks
    clause = any(w.low in SUBORDINATORS for w in words[1:at])
    if pronoun.subject or word.low == "it":
        subordinate = clause or (at > 1 and _says(words[at - 1].low))
        return subordinate and bool(before)
    return clause and bool(before)


def _follows(words: list[Word], mention: Mention) -> bool:
    """Whether a mention is the subject behind its auxiliary: "his first book did King sell"."""
    before = [word.low for word in words if word.end <= mention.start]
    return bool(before) and before[-1] in AUXILIARIES and mention.kind != Kind.GROUP


def _says(low: str) -> bool:
    return low in ("say", "said", "think", "believe", "claim", "says", "believed", "claimed", "thought")


def _pointer(
    question: str, words: list[Word], at: int, own: list[Mention], context: Sequence[Named]
) -> _Change | None:
    low = words[at].low
    if low == "there" and not _exists(question):
        return _there(words, at, own, context)
    if low == "then" and at and words[at - 1].low not in WH_WORDS:
        return _then(words, at, context)
    if low in ("that", "this", "these", "those"):
        return _that(words, at, own, context)
    if low in ("one", "ones") and at and words[at - 1].low == "which":
        meant = first(context, several)
        return _Change(words[at].start, words[at].end, f"of {meant.text}") if meant else None
    return None


def _exists(question: str) -> bool:
    """Whether "there" only says that something is: "Are there any?", not "Who was there?"."""
    last = question.rstrip("?!. ").lower().endswith(("was there", "were there"))
    return _THERE.search(question) is not None and not (last and question.lower().startswith("who"))


def _there(words: list[Word], at: int, own: list[Mention], context: Sequence[Named]) -> _Change | None:
    if any(m.kind == Kind.PLACE and m.end <= words[at].start for m in own):
        return None
    meant = first(context, place)
    if meant is None:
        return None
    previous = words[at - 1].low if at else ""
    link = "" if previous in PREPOSITIONS else "to " if previous in _MOTION else "in "
    return _Change(words[at].start, words[at].end, link + meant.text)


def _then(words: list[Word], at: int, context: Sequence[Named]) -> _Change | None:
    meant = first(context, time)
    if meant is None:
        return None
    bare = words[at - 1].low in PREPOSITIONS
    return _Change(words[at].start, words[at].end, meant.text if bare else f"in {meant.text}")


def _that(words: list[Word], at: int, own: list[Mention], context: Sequence[Named]) -> _Change | None:
    word, following = words[at], words[at + 1 : at + 3]
    noun = _pointed_noun(word.low, following)
    if noun is not None:
        inside = [m for m in own if m.end <= word.start and noun.low in m.text.lower().split()]
        meant = None if inside else first(context, pointed(noun.low))
        return _Change(word.start, noun.end, meant.text) if meant else None
    if following and following[0].low in ("one", "ones"):
        following = following[1:]
    if following and following[0].low not in PREPOSITIONS | AUXILIARIES:
        return None
    if any(w.low in ("say", "said", "says") for w in words[:at]) and following:
        return None
    previous = words[at - 1].low if at else ""
    if following and previous not in AUXILIARIES | PREPOSITIONS:
        return None
    if word.low in ("these", "those"):
        meant = first(context, several)
    elif previous in ("after", "before", "since", "until", "by"):
        meant = first(context, lambda named: [*time(named), *thing(named)])
    else:
        meant = first(context, lambda named: [*thing(named), *several(named)])
    return _Change(word.start, words[at].end, meant.text) if meant else None


def _pointed_noun(low: str, following: list[Word]) -> Word | None:
    """The noun of "that country", "these brave soldiers"; none for a clause or for what is before the reader."""
    for word in following:
        if word.low in PREPOSITIONS | AUXILIARIES | SUBORDINATORS or (
            word.low in DEICTIC and low in ("this", "these")
        ):
            return None
        if low in ("that", "this"):
            if word.low in DEMONSTRATED:
                return word
        elif is_plural(word.low):
            return word
    return None
