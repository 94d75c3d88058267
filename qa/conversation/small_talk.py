"""Tell messages that ask nothing: greetings, thanks, goodbyes, and a bare yes or no.

A message is small talk if it consists of known phrases and nothing else: "Hello there!", "Many thanks,
bye".  The last phrase decides what it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from qa.conversation.small_talk_phrases import PHRASES, Talk

#: Longer messages say more.
MOST_CHARACTERS = 80
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class SmallTalk(NamedTuple):
    """A message that asks nothing, and the language it is in."""

    talk: Talk
    language: str


def small_talk(message: str) -> SmallTalk | None:
    """What a message wants that asks nothing; None for every other message."""
    if len(message) > MOST_CHARACTERS:
        return None
    words = tuple(word.replace("’", "'") for word in _WORD.findall(message.casefold()))
    for language in PHRASES:
        talks = [talk for talk in _talks(words, language) or () if talk is not Talk.BESIDE]
        if talks:
            return SmallTalk(talks[-1], language)
    return None


def _talks(words: tuple[str, ...], language: str) -> list[Talk] | None:
    """What each phrase is, longest phrases first; None where a word belongs to no phrase."""
    phrases, longest = _phrases(language)
    found, at = [], 0
    while at < len(words):
        ends = range(min(at + longest, len(words)), at, -1)
        end = next((end for end in ends if words[at:end] in phrases), None)
        if end is None:
            return None
        found.append(phrases[words[at:end]])
        at = end
    return found


@cache
def _phrases(language: str) -> tuple[dict[tuple[str, ...], Talk], int]:
    """The phrases of a language as words, and the number of words of the longest."""
    found = {
        tuple(_WORD.findall(phrase)): talk
        for talk, phrases in reversed([*PHRASES[language].items()])
        for phrase in phrases.split("|")
    }
    return found, max(map(len, found))
