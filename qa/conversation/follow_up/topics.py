"""The things that a conversation sets side by side: "the Basic plan" and "the Premium plan".

Two questions that differ in one part alone name two such things ("What is the Falcon 200?", "What is the
Heron 50?"), so do their answers if they are names, and so do names with "and" between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qa.conversation.follow_up.tokens import Token, tokenize
from qa.conversation.follow_up.turns import Turn
from qa.language.function_words import is_function_word

#: The part in which two questions differ has at most so many words; a name of a pair, too.
MOST_WORDS = 5
ARTICLES = ("the", "a", "an")
_NAME = r"(?:the\s+)?[A-Z][\w'’&-]*(?:\s+[A-Z0-9][\w'’&-]*){0,4}"
_NAMED = re.compile(_NAME)
_PAIR = re.compile(rf"(?P<first>{_NAME})\s+(?:and|or|vs\.?|versus|with)\s+(?P<second>{_NAME})")


class Topic(NamedTuple):
    """A thing that stands beside another.

    Args:
        text: Its words, with the noun that both have.
        words: Those that tell it from the other, case-folded.
        turn: The number of the turn that named it last.
    """

    text: str
    words: frozenset[str]
    turn: int = 0


def topics_side_by_side(questions: Sequence[str], history: Sequence[Turn]) -> list[Topic]:
    """The topics, each once, in the order in which they were named last.

    Args:
        questions: Of each turn the question as it stands alone.
        history: The turns, oldest first.
    """
    found: dict[frozenset[str], Topic] = {}
    for number, (question, turn) in enumerate(zip(questions, history, strict=True)):
        named = [(number, topic) for topic in (*_of_pair(question), *_of_pair(turn.answer or ""))]
        for before, (earlier, earlier_turn) in enumerate(zip(questions[:number], history, strict=False)):
            if framed := _of_frames(earlier, question):
                named += zip((before, number), framed, strict=True)
                answers = _of_answers(earlier_turn.answer or "", turn.answer or "")
                named += zip((before, number), answers, strict=False)
        for at, topic in named:
            found.pop(topic.words, None)
            found[topic.words] = topic._replace(turn=at)
    return [*found.values()]


def _of_frames(one: str, other: str) -> list[Topic]:
    """The two topics of questions that differ in one part alone; none of others."""
    first, second = tokenize(one), tokenize(other)
    start = _shared(first, second)
    end = _shared(first[start:][::-1], second[start:][::-1])
    parts = first[start : len(first) - end], second[start : len(second) - end]
    same = len(first) - len(parts[0])
    names = [_without_article(part) for part in parts]
    if same < 2 or not all(0 < len(name) <= MOST_WORDS for name in names):
        return []
    words = [{word.low for word in name} for name in names]
    if words[0] & words[1] or not all(map(_names, [*names[0], *names[1]])):
        return []
    return [_topic(one, first, names[0], end), _topic(other, second, names[1], end)]


def _of_answers(one: str, other: str) -> Iterator[Topic]:
    """The two answers, where both are names and nothing else."""
    names = [_NAMED.fullmatch(answer.strip(" .")) for answer in (one, other)]
    return _told_apart([name[0] for name in names if name]) if all(names) else iter(())


def _topic(text: str, words: list[Token], part: list[Token], end: int) -> Topic:
    """The differing part with the noun behind it and "the" before it."""
    first, last = words.index(part[0]), len(words) - end
    while last < len(words) and not is_function_word(words[last].low) and _touch(text, words, last):
        last += 1
    if first and words[first - 1].low in ARTICLES:
        first -= 1
    return Topic(text[words[first].start : words[last - 1].end], frozenset(word.low for word in part))


def _without_article(part: list[Token]) -> list[Token]:
    return part[1:] if len(part) > 1 and part[0].low in ARTICLES else part


def _names(word: Token) -> bool:
    """Whether a word may be one of a name: no function word, but a single capital may, as in "Plan A"."""
    return not is_function_word(word.low) or (len(word.text) == 1 and word.capital)


def _touch(text: str, words: list[Token], at: int) -> bool:
    """Whether only a space is between a word and the one before it."""
    return text[words[at - 1].end : words[at].start] == " "


def _shared(one: Sequence[Token], other: Sequence[Token]) -> int:
    """How many words two sequences begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a.low != b.low), min(len(one), len(other)))


def _of_pair(text: str) -> Iterator[Topic]:
    """The names on both sides of "and"."""
    for match in _PAIR.finditer(text):
        yield from _told_apart([match["first"], match["second"]])


def _told_apart(names: Sequence[str]) -> Iterator[Topic]:
    """Two names as topics; none where one has no word that the other lacks."""
    one, other = (frozenset(w.low for w in tokenize(n) if not is_function_word(w.low)) for n in names)
    if one - other and other - one:
        yield Topic(names[0], one - other)
        yield Topic(names[1], other - one)
