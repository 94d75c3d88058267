"""What the model sees of a pronoun's two kinds of choice: leave it, or replace it by a mention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from qa.conversation.follow_up.mentions import Mention
from qa.conversation.follow_up.pronouns import Kind, Pronoun, kinds_of
from qa.conversation.follow_up.tokens import Token, tokenize
from qa.conversation.follow_up.turns import Turn
from qa.language.function_words import is_function_word
from qa.language.word_frequency import log_frequency_rank

Features = Mapping[str, float]


class Context:
    """A question and the conversation before it (oldest turn first), as far as features need them."""

    def __init__(self, question: str, history: Sequence[Turn]) -> None:
        self.words = tokenize(question)
        self.low = frozenset(word.low for word in self.words)
        self._kinds = [kinds_of(turn.question) for turn in reversed(history)]

    def streak(self, kind: Kind) -> int:
        """How many questions in a row, the last before this one and back, have a pronoun of a kind."""
        return next((back for back, kinds in enumerate(self._kinds) if kind not in kinds), len(self._kinds))


def leave(context: Context, pronoun: Pronoun, number: int) -> Features:
    """Features of leaving a pronoun, the `number`-th of its question from 0."""
    before, after = context.words[: pronoun.at], context.words[pronoun.at + 1 :]
    low, previous, following = pronoun.token.low, _word(before[-1:]), _word(after[:1])
    found = [
        "",
        low,
        f"words {min(len(context.words), 12)}",
        f"number {min(number, 2)}",
        f"at {min(pronoun.at, 6)}",
        f"before {previous}",
        f"after {following}",
        f"{low} before {previous}",
        f"{low} after {following}",
    ]
    found += ["name before"] * any(word.capital for word in before[1:])
    found += ["name after"] * any(word.capital for word in after)
    found += ["content before"] * any(not is_function_word(word.low) for word in before)
    return {f"leave {pronoun.kind} {name}".rstrip(): 1.0 for name in found}


def replace(context: Context, pronoun: Pronoun, mention: Mention) -> Features:
    """Features of replacing a pronoun by a mention; each kind of pronoun has its own."""
    return {f"{pronoun.kind} {name}": value for name, value in _of(context, pronoun, mention) if value}


def _of(context: Context, pronoun: Pronoun, mention: Mention) -> Iterator[tuple[str, float]]:
    yield from _when(context, pronoun, mention)
    yield from _form(mention)
    yield "count", min(mention.count, 6) ** 0.5
    yield "questions", min(mention.questions, 4) ** 0.5
    shared = len(mention.words & context.low) / len(mention.words)
    yield "shared", shared
    yield "all shared", float(shared == 1)
    ranks = [log_frequency_rank(word) for word in mention.words]
    yield "mean rank", sum(ranks) / len(ranks) / 5
    yield "highest rank", max(ranks) / 5


def _when(context: Context, pronoun: Pronoun, mention: Mention) -> Iterator[tuple[str, float]]:
    """When and where the mention was made."""
    yield f"last {min(mention.last, 4)} {'asked' if mention.asked else 'told'}", 1.0
    yield f"first {min(mention.first, 4)}", 1.0
    yield "opening", float(mention.opening)
    if mention.answers:
        yield f"answers {_around(mention.answers)}", 1.0
    yield "position", mention.position
    yield f"before {_around(mention.before)}", 1.0
    yield f"after {_around(mention.after)}", 1.0
    if streak := context.streak(pronoun.kind):
        yield "first before the streak", float(mention.first >= streak)
        yield "first in the streak", float(mention.first < streak)
        yield "opening before the streak", float(mention.opening)


def _form(mention: Mention) -> Iterator[tuple[str, float]]:
    """What the mention looks like."""
    words = mention.text.split()
    capitals = sum(word[0].isupper() for word in words)
    shape = "name" if capitals == len(words) else "mixed" if capitals else "plain"
    yield f"words {min(len(words), 5)}", 1.0
    yield f"shape {shape} {min(len(words), 3)}", 1.0
    yield f"begins {shape}", float(mention.position == 0)
    yield "whole", float(mention.whole)
    yield "whole now", float(mention.whole and mention.last == 0)
    yield "ends in s", float(words[-1].endswith("s"))
    yield f"ends in s {shape}", float(words[-1].endswith("s"))
    yield "and", float("and" in words)
    yield "the", float(words[0].lower() == "the")
    yield "digits", float(any(letter.isdigit() for letter in mention.text))
    yield "year", float(words[-1].isdecimal() and len(words[-1]) == 4)


def _word(words: list[Token]) -> str:
    return words[0].low if words else "-"


def _around(word: str) -> str:
    """A neighbour of a mention: only function words are told apart."""
    return word if not word or is_function_word(word) else "*"
