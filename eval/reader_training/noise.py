"""Questions as people type them: no capitals, no question mark, typing errors, keywords, pleasantries."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from index.language.function_words import FUNCTION_WORDS

OPENINGS = (
    "Hi, ",
    "Hello! ",
    "Please tell me: ",
    "Can you tell me ",
    "Could you please tell me ",
    "I would like to know ",
    "Do you know ",
    "Quick question: ",
    "I was wondering, ",
    "Just curious, ",
    "According to the document, ",
)
CLOSINGS = (" Thanks!", " Thank you.", " please", " Thanks in advance", " I can't find it.")
WORD = re.compile(r"\w+")
#: Words of fewer letters are not mistyped: too often another word would be made.
LEAST_LETTERS = 5


def noisy(question: str, chance: random.Random) -> str:
    """The same question, typed carelessly in one or two ways.

    Args:
        question: As it stands in a data set.
        chance: Decides.
    """
    ways: tuple[Callable[[str, random.Random], str], ...] = (_bare, _bare, _mistyped, _keywords, _polite)
    for way in chance.sample(ways, chance.choice((1, 1, 2))):
        question = way(question, chance)
    return question


def _bare(question: str, chance: random.Random) -> str:
    """Without capitals, without its mark, or without both."""
    kind = chance.choice(("capitals", "mark", "both"))
    if kind != "mark":
        question = question.lower()
    return question if kind == "capitals" else question.rstrip(" ?.")


def _mistyped(question: str, chance: random.Random) -> str:
    """With two letters of a word exchanged, or one left out, doubled or hit beside; its first stays."""
    found = [m for m in WORD.finditer(question) if len(m[0]) >= LEAST_LETTERS and m[0].isalpha()]
    if not found:
        return question
    match = chance.choice(found)
    word, at = match[0], chance.randrange(1, len(match[0]) - 1)
    made = chance.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + chance.choice("aeiourstnl") + word[at + 1 :],
        )
    )
    return question[: match.start()] + made + question[match.end() :]


def _keywords(question: str, chance: random.Random) -> str:
    """Its question word, most times, and its content words."""
    words = question.rstrip(" ?.").split()
    kept = [word for word in words[1:] if word.casefold() not in FUNCTION_WORDS]
    if len(kept) < 2:
        return question
    return " ".join([*words[: chance.random() < 0.8], *kept])


def _polite(question: str, chance: random.Random) -> str:
    """With a pleasantry before it or after it."""
    if chance.random() < 0.3:
        return question + chance.choice(CLOSINGS)
    return chance.choice(OPENINGS) + question
