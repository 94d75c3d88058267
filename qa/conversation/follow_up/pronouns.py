"""The personal pronouns of a question, and a question with one of them replaced."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from qa.conversation.follow_up.tokens import Token, tokenize
from qa.language.function_words import is_function_word


class Kind(StrEnum):
    """What a pronoun stands for."""

    PERSON = "person"
    THING = "thing"
    SEVERAL = "several"


#: English personal pronouns of the third person.
KINDS = {
    **dict.fromkeys(("he", "him", "his", "she", "her", "hers"), Kind.PERSON),
    **dict.fromkeys(("it", "its"), Kind.THING),
    **dict.fromkeys(("they", "them", "their", "theirs"), Kind.SEVERAL),
}
_POSSESSIVE = frozenset(("his", "hers", "its", "their", "theirs"))


class Pronoun(NamedTuple):
    """A pronoun in a question.

    Args:
        at: The number of its token.
        possessive: Whether it owns what follows: "her" does before a noun.
    """

    token: Token
    at: int
    kind: Kind
    possessive: bool

    def replaced(self, question: str, text: str) -> str:
        """The question with `text` in the pronoun's place."""
        if self.possessive:
            text += "'" if text.endswith("s") else "'s"
        if self.token.capital:
            text = text[:1].upper() + text[1:]
        return question[: self.token.start] + text + question[self.token.end :]


def pronouns(words: list[Token]) -> list[Pronoun]:
    """The pronouns among the words of a question, in order."""
    return [
        Pronoun(word, at, KINDS[word.low], word.low in _POSSESSIVE or _owns(words, at))
        for at, word in enumerate(words)
        if word.low in KINDS
    ]


def kinds_of(text: str) -> set[Kind]:
    """The kinds of pronoun that a text has."""
    return {KINDS[word.low] for word in tokenize(text) if word.low in KINDS}


def _owns(words: list[Token], at: int) -> bool:
    following = words[at + 1 : at + 2]
    return words[at].low == "her" and bool(following) and not is_function_word(following[0].low)
