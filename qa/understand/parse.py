"""Parse a question: the one place that looks at its words."""

from __future__ import annotations

from dataclasses import replace

from qa.language.negations import bans, denies
from qa.quantities.bounds import only_amount
from qa.quantities.quantities import quantities_in
from qa.understand.answer_kind import is_choice, kinds_of
from qa.understand.answer_type import answer_content
from qa.understand.asked_clock import asked_clock
from qa.understand.asked_code import asks_for_code
from qa.understand.asked_condition import asked_condition
from qa.understand.asked_form import asked_form
from qa.understand.asked_mentions import asked_mentions
from qa.understand.asked_metadata import asked_metadata
from qa.understand.asked_parts import asked_parts
from qa.understand.asked_source import asked_source
from qa.understand.asked_time import asked_date, asked_latest, spelled_out, without_latest
from qa.understand.asked_topic import asked_topic
from qa.understand.asked_within import asked_within
from qa.understand.marks import marks
from qa.understand.parsed_question import ParsedQuestion
from qa.understand.question_words import question_words
from qa.understand.reader_query import reader_query
from qa.understand.source_questions import question_to_sources


def parse(question: str) -> ParsedQuestion:
    """Parse a question that wants an answer; of a longer text the question within it."""
    within = asked_within(" ".join(question.split()))
    parsed = _parsed(within.question, spelled_out(question_to_sources(within.question)))
    return replace(parsed, story=within.story, others=within.others)


def parse_search(words: str) -> ParsedQuestion:
    """Parse what is searched for: every word of it counts.  What only an answer needs stays unknown."""
    return _searched(" ".join(words.split()), searched_text(words))


def searched_text(words: str) -> str:
    """The `text` of what is searched for, without parsing it."""
    return spelled_out(" ".join(words.split()))


def parse_again(question: ParsedQuestion, words: str) -> ParsedQuestion:
    """Parse a question in other words, its spelling corrected, as it was parsed before.

    Args:
        words: With single spaces between them.
    """
    again = parse(words) if question.wants_answer else parse_search(words)
    return replace(again, respelled=True, story=question.story, others=question.others)


def _searched(asked: str, text: str) -> ParsedQuestion:
    """What search and answer both need of a question, spelled out as `text`."""
    reader_text = reader_query(text)
    return ParsedQuestion(
        asked=asked,
        text=text,
        reader_text=reader_text,
        words=question_words(text),
        answer_content=answer_content(text),
        date=asked_date(reader_text),
        latest=asked_latest(reader_text),
    )


def _parsed(asked: str, text: str) -> ParsedQuestion:
    searched, form = _searched(asked, text), asked_form(text)
    reader_text, amounts = searched.reader_text, tuple(quantities_in(text))
    return replace(
        searched,
        reader_words=question_words(reader_text),
        kinds=kinds_of(text) | {form} if form else kinds_of(text),
        topic=asked_topic(without_latest(text), form),
        wants_code=asks_for_code(text),
        is_choice=is_choice(text),
        metadata=asked_metadata(asked),
        source=asked_source(reader_text),
        marks=tuple(marks(reader_text)),
        amount=only_amount(amounts),
        amounts=amounts,
        clock=asked_clock(text),
        wants_answer=True,
        asks_ban=bans(text),
        denies=denies(text),
        parts=asked_parts(text),
        mentions=asked_mentions(asked),
        condition=asked_condition(text),
    )
