"""A question with everything that its words say about the answer.

`qa.understand.parse` makes it once for each question; every later step takes it and looks at no word of the
question again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.understand.answer_kind import AnswerKind
from qa.understand.question_words import QuestionWord


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question.

    Args:
        asked: As it was asked, with single spaces between its words.
        text: What is searched for and answered: without the words about sources where it asks what sources
            say about something.
        reader_text: What the reader is asked.
        words: Of `text`.
        reader_words: Of `reader_text`.
        kinds: What it asks for; mostly one kind.
        answer_pattern: Matches within a sentence that could hold the answer; None where any could.
    """

    asked: str
    text: str
    reader_text: str
    words: tuple[QuestionWord, ...] = ()
    reader_words: tuple[QuestionWord, ...] = ()
    kinds: frozenset[AnswerKind] = frozenset()
    answer_pattern: re.Pattern[str] | None = None

    def asks(self, *kinds: AnswerKind) -> bool:
        """Whether it asks for any of these kinds."""
        return not self.kinds.isdisjoint(kinds)

    def could_be_answered_by(self, sentence: str) -> bool:
        """Whether the sentence holds the kind of thing that is asked for."""
        return self.answer_pattern is None or self.answer_pattern.search(sentence) is not None

    def has_letters(self, letters: str) -> bool:
        """Whether it has these letters in a row, in any case, also within a longer word."""
        return letters.lower() in self.text.lower()
