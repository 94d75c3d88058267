"""Common nouns of a text that may be asked of again."""

from __future__ import annotations

import re

from qa.conversation.follow_up.mentions import (
    BORDER,
    ENDS,
    Kind,
    Mention,
    Word,
    gender_of,
    is_plural,
    words_of,
)
from qa.conversation.follow_up.names import capital, located
from qa.conversation.follow_up.words import AUXILIARIES, DETERMINERS, PERSON_NOUNS, PLACE_NOUNS, VERBS


def phrases(text: str) -> list[Mention]:
    """Common nouns with their article, and what "how many" and "which" count."""
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
        is_located = located(text, word.start)
        gender = gender_of(head.text) if kind == Kind.PERSON else ""
        found.append(Mention(f"the {body}", kind, word.start, head.end, False, gender, is_located))
    return found


def plurals(text: str) -> list[Mention]:
    """Bare plural nouns with what describes them: "cats", "Russian forces"."""
    found = []
    words = words_of(text)
    for at, word in enumerate(words):
        if not word.text.islower() or not is_plural(word.text) or word.low in ENDS | DETERMINERS:
            continue
        first = at
        while (
            first > 1 and capital(words[first - 1]) and text[words[first - 1].end : words[first].start] == " "
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
        if word.low in ENDS or word.low in DETERMINERS or (at > first and word.low.endswith("ed")):
            break
        if at > first and BORDER.search(text[words[at - 1].end : word.start]):
            break
        last = at
    return last
