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
    CONNECTIVES,
    DEICTIC,
    DEMONSTRATED,
    DETERMINERS,
    EVENT_NOUNS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PLURALS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIONAL,
    SUBORDINATORS,
    THING_NOUNS,
    TIME_NOUNS,
    VERBS,
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
_POSSESSIVE = listed("his her its their")
_PLAIN = (
    AUXILIARIES | PREPOSITIONS | WH_WORDS | SUBORDINATORS | CONNECTIVES | DETERMINERS | PRONOUNS | VERBS
    | listed("many much more most other others else ever so too very first last next only also not there own")
)  # fmt: skip
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
_REFLECTING = listed("with behind around before after near beside between among for")
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
    if _answered_inside(words, at, own, known, possessive):
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
    return sum(word.low not in _PLAIN for word in words) > 1


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


def _answered_inside(
    words: list[Word], at: int, own: list[Mention], pronoun: _Pronoun, possessive: bool
) -> bool:
    """Whether the question itself holds what the pronoun may mean."""
    word = words[at]
    if possessive and any(
        m.kind in pronoun.kinds and _follows(words, m) for m in own if m.start > word.start
    ):
        return True
    if _opens(words, at):
        return False
    mine = [m for m in own if m.end <= word.start and (m.named or m.kind in pronoun.kinds)]
    named = [m for m in mine if m.named and m.kind in (*pronoun.kinds, Kind.NAME)]
    if pronoun.kinds == _THINGS:
        named = [m for m in named if m.kind != Kind.GROUP]
    if named and (possessive or not _object(words, at)):
        return True
    asks = words[0].low in ("who", "which", "what", "whose") and (
        possessive or words[at - 1].low in _REFLECTING
    )
    if asks and pronoun.kinds != _THINGS and at > 1 and words[1].low not in AUXILIARIES:
        return True
    if pronoun.kinds == _CROWDS and any(m.kind == Kind.GROUP for m in mine):
        return True
    return any(_may_be(noun, pronoun) for noun in _nouns(words, at, own))


def _opens(words: list[Word], at: int) -> bool:
    """Whether the pronoun is the first subject, or in it: nothing stands before it but what is asked for."""
    if at and words[at - 1].low in CONNECTIVES:
        return False
    before = [word.low for word in words[:at]]
    verbs = [low for low in before if low in AUXILIARIES | VERBS or low.endswith("ed")]
    return not before or (before[-1] in AUXILIARIES and len(verbs) == 1 and "that" not in before)


def _object(words: list[Word], at: int) -> bool:
    """Whether the pronoun is what the first verb acts on, or behind a preposition."""
    clause = any(word.low in SUBORDINATORS for word in words[1:at])
    previous = words[at - 1].low
    return not clause and previous not in AUXILIARIES and previous not in _REFLECTING


def _nouns(words: list[Word], at: int, own: list[Mention]) -> list[Word]:
    """The common nouns before a pronoun, as far as they can be told from verbs."""
    named = [(m.start, m.end) for m in own if m.named or m.kind == Kind.GROUP]
    found = []
    for number, word in enumerate(words[: at - 1] if words[at].low not in _POSSESSIVE else words[:at]):
        previous = words[number - 1].low if number else ""
        verb = (
            word.low in _PLAIN
            or (len(word.low) > 4 and word.low.endswith(("ed", "ly", "ing")))
            or previous in _PRONOUNS
        )
        if not verb and not word.low.isdecimal() and not any(a <= word.start < b for a, b in named):
            found.append(word)
    return found


def _may_be(noun: Word, pronoun: _Pronoun) -> bool:
    plural = is_plural(noun.text)
    if pronoun.kinds == _THINGS:
        return not plural and noun.low not in PERSON_NOUNS | RELATIONAL
    if pronoun.kinds == _CROWDS:
        return plural or pronoun.possessive and noun.low not in RELATIONAL
    return (
        noun.low in PERSON_NOUNS
        or not plural
        and noun.low not in PLACE_NOUNS | THING_NOUNS | EVENT_NOUNS | TIME_NOUNS | RELATIONAL
    )


def _follows(words: list[Word], mention: Mention) -> bool:
    """Whether a mention is the subject behind its auxiliary: "his first book did King sell"."""
    before = [word.low for word in words if word.end <= mention.start]
    return bool(before) and before[-1] in AUXILIARIES and mention.kind != Kind.GROUP


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
    """The noun of "that country", "these brave soldiers"; none for a clause or for what is before the reader."""
    for word in following:
        if word.low in _PLAIN or (word.low in DEICTIC and low in ("this", "these")):
            return None
        if low in ("that", "this"):
            if word.low in DEMONSTRATED and word.text.islower():
                return word
        elif is_plural(word.low):
            return word
    return None
