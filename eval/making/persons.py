"""Who did something: a statement whose subject, or whose "by", is a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.making.made import Made, SourceText
from eval.making.phrases import CLAUSE, is_clear, is_common, is_whole, one_line
from eval.making.statements import Statement, statements
from index.documents import Span
from qa.language.names import NO_PERSON, TITLES

_NAME = r"[^\W\d_a-z][^\W\d_A-Z]+(?:[-'’][A-Z][a-z]+)?"
_PERSON = re.compile(rf"(?:{_NAME}\.?\s)?{_NAME}(?:\s[A-Z]\.)?\s{_NAME}")
_BY = re.compile(
    rf"\sby\s(?P<name>(?:{_NAME}\.?\s)?{_NAME}(?:\s[A-Z]\.)?\s{_NAME})(?=\s*(?:\Z|,|\.|\sin\s|\son\s))"
)
#: So near a name a pronoun shows that it is a person's, not a firm's or a mountain's.
NEAR, MOST_BEFORE_BY = 250, 2
_SPOKEN_OF = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|him)\b")
LEAST_WORDS, MOST_WORDS = 3, 16


def made(source: SourceText) -> Iterator[Made]:
    """The questions of statements about a person, and of those in the passive."""
    for statement in statements(source):
        first = statement.subject.split()[0]
        if is_person(statement.subject) and not is_common(first, source.text):
            if _SPOKEN_OF.search(source.text, statement.rest.start, statement.span.end + NEAR):
                yield from _did(statement)
        elif statement.verb in ("is", "was", "were", "are"):
            yield from _by(statement)


def is_person(words: str) -> bool:
    """Whether words have the form of a person's whole name."""
    low = {word.lower().strip(".") for word in words.split()}
    return bool(_PERSON.fullmatch(words)) and not (low - TITLES) & NO_PERSON


def _did(statement: Statement) -> Iterator[Made]:
    words = _first_clause(statement.rest_words)
    fair = LEAST_WORDS <= len(words.split()) <= MOST_WORDS
    # "Who is a chemist?" has many answers.
    identifies = bool(statement.plain) or (statement.verb in ("is", "was") and words.startswith("the "))
    if fair and identifies and is_clear(words) and is_whole(words):
        gold = Span(statement.span.start, statement.span.start + len(statement.subject))
        yield Made(f"Who {statement.verb} {words}?", "person", "persons", statement.source, (gold,))


def _by(statement: Statement) -> Iterator[Made]:
    found = _BY.search(statement.rest_words)
    if not found or not is_person(found["name"]):
        return
    words = one_line(statement.rest_words[: found.start()])
    end = statement.rest.start + found.end("name")
    if len(words.split()) > MOST_BEFORE_BY or not _SPOKEN_OF.search(statement.source.text, end, end + NEAR):
        return
    if (
        words.split()[-1:]
        and words.split()[-1].endswith(("ed", "en", "wn", "lt", "de"))
        and _first_clause(words) == words
    ):
        start = statement.rest.start + found.start("name")
        gold = Span(start, start + len(found["name"]))
        yield Made(f"Who {statement.asked(words)} by?", "person", "persons", statement.source, (gold,))


def _first_clause(words: str) -> str:
    """The words up to what begins another clause; empty where that is in the middle of one."""
    found = CLAUSE.search(words)
    if not found:
        return one_line(words)
    return one_line(words[: found.start()]) if found.group() == "," else ""
