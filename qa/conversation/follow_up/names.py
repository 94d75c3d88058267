"""Names in a text: runs of capitalised words, places in any case, years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.conversation.follow_up.mentions import BORDER, ENDS, Kind, Mention, Word, gender_of, words_of
from qa.conversation.follow_up.words import (
    AUXILIARIES,
    DETERMINERS,
    EVENT_NOUNS,
    GIVEN_NAMES,
    HUMAN,
    MONTHS,
    PLACE_NOUNS,
    PLACES,
    TITLES,
    listed,
)

YEAR = re.compile(r"\b(?:1\d|20)\d\d(?:s\b|\b)")

_LINKS = ("of the", "of", "de", "von", "van", "da", "del", "la", "bin", "al")

_NO_NAME = ENDS | DETERMINERS | {"there", "how", "yes", "no", "not", "name", "list", "tell", "give", "i"}

_HUMAN_AFTER = re.compile(rf"\s+(?:\w+ly\s+|first\s+|last\s+)?(?:{HUMAN})\b", re.VERBOSE)

_HEADS = listed(
    "bank university house lord duke king queen prince princess republic people museum tower church court "
    "ministry department secretary minister president statue gulf isle cape lake treaty declaration bill "
    "temple palace cathedral knights order league chamber council academy institute school gates "
    "hunchback tale war game origin states"
)

#: In small letters these are more often other words.
_AMBIGUOUS = frozenset(("us", "turkey", "the us", "chad", "jordan", "georgia", "china", "mali", "texas"))

_PLACES = re.compile(
    r"\b(?:"
    + "|".join(re.escape(place) for place in sorted(PLACES - _AMBIGUOUS, key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
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
                        match.group(), kind, *match.span(), named=True, located=located(text, match.start())
                    )
                )
    return sorted(found, key=lambda mention: mention.start)


def _runs(text: str) -> Iterator[Mention]:
    words = words_of(text)
    at = 0
    while at < len(words):
        if not capital(words[at], first=at == 0):
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
            and not BORDER.search(text[words[last].end : words[last + 1].start])
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


def capital(word: Word, *, first: bool = False) -> bool:
    if not word.text[0].isupper():
        return False
    return not (word.low in _NO_NAME and (first or word.low not in MONTHS))


def _continues(text: str, words: list[Word], last: int) -> int:
    """How many more words belong to the name that has come to `last`."""
    between = text[words[last].end : words[last + 1].start]
    initial = between == ". " and len(words[last].text) == 1
    if not initial and (between.strip() or BORDER.search(between)):
        return 0
    if capital(words[last + 1]) or (words[last + 1].text.isdecimal() and len(words[last + 1].text) < 4):
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
            if linked == link and head and capital(words[last + 1 + size]):
                return size + 1
    return 0


def _adjective(text: str, word: Word, following: Word | None) -> bool:
    """Whether a capitalised run only describes the noun that follows it: "North Korean troops"."""
    if following is None or text[word.end : following.start] != " ":
        return False
    demonym = word.low.endswith(("ian", "ean", "ish", "ese", "can", "nch", "rman", "ch", "raqi"))
    return demonym and following.low not in ENDS and not following.text[0].isupper()


def _name(text: str, start: int, end: int) -> Mention:
    words = text[start:end]
    low = [word.low for word in words_of(words)]
    is_located = located(text, start)
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
        kind = Kind.PLACE if is_located else Kind.NAME
    if re.search(r"\bthe\s+$", text[:start], re.IGNORECASE):
        words, start = f"the {words}", start - 4
    return Mention(
        words,
        kind,
        start,
        end,
        True,
        gender_of(words) if kind in (Kind.PERSON, Kind.NAME) else "",
        is_located,
    )


def _human(text: str, start: int, end: int) -> bool:
    before = re.search(r"\b(?:did|was|does|is|has|had|will)\s+$", text[:start])
    return before is not None and _HUMAN_AFTER.match(text, end) is not None


def located(text: str, start: int) -> bool:
    return (
        re.search(r"\b(?:in|at|near|from|to|around|outside)\s+(?:the\s+)?$", text[:start], re.IGNORECASE)
        is not None
    )
