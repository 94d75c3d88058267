"""Parse a question: the one place that looks at its words."""

from __future__ import annotations

from qa.language.negations import bans, denies
from qa.quantities.bounds import only_amount
from qa.understand.answer_kind import is_choice, kinds_of
from qa.understand.answer_type import answer_pattern
from qa.understand.asked_metadata import asked_metadata
from qa.understand.asked_time import asked_date, asked_latest, spelled_out
from qa.understand.parsed_question import ParsedQuestion
from qa.understand.question_words import question_words
from qa.understand.reader_query import reader_query
from qa.understand.source_questions import question_to_sources


def parse(question: str) -> ParsedQuestion:
    """Parse a question that wants an answer."""
    asked = " ".join(question.split())
    return _parsed(asked, spelled_out(question_to_sources(asked)))


def parse_search(words: str) -> ParsedQuestion:
    """Parse what is searched for: every word of it counts."""
    asked = " ".join(words.split())
    return _parsed(asked, spelled_out(asked))


def _parsed(asked: str, text: str) -> ParsedQuestion:
    reader_text = reader_query(text)
    return ParsedQuestion(
        asked=asked,
        text=text,
        reader_text=reader_text,
        words=question_words(text),
        reader_words=question_words(reader_text),
        kinds=kinds_of(text),
        is_choice=is_choice(text),
        answer_pattern=answer_pattern(text),
        date=asked_date(reader_text),
        latest=asked_latest(reader_text),
        metadata=asked_metadata(asked),
        amount=only_amount(text),
        asks_ban=bans(text),
        denies=denies(text),
    )
