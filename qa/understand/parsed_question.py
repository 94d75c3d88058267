"""A question with everything that its words say about the answer.

`qa.understand.parse` makes it once for each question; every later step takes it and looks at no word of the
question again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from qa.quantities.quantities import Quantity
from qa.understand.answer_kind import AnswerKind
from qa.understand.asked_metadata import AskedMetadata
from qa.understand.asked_time import AskedDate, AskedLatest, without
from qa.understand.question_words import QuestionWord, question_words


class ReaderQuestion(NamedTuple):
    """What the reader is asked of a passage, and its words."""

    text: str
    words: tuple[QuestionWord, ...]


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
        date: The only date in `reader_text`, if there is one.
        is_choice: Whether it names the answers that it may have.
        latest: How `reader_text` asks for the latest of several.
        metadata: What it asks of a document itself; None where it asks of what documents say.
        amount: The only number in `text`, with its unit.
        asks_ban: Whether it asks of a ban, so that yes would forbid: "Is it forbidden to park here?".
        denies: Whether it asks for what is not so: "Who may not enter?".
        answer_pattern: Matches within a sentence that could hold the answer; None where any could.
    """

    asked: str
    text: str
    reader_text: str
    words: tuple[QuestionWord, ...] = ()
    reader_words: tuple[QuestionWord, ...] = ()
    kinds: frozenset[AnswerKind] = frozenset()
    answer_pattern: re.Pattern[str] | None = None
    is_choice: bool = False
    date: AskedDate | None = None
    latest: AskedLatest | None = None
    metadata: AskedMetadata | None = None
    amount: Quantity | None = None
    asks_ban: bool = False
    denies: bool = False

    @property
    def undated(self) -> ReaderQuestion:
        """What the reader is asked of a passage that is of the time that is asked for."""
        spans = [span for span in (self.date and self.date.phrase, self.latest and self.latest.words) if span]
        text = self.reader_text
        for span in sorted(spans, reverse=True):
            text = without(text, span)
        return ReaderQuestion(text, question_words(text))

    @property
    def dated(self) -> ReaderQuestion:
        """What the reader is asked of all other passages."""
        return ReaderQuestion(self.reader_text, self.reader_words)

    def with_date(self, words: str) -> ReaderQuestion:
        """What the reader is asked of a passage that writes the date like this."""
        if self.date is None:
            return self.dated
        start, end = self.date.words
        text = f"{self.reader_text[:start]}{words}{self.reader_text[end:]}"
        return ReaderQuestion(text, question_words(text))

    def asks(self, *kinds: AnswerKind) -> bool:
        """Whether it asks for any of these kinds."""
        return not self.kinds.isdisjoint(kinds)

    def could_be_answered_by(self, sentence: str) -> bool:
        """Whether the sentence holds the kind of thing that is asked for."""
        return self.answer_pattern is None or self.answer_pattern.search(sentence) is not None

    def has_letters(self, letters: str) -> bool:
        """Whether it has these letters in a row, in any case, also within a longer word."""
        return letters.lower() in self.text.lower()
