"""Questions as people type them: with slips, in lower case, without a mark, politely, within a story.

Each takes a question and a random number generator, and gives the question as it would be typed.  The
stories and the polite words are our own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

Perturb = Callable[[str, random.Random], str]
#: Words from this length on are misspelt.
LEAST_LETTERS = 5
_WORD = re.compile(rf"[A-Za-z]{{{LEAST_LETTERS},}}")
_NOT_CONTENT = "which where what when whose whom there their about would could should"
_ASKING = frozenset(_NOT_CONTENT.split())
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def misspelt(question: str, random: random.Random) -> str:
    """One or two slips, each in another content word."""
    for _ in range(random.choice((1, 2))):
        question = _in_one_word(question, random, _slip)
    return question


def joined(question: str, random: random.Random) -> str:
    """One space between two content words is missing."""
    places = [m.start(1) for m in re.finditer(r"(?<=[a-z]{4})( )(?=[a-z]{4})", question)]
    at = random.choice(places) if places else None
    return question if at is None else question[:at] + question[at + 1 :]


def lower_case(question: str, random: random.Random) -> str:
    """All in lower case, without a mark: a search query."""
    del random
    return question.lower().rstrip(" ?")


def no_mark(question: str, random: random.Random) -> str:
    """Without a question mark."""
    del random
    return question.rstrip(" ?")


def polite(question: str, random: random.Random) -> str:
    """With the words that people are polite with."""
    before, after = random.choice(_POLITE)
    return f"{before}{question.strip()}{after}"


def in_story(question: str, random: random.Random) -> str:
    """In the midst of a story of about 100 words that has little to do with it."""
    before, after = random.choice(_BEFORE), random.choice(_AFTER)
    return f"{before} {question.strip().rstrip('?')}? {after}"


PERTURBATIONS: Mapping[str, Perturb] = {
    "misspelt": misspelt,
    "joined": joined,
    "lower case": lower_case,
    "no mark": no_mark,
    "polite": polite,
    "in a story": in_story,
}

_POLITE = (
    ("Dear all, maybe somebody here can help me out. ", " I'd be really grateful."),
    ("Hey! Not sure if this is the right place to ask. ", " Cheers!"),
    ("Hi there! ", " Thanks in advance!"),
    ("Could you please tell me: ", ""),
    ("Hello, I have a quick question. ", " Thank you very much."),
    ("Good morning team, ", " Many thanks, Jo"),
    ("Sorry to bother you again, but ", " Would be great if you could help."),
)
_BEFORE = (
    "You won't believe what happened today. I was standing in the queue at the bakery when an old "
    "friend from school tapped me on the shoulder! We had not met in years. Guess what? She is "
    "writing a quiz for her village, and she has one question left that nobody at her table could "
    "answer. I promised to look it up.",
    "This is about my order from last month. The parcel came late, the box was wet, and the man at "
    "the door did not speak to me at all; I signed anyway. Since then I have written twice to your "
    "colleagues (no reply so far). But that is another matter, and I am not angry. Today I only need "
    "one small thing from you.",
    "Hi all, I started in the new office on Monday and I am still finding my way around. Yesterday my "
    "manager sat down with me for an hour, we went through a long list of things, and I took notes, "
    "but then my laptop crashed and most of them are gone. I asked two colleagues over lunch and each "
    "of them told me something different.",
    "My brother and I had a bet last night. We were cooking, the radio was on, and somehow we came to "
    "speak about this. He was quite sure of himself, as he always is, and I did not want to give in. "
    "We looked for a while and gave up because dinner was ready, and afterwards we both fell asleep "
    "on the sofa.",
    "I have been preparing a short talk for my class all week. The slides are nearly done and the "
    "pictures look nice, yet there is one thing that I could not find anywhere although I went to the "
    "library twice. The librarian was very kind, but she was about to close and asked me to come back "
    "next week.",
)
_AFTER = (
    "What do you think? My guess is as good as anybody's, I suppose. Talk to you soon, and say hello to Kim!",
    "Please answer as quickly as you can, because the shop closes at six and I have no phone there.",
    "I would be glad to have this before Friday since we leave for the mountains then. Thanks so much "
    "for your help!",
    "Sorry for the long message. I just want to get it right this time, and my notes are of no use any more.",
    "It is not urgent at all, but I keep thinking about it. Have a good weekend, and greetings from "
    "all of us.",
)


def _in_one_word(question: str, random: random.Random, change: Callable[[str, random.Random], str]) -> str:
    found = [m for m in _WORD.finditer(question) if m.group().lower() not in _ASKING]
    if not found:
        return question
    word = random.choice(found)
    return question[: word.start()] + change(word.group(), random) + question[word.end() :]


def _slip(word: str, random: random.Random) -> str:
    """The word with one slip behind its first letter: most are of one letter, as in typing (Damerau 1964)."""
    at = random.randrange(1, len(word) - 1)
    match random.choice(("swap", "drop", "double", "neighbour", "insert")):
        case "swap":
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case "drop":
            return word[:at] + word[at + 1 :]
        case "double":
            return word[: at + 1] + word[at:]
        case "neighbour":
            return word[:at] + _neighbour(word[at], random) + word[at + 1 :]
        case _:
            return word[:at] + _neighbour(word[at], random) + word[at:]


def _neighbour(letter: str, random: random.Random) -> str:
    row = next((row for row in _KEYBOARD if letter.lower() in row), _KEYBOARD[0])
    at = row.find(letter.lower())
    return random.choice([row[n] for n in (at - 1, at + 1) if 0 <= n < len(row)])
