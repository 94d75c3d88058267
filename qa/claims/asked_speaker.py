"""Values of the speaker that a question asks for: "according to South Korea" is not what Ukraine says."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

from qa.claims.found_value import FoundValue
from qa.claims.names import content_words
from qa.language.names import DISTINCTIVE, TITLES
from qa.language.plurals import is_plural
from qa.language.word_vectors import similarity, word_vector

#: Two words are forms of one name from this cosine of their vectors on: of 21 names of countries, the
#: people's name is .58 to .79 near ("France", "French"), a neighbour's at most .51 ("Norway", "Swedish").
ONE_NAME = 0.56


#: Taken from the log odds of what another speaker says, and of what nobody is named for where the asked
#: speaker says something.
OTHER, UNTOLD = 8.0, 2.0


class Voice(IntEnum):
    """Whose a value is."""

    OTHER = 0
    UNKNOWN = 1
    ASKED = 2


def weigh_speakers(source: str, values: Sequence[FoundValue]) -> list[FoundValue]:
    """The values, best first, with less odds for those of other speakers than the asked one.

    Args:
        source: The words for the speaker; empty changes nothing.
    """
    if not source:
        return [*values]
    voices = [voice_of(source, value) for value in values]
    is_told = Voice.ASKED in voices
    # "Scientists" may be anybody who is named.
    other = UNTOLD if source.islower() and is_plural(source.split()[-1]) and " " not in source else OTHER
    losses = {Voice.ASKED: 0.0, Voice.UNKNOWN: UNTOLD if is_told else 0.0, Voice.OTHER: other}
    weighed = [value.less(losses[voice]) for value, voice in zip(values, voices, strict=True)]
    return sorted(weighed, key=lambda value: -value.found.score)


def voice_of(source: str, value: FoundValue) -> Voice:
    """Whose a value is: of whom its sentence names as saying it, else of whom it names at all."""
    if value.speaker:
        return Voice.ASKED if names_speaker(source, value.speaker) else Voice.OTHER
    return Voice.ASKED if names_speaker(source, value.sentence.of(value.passage.text)) else Voice.UNKNOWN


def names_speaker(source: str, words: str) -> bool:
    """Whether words name the speaker: they have all words of the name, or it has all of theirs."""
    asked, named = content_words(source), content_words(words)
    if _are_in(_without_titles(asked), named) or _are_in(_without_titles(named), asked):
        return True
    return _are_initials(asked, named) or _are_initials(named, asked)


def _are_initials(few: Sequence[str], many: Sequence[str]) -> bool:
    """Whether one word is the initials of others: "AAA", "American Automobile Association"."""
    initials = "".join(word[0] for word in many)
    return len(few) == 1 and len(few[0]) > 1 and few[0] == initials


def _without_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in TITLES) or words


def _are_in(few: Sequence[str], many: Sequence[str]) -> bool:
    return bool(few) and all(any(_is_one_name(word, other) for other in many) for word in few)


@lru_cache(maxsize=8192)
def _is_one_name(one: str, other: str) -> bool:
    """Whether two words are one, or forms of one: "Korea" and "Korean"."""
    if one == other:
        return True
    if DISTINCTIVE & {one, other} or not (one.isalpha() and other.isalpha()):
        return False
    return similarity(word_vector(one), word_vector(other)) >= ONE_NAME
