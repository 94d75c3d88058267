"""When something was or will be: a statement with one date at the end of its first clause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.making.made import Made, SourceText
from eval.making.phrases import one_line
from eval.making.statements import Statement, prose, statement_of, statements
from index.documents import Span
from index.language.calendar import MONTH_FORMS

_MONTH = rf"(?:{MONTH_FORMS})\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:{_DAY}\s+{_MONTH}(?:\s?,?\s+[12]\d{{3}})?|{_MONTH}\s+{_DAY}(?:\s?,?\s+[12]\d{{3}})?|{_MONTH},?\s+[12]\d{{3}}"
    r"|[12]\d{3}-\d\d-\d\d|1[0-9]\d\d|20[0-4]\d)"
)
#: The date, alone behind its preposition, ends the clause.
_DATED = re.compile(
    rf"\s(?P<before>in|on|until|by|since|from)\s+(?P<date>{_DATE})(?P<after>\s*(?:,|\.|;|\Z))", re.I
)
_LEADS = re.compile(rf"(?:In|On)\s+(?P<date>{_DATE})\s?,\s+", re.I)
_FIRST_CLAUSE = re.compile(r"\s*(?:,|\band\b|\bwhen\b|\bafter\b|\bwhile\b)")
_ASKED = {
    "in": "When",
    "on": "When",
    "until": "Until when",
    "by": "By when",
    "since": "Since when",
    "from": "From when",
}
MOST_WORDS = 14


def made(source: SourceText) -> Iterator[Made]:
    """The questions of all dated statements."""
    for date, statement in led_statements(source):
        if one := _led(date, statement):
            yield one
    for statement in statements(source):
        if one := _dated(statement):
            yield one


def led_statements(source: SourceText) -> Iterator[tuple[Span, Statement]]:
    """Statements behind a date that begins the sentence, each with that date."""
    for span in prose(source):
        if found := _LEADS.match(span.of(source.text)):
            date = Span(span.start + found.start("date"), span.start + found.end("date"))
            if statement := statement_of(source, Span(span.start + found.end(), span.end)):
                yield date, statement


def _led(date: Span, statement: Statement) -> Made | None:
    """ "In 1998, the bridge was opened." asks for its year."""
    predicate = one_line(_FIRST_CLAUSE.split(statement.rest_words)[0])
    if not predicate or re.search(r"\d{4}", predicate) or not statement.is_predicate(predicate, MOST_WORDS):
        return None
    year = re.fullmatch(r"\d{4}", date.of(statement.source.text)) and len(predicate) % 2
    word = "In which year" if year else "When"
    return Made(f"{word} {statement.asked(predicate)}?", "date", "dates", statement.source, (date,))


def _dated(statement: Statement) -> Made | None:
    text, rest = statement.source.text, statement.rest
    found = _DATED.search(f" {statement.rest_words}")
    if not found:
        return None
    predicate = one_line(f" {statement.rest_words}"[: found.start()])
    if not predicate or re.search(r"\d{4}", predicate) or not statement.is_predicate(predicate, MOST_WORDS):
        return None
    word = _ASKED[found["before"].lower()]
    if word == "When" and found["before"].lower() == "in" and re.fullmatch(r"\d{4}", found["date"]):
        word = ("When", "In which year")[len(predicate) % 2]
    start = rest.start + found.start("date") - 1
    span = Span(start, start + len(found["date"]))
    assert span.of(text) == found["date"]
    return Made(f"{word} {statement.asked(predicate)}?", "date", "dates", statement.source, (span,))
