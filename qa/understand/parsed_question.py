"""A question with everything that its words say about the answer.

`qa.understand.parse` makes it once for each question; every later step takes it and looks at no word of the
question again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.quantities.quantities import parse_quantity
from qa.quantities.units import SYMBOLS
from qa.understand.answer_kind import AnswerKind
from qa.understand.question_words import QuestionWord
from qa.understand.speaker_questions import speaker_words


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question.

    Args:
        asked: As it was asked, with single spaces between its words.
        text: What is searched for and answered: without pleasantries, and without the words about sources
            where it asks what sources say about something.
        reader_text: What the reader is asked.
        words: Of `text`.
        reader_words: Of `reader_text`.
        kinds: What it asks for; mostly one kind, "Is it known how many died?" has two.
        answer_pattern: Matches within a sentence that could hold the answer; None where any could.
        dimensions: Of the units that it asks for, as in `qa.quantities.units`; empty where any would do.
        speaker: The words that name the speaker whose words it wants; empty where it wants anybody's.
        figures: The figures whose speaker it asks for, without marks between thousands.
    """

    asked: str
    text: str
    reader_text: str
    words: tuple[QuestionWord, ...] = ()
    reader_words: tuple[QuestionWord, ...] = ()
    kinds: frozenset[AnswerKind] = frozenset()
    answer_pattern: re.Pattern[str] | None = None
    dimensions: frozenset[str] = frozenset()
    speaker: frozenset[str] = frozenset()
    figures: tuple[str, ...] = ()

    def asks(self, *kinds: AnswerKind) -> bool:
        """Whether it asks for any of these kinds."""
        return not self.kinds.isdisjoint(kinds)

    def could_be_answered_by(self, sentence: str) -> bool:
        """Whether the sentence holds the kind of thing that is asked for."""
        return self.answer_pattern is None or self.answer_pattern.search(sentence) is not None

    def asks_other_unit(self, words: str) -> bool:
        """Whether the words give a quantity in a unit that it cannot ask for: 200 GB is no price."""
        if not self.dimensions:
            return False
        quantity = parse_quantity(words, whole=False)
        unit = SYMBOLS.get(quantity.unit) if quantity else None
        return unit is not None and unit.dimension not in self.dimensions

    def asks_speaker(self, speaker: str | None) -> bool:
        """Whether `speaker` is the one whose words it wants."""
        words = speaker_words(speaker or "")
        return bool(words) and bool(self.speaker) and (self.speaker <= words or words <= self.speaker)

    def names(self, word: str) -> bool:
        """Whether it has the word, in the same case."""
        return re.search(rf"\b{re.escape(word)}\b", self.text) is not None

    def has_letters(self, letters: str) -> bool:
        """Whether it has these letters in a row, in any case, also within a longer word."""
        return letters.lower() in self.text.lower()
