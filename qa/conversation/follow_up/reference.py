"""Words that point back: pronouns, "there" and "then", "that country".  Put in their place what they mean.

A pronoun that may mean something in its own question is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from qa.conversation.follow_up.context import Named, first, person, place, pointed, several, thing, time
from qa.conversation.follow_up.inside import CROWDS, PEOPLE, PLAIN, THINGS, Pronoun, answered_inside
from qa.conversation.follow_up.mentions import Kind, Mention, Word, is_plural, words_of
from qa.conversation.follow_up.names import names
from qa.conversation.follow_up.phrases import phrases, plurals
from qa.conversation.follow_up.words import (
    AUXILIARIES,
    CONNECTIVES,
    DEICTIC,
    DEMONSTRATED,
    EVENT_NOUNS,
    PLURALS,
    PREPOSITIONS,
    SUBORDINATORS,
    WH_WORDS,
    listed,
)

_MALE = person("m")

_FEMALE = person("f")

_PRONOUNS = {
    "he": Pronoun(PEOPLE, _MALE, subject=True),
    "him": Pronoun(PEOPLE, _MALE),
    "his": Pronoun(PEOPLE, _MALE, possessive=True),
    "she": Pronoun(PEOPLE, _FEMALE, subject=True),
    "her": Pronoun(PEOPLE, _FEMALE),
    "hers": Pronoun(PEOPLE, _FEMALE, possessive=True),
    "it": Pronoun(THINGS, thing),
    "its": Pronoun(THINGS, thing, possessive=True),
    "they": Pronoun(CROWDS, several, subject=True),
    "them": Pronoun(CROWDS, several),
    "their": Pronoun(CROWDS, several, possessive=True),
    "theirs": Pronoun(CROWDS, several, possessive=True),
}

_EMPTY_IT = re.compile(
    r"\b(?:is|was|isn't|would|will)\s+it\s+(?:be\s+)?(?:\w+ly\s+)?(?:true|possible|likely|necessary|important"
    r"|legal|illegal|safe|hard|easy|difficult|better|worth|allowed|known|said|that|when|where|who|raining|snowing"
    r"|dark|called|to)\b|\b(?:is|was)\s+it\s+(?:(?:more|less)\s+)?\w+\s+(?:that|for|to)\b"
    r"|\b(?:does|did|would|will)\s+it\s+(?:take|cost|mean|matter)\b.*\bto\b|\bwhat\s+time\s+is\s+it"
    r"|\bma(?:k|d)es?\s+it\s+\w+\s+(?:to|for|that)\b|\b(?:has|had)\s+it\s+been\b|\bit\s+(?:take|cost)s?\s+to\b"
    r"|\bis\s+it\s+(?:\w+\s+)?\w+\s+(?:or\s+\w+\s+)?(?:that|to)\b|\bit\s+is\s+(?:\w+\s+){1,2}(?:that|to)\b"
    r"|\bdoes\s+it\s+(?:say|snow|rain|come)\b|\bwhen\s+it\s+comes\s+to\b|\bma[kd]e\s+it\s+\w+"
    r"|\bit\s+(?:is|was|takes?|took)\s+\w+\s+(?:that|to)\b",
    re.IGNORECASE,
)

#: Nouns that may point at what has not been called so.
_GENERAL = (DEMONSTRATED - EVENT_NOUNS) | PLURALS

_THERE = re.compile(
    r"\b(?:is|are|was|were|isn't|aren't|be|been|will|did|does)\s+there\b|\bthere\s+(?:is|are|was|were|must|may|can|should|might|could|would|will|has|have)\b",
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
    if known is None or re.match(r"['’]", question[word.end :]):
        return None
    if word.low in ("it", "they") and _means_nothing(question, words, at, own):
        return None
    possessive = known.possessive or (word.low == "her" and _before_noun(words, at))
    if answered_inside(words, at, own, known, possessive):
        return None
    meant = first(context, known.order)
    if word.low == "they" and meant and meant.kind != Kind.GROUP and _long(words[at + 2 :]):
        return None
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


def _long(words: list[Word]) -> bool:
    """Whether a question says so much that "they" may be people in general."""
    return sum(word.low not in PLAIN for word in words) > 1


def _means_nothing(question: str, words: list[Word], at: int, own: list[Mention]) -> bool:
    """Whether "it" stands for nothing, or "they" for people in general."""
    previous = words[at - 1].low if at else ""
    following = words[at + 1].low if at + 1 < len(words) else ""
    if words[at].low == "they":
        return any(m.kind == Kind.PLACE and m.located for m in own)
    odd = previous in WH_WORDS or following in ("all", "or")
    return odd or _EMPTY_IT.search(question) is not None


def _before_noun(words: list[Word], at: int) -> bool:
    following = words[at + 1].low if at + 1 < len(words) else ""
    return bool(following) and following not in PREPOSITIONS | AUXILIARIES | SUBORDINATORS | {
        "and",
        "or",
        "then",
    }


def _pointer(
    question: str, words: list[Word], at: int, own: list[Mention], context: Sequence[Named]
) -> _Change | None:
    low = words[at].low
    if low == "there" and not _exists(question):
        return _there(words, at, own, context)
    if low == "then" and at and words[at - 1].low not in WH_WORDS | CONNECTIVES:
        return _then(words, at, context)
    if low in ("that", "this", "these", "those"):
        return _that(words, at, own, context)
    last = at + 1 == len(words) or words[at + 1].low != "of"
    if low in ("one", "ones") and at and words[at - 1].low == "which" and last:
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
        meant = None if inside else first(context, pointed(noun.low, loose=noun.low in _GENERAL))
        return _Change(word.start, noun.end, meant.text) if meant else None
    if following and following[0].low in ("one", "ones"):
        following = following[1:]
    if following and following[0].low not in PREPOSITIONS:
        return None
    if any(w.low in ("say", "said", "says") for w in words[:at]) and following:
        return None
    previous = words[at - 1].low if at else ""
    if (following and previous not in AUXILIARIES | PREPOSITIONS) or previous.startswith("mean"):
        return None
    if word.low == "those" and following:
        return None  # those of, those with: others
    if word.low in ("these", "those"):
        meant = first(context, several)
    elif previous in ("after", "before", "since", "until", "by"):
        meant = first(context, lambda named: [*time(named), *thing(named)])
    else:
        meant = first(context, lambda named: [*thing(named), *several(named)])
    return _Change(word.start, words[at].end, meant.text) if meant else None


def _pointed_noun(low: str, following: list[Word]) -> Word | None:
    """The noun of "that country"; none for a clause or for what is before the reader."""
    for word in following:
        if word.low in PLAIN or (word.low in DEICTIC and low in ("this", "these")):
            return None
        if low in ("that", "this"):
            if word.low in DEMONSTRATED and word.text.islower():
                return word
        elif is_plural(word.low):
            return word
    return None
