"""What a question or an answer names: people, places, times, groups, things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from qa.follow_up.words import (
    AUXILIARIES,
    CONNECTIVES,
    DETERMINERS,
    EVENT_NOUNS,
    FEMALE,
    GIVEN_NAMES,
    HUMAN,
    MALE,
    MONTHS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PLACES,
    PLURALS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    TITLES,
    VERBS,
    WH_WORDS,
    listed,
)

WORD = re.compile(r"(?:[A-Z]\.){2,}|\d[\d,.]*\d|[^\W_](?:[\w&-]|['’](?!s\b))*")
YEAR = re.compile(r"\b(?:1\d|20)\d\d(?:s\b|\b)")
_LINKS = ("of the", "of", "de", "von", "van", "da", "del", "la", "bin", "al")
_ENDS = AUXILIARIES | PREPOSITIONS | WH_WORDS | SUBORDINATORS | CONNECTIVES | PRONOUNS | VERBS | MONTHS
_NO_NAME = _ENDS | DETERMINERS | {"there", "how", "yes", "no", "not", "name", "list", "tell", "give", "i"}
_BORDER = re.compile(r"[,;:.!?()\"“”]|['’]s\b")
_HUMAN_AFTER = re.compile(rf"\s+(?:\w+ly\s+|first\s+|last\s+)?(?:{HUMAN})\b", re.VERBOSE)


class Kind(StrEnum):
    """What a mention is of; a `NAME` may be of a person, a body or a thing."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    GROUP = "group"
    THING = "thing"
    NAME = "name"


class Mention(NamedTuple):
    """Words of a text that name something; `gender` is m, f or empty."""

    text: str
    kind: Kind
    start: int
    end: int
    named: bool
    gender: str = ""
    located: bool = False


class Word(NamedTuple):
    """A word with its place in the text."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """In lower case."""
        return self.text.lower()


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    return [Word(match.group(), *match.span()) for match in WORD.finditer(text)]


def gender_of(words: str) -> str:
    """What the first words of a name, or its title, tell."""
    low = [word.low for word in words_of(words)]
    if any(word in FEMALE for word in low[:2]):
        return "f"
    if any(word in MALE for word in low[:2]):
        return "m"
    return "f" if len(low) > 1 and low[0].endswith("a") else ""


def is_plural(noun: str) -> bool:
    """Whether a noun is, by its form."""
    low = noun.lower()
    return low in PLURALS or (
        len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "news"))
    )


def names(text: str) -> list[Mention]:
    """Runs of capitalised words, places in any case, and years."""
    found = list(_runs(text))
    taken = [(mention.start, mention.end) for mention in found]
    for pattern, kind in ((_PLACES, Kind.PLACE), (YEAR, Kind.TIME)):
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                found.append(
                    Mention(
                        match.group(), kind, *match.span(), named=True, located=_located(text, match.start())
                    )
                )
    return sorted(found, key=lambda mention: mention.start)


#: In small letters these are more often other words.
_AMBIGUOUS = frozenset(("us", "turkey", "the us", "chad", "jordan", "georgia", "china", "mali", "texas"))
_PLACES = re.compile(
    r"\b(?:"
    + "|".join(re.escape(place) for place in sorted(PLACES - _AMBIGUOUS, key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)


def _runs(text: str) -> Iterator[Mention]:
    words = words_of(text)
    at = 0
    while at < len(words):
        if not _capital(words[at], first=at == 0):
            at += 1
            continue
        last = at
        while last + 1 < len(words):
            step = _continues(text, words, last)
            if not step:
                break
            last += step
        if (
            last + 1 < len(words)
            and words[last + 1].low in PLACE_NOUNS
            and not _BORDER.search(text[words[last].end : words[last + 1].start])
        ):
            last += 1
        start, end = words[at].start, words[last].end
        following = words[last + 1] if last + 1 < len(words) else None
        if at == last == 0 and _merely_first(words):
            at += 1
            continue
        if not _adjective(text, words[last], following):
            yield _name(text, start, end)
        at = last + 1


def _merely_first(words: list[Word]) -> bool:
    """Whether the first word may have its capital for being first: "Living from 973 to 1048 ..."."""
    known = words[0].low in PLACES | GIVEN_NAMES
    return len(words) > 4 and words[1].text.islower() and words[1].low not in AUXILIARIES and not known


def _capital(word: Word, *, first: bool = False) -> bool:
    if not word.text[0].isupper():
        return False
    return not (word.low in _NO_NAME and (first or word.low not in MONTHS))


def _continues(text: str, words: list[Word], last: int) -> int:
    """How many more words belong to the name that has come to `last`."""
    between = text[words[last].end : words[last + 1].start]
    initial = between == ". " and len(words[last].text) == 1
    if not initial and (between.strip() or _BORDER.search(between)):
        return 0
    if _capital(words[last + 1]) or (words[last + 1].text.isdecimal() and len(words[last + 1].text) < 4):
        return 1
    for link in _LINKS:
        size = len(link.split())
        if last + size + 1 < len(words):
            linked = " ".join(word.text for word in words[last + 1 : last + 1 + size])
            head = (
                words[last].low in EVENT_NOUNS | PLACE_NOUNS
                or words[last].low in _HEADS
                or (size == 1 and link != "of")
            )
            if linked == link and head and _capital(words[last + 1 + size]):
                return size + 1
    return 0


_HEADS = listed(
    "bank university house lord duke king queen prince princess republic people museum tower church court "
    "ministry department secretary minister president statue gulf isle cape lake treaty declaration bill "
    "temple palace cathedral knights order league chamber council academy institute school gates "
    "hunchback tale war game origin states"
)


def _adjective(text: str, word: Word, following: Word | None) -> bool:
    """Whether a capitalised run only describes the noun that follows it: "North Korean troops"."""
    if following is None or text[word.end : following.start] != " ":
        return False
    demonym = word.low.endswith(("ian", "ean", "ish", "ese", "can", "nch", "rman", "ch", "raqi"))
    return demonym and following.low not in _ENDS and not following.text[0].isupper()


def _name(text: str, start: int, end: int) -> Mention:
    words = text[start:end]
    low = [word.low for word in words_of(words)]
    located = _located(text, start)
    if YEAR.fullmatch(words) or low[0] in MONTHS:
        kind = Kind.TIME
    elif words.lower() in PLACES or low[-1] in PLACE_NOUNS or low[0] in ("lake", "mount"):
        kind = Kind.PLACE
    elif low[0] in GIVEN_NAMES or (low[0] in TITLES and len(low) > 1):
        kind = Kind.PERSON
    elif low[-1] in EVENT_NOUNS or low[0] in EVENT_NOUNS:
        kind = Kind.THING
    elif re.search(r"\b[Ww]ho(?:m)?\s+(?:is|was)\s+$", text[:start]) or _human(text, start, end):
        kind = Kind.PERSON
    elif low[-1].endswith("ians") or low[-1].endswith("eans"):
        kind = Kind.GROUP
    else:
        kind = Kind.PLACE if located else Kind.NAME
    if re.search(r"\bthe\s+$", text[:start], re.IGNORECASE):
        words, start = f"the {words}", start - 4
    return Mention(
        words, kind, start, end, True, gender_of(words) if kind in (Kind.PERSON, Kind.NAME) else "", located
    )


def _human(text: str, start: int, end: int) -> bool:
    before = re.search(r"\b(?:did|was|does|is|has|had|will)\s+$", text[:start])
    return before is not None and _HUMAN_AFTER.match(text, end) is not None


def _located(text: str, start: int) -> bool:
    return (
        re.search(r"\b(?:in|at|near|from|to|around|outside)\s+(?:the\s+)?$", text[:start], re.IGNORECASE)
        is not None
    )


def phrases(text: str) -> list[Mention]:
    """Common nouns with their article, and what "how many" and "which" count, as one may ask of them again."""
    found = []
    words = words_of(text)
    for at, word in enumerate(words):
        size = _opener(words, at)
        if not size:
            continue
        last = _phrase_end(text, words, at + size)
        if last < at + size:
            continue
        head = words[last]
        body = text[words[at + size].start : head.end]
        plural = is_plural(head.text)
        if plural:
            kind = Kind.GROUP
        elif head.low in PERSON_NOUNS:
            kind = Kind.PERSON
        else:
            kind = Kind.PLACE if head.low in PLACE_NOUNS else Kind.THING
        tail = re.match(r"\s+of\s+(?:the\s+)?[A-Z]\w+(?:\s[A-Z]\w+)*", text[head.end :])
        if tail:
            body += tail.group()
        located = _located(text, word.start)
        gender = gender_of(head.text) if kind == Kind.PERSON else ""
        found.append(Mention(f"the {body}", kind, word.start, head.end, False, gender, located))
    return found


def plurals(text: str) -> list[Mention]:
    """Bare plural nouns with what describes them: "cats", "Russian forces"."""
    found = []
    words = words_of(text)
    for at, word in enumerate(words):
        if not word.text.islower() or not is_plural(word.text) or word.low in _ENDS | DETERMINERS:
            continue
        first = at
        while (
            first > 1
            and _capital(words[first - 1])
            and text[words[first - 1].end : words[first].start] == " "
        ):
            first -= 1
        found.append(
            Mention(text[words[first].start : word.end], Kind.GROUP, words[first].start, word.end, False)
        )
    return found


def _opener(words: list[Word], at: int) -> int:
    """How many words open a noun phrase here."""
    low = words[at].low
    if low == "how" and at + 1 < len(words) and words[at + 1].low in ("many", "much"):
        return 2
    if low in ("which", "what") and at + 1 < len(words) and words[at + 1].low not in AUXILIARIES | VERBS:
        return 1
    if low in ("the", "a", "an", "these", "those", "all", "most", "some"):
        return 1
    return 0


def _phrase_end(text: str, words: list[Word], first: int) -> int:
    """The last word of the noun phrase whose first word after its opener is at `first`; before it if none."""
    last = first - 1
    for at in range(first, min(first + 5, len(words))):
        word = words[at]
        if word.low in _ENDS or word.low in DETERMINERS or (at > first and word.low.endswith("ed")):
            break
        if at > first and _BORDER.search(text[words[at - 1].end : word.start]):
            break
        last = at
    return last
