"""A question with everything that its words say about the answer.

`qa.understand.parse` makes it once for each question; every later step takes it and looks at no word of
the question again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from index.language.sentence_content import Content
from index.store.other_words import OtherWords
from qa.quantities.quantities import FoundQuantity, Quantity
from qa.understand.answer_kind import AnswerKind
from qa.understand.asked_clock import AskedClock
from qa.understand.asked_metadata import AskedMetadata
from qa.understand.asked_parts import AskedPart
from qa.understand.asked_time import AskedDate, AskedLatest, without
from qa.understand.asked_topic import NO_TOPIC, Topic
from qa.understand.marks import Mark
from qa.understand.question_words import QuestionWord, question_words


class ReaderQuestion(NamedTuple):
    """What the reader is asked of a passage, and its words."""

    text: str
    words: tuple[QuestionWord, ...]


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question.

    Args:
        asked: As it was asked, with single spaces between its words, without what is told around it.
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
        topic: What a definition, a comparison or a description is asked of.
        wants_code: Whether a command, a setting or another piece of code is asked for.
        answer_content: What a sentence must have in it to hold the answer; None where any could.
        source: The words for whose statement it asks: "the coast guard"; empty where it does not say.
        marks: By which `reader_text` tells its subject from siblings.
        wants_answer: Whether it is a question; False where words are searched for, of which `asked`, `text`,
            `words`, `answer_content`, `date` and `latest` are known.
        respelled: Whether its spelling was corrected.
        story: What is told around it.
        others: How many more questions are asked with it.
        wordings: What its words are also called.
        amount: The only number in `text`, with its unit.
        amounts: All numbers in `text`.
        clock: The times of day in `text`.
        asks_ban: Whether it asks of a ban, so that yes would forbid: "Is it forbidden to park here?".
        denies: Whether it asks for what is not so: "Who may not enter?".
        parts: The questions that it joins; none where it is one.
        mentions: What documents mention that are asked for; empty where none are.
        condition: The words of the condition that it sets: "I skip the service"; empty where it sets none.
    """

    asked: str
    text: str
    reader_text: str
    words: tuple[QuestionWord, ...] = ()
    reader_words: tuple[QuestionWord, ...] = ()
    kinds: frozenset[AnswerKind] = frozenset()
    topic: Topic = NO_TOPIC
    wants_code: bool = False
    answer_content: Content | None = None
    is_choice: bool = False
    date: AskedDate | None = None
    latest: AskedLatest | None = None
    metadata: AskedMetadata | None = None
    source: str = ""
    marks: tuple[Mark, ...] = ()
    wants_answer: bool = False
    respelled: bool = False
    story: str = ""
    others: int = 0
    wordings: tuple[OtherWords, ...] = ()
    amount: Quantity | None = None
    amounts: tuple[FoundQuantity, ...] = ()
    clock: AskedClock | None = None
    asks_ban: bool = False
    denies: bool = False
    parts: tuple[AskedPart, ...] = ()
    mentions: str = ""
    condition: str = ""

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

    def in_words_of(self, asked: ReaderQuestion, text: str) -> ReaderQuestion:
        """What the reader is asked of a text that has other words of the same meaning for a part of it."""
        words = asked.text
        for one in self.wordings:
            if one.is_same and _has(words, one.words) and not _has(text, one.words):
                other = next((other for other in one.others if _has(text, other)), one.words)
                words = _replaced(words, one.words, other)
        return asked if words == asked.text else ReaderQuestion(words, question_words(words))

    def asks(self, *kinds: AnswerKind) -> bool:
        """Whether it asks for any of these kinds."""
        return not self.kinds.isdisjoint(kinds)

    def has_letters(self, letters: str) -> bool:
        """Whether it has these letters in a row, in any case, also within a longer word."""
        return letters.lower() in self.text.lower()


def _has(text: str, words: str) -> bool:
    """Whether a text has these words, whatever their case."""
    return re.search(rf"\b{re.escape(words)}\b", text, re.IGNORECASE) is not None


def _replaced(text: str, words: str, other: str) -> str:
    """A text with other words in the place of the first of these."""
    return re.sub(rf"\b{re.escape(words)}\b", lambda _: other, text, count=1, flags=re.IGNORECASE)
