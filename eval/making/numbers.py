"""How many, how much, how long: a statement with a number and what is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.making.made import Made, SourceText
from eval.making.phrases import CLAUSE, inside, is_clear, is_whole, one_line
from eval.making.statements import Statement, prose, statements
from index.documents import Span
from qa.language.plurals import is_plural
from qa.language.word_frequency import is_english
from qa.quantities.quantities import parse_quantity

_NUMBER = (
    r"(?:\d{1,3}(?:[,  ]\d{3})+|\d+)(?:\.\d+)?(?:\s(?:million|billion|thousand))?"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty"
)
_COUNTED = re.compile(
    rf"(?:about |around |nearly |over |at least |up to |only )?(?P<number>{_NUMBER})"
    r" (?P<noun>[a-z][a-z-]+(?: [a-z][a-z-]+)?)(?P<rest>(?: [^,;:()]+)?)(?=\Z|,)"
)
_THERE = re.compile(r"There (?P<verb>are|were) (?P<words>.+)\.\Z", re.S)
_MEASURED = re.compile(
    rf"(?P<number>(?:{_NUMBER}) [a-z]+) (?P<how>long|high|tall|wide|deep|thick|old|away)\Z"
)
_CHANGES = frozenset(
    """
    rise fall grow increase decrease drop decline climb cost shrink
    """.split()  # noqa: SIM905
)
_AMOUNT = re.compile(
    r"(?:by )?(?:about |around |nearly )?(?P<amount>[$€£]\s?\d[\d.,]*(?: (?:million|billion))?"
    r"|\d[\d.,/-]*\s?(?:%|per ?cent|pct|points|mln|billion|million|dlrs|cents|cts)"
    r"(?: dlrs| stg| marks| francs)?)(?=\s|,|\Z)"
)
#: The same change in percent, and what it is compared with.
_OTHERWISE = re.compile(r"\A\s?(?:,\s)?(?:or\s[^\s,]+%|\([^()]*%\))\s?,?")
_COMPARED = re.compile(r",?\s+(?:compared (?:to|with)|from|to)\s.*\Z", re.S)
_WHEN = re.compile(r"(?:in|during|for|over)\s")
_HAVE = {"has": "does", "have": "do", "had": "did"}
_OPEN = frozenset(("of", "in", "on", "at", "from", "to", "for", "with", "per", "by", "and", "or", "a", "the"))
MOST_WORDS = 14


def made(source: SourceText) -> Iterator[Made]:
    """The questions of all statements with one number that counts or measures."""
    for span in prose(source):
        if found := _THERE.match(span.of(source.text)):
            start = span.start + found.start("words")
            yield from _counted(source, Span(start, span.end - 1), f"{found['verb']} there")
    for statement in statements(source):
        yield from _of(statement)


def _of(statement: Statement) -> Iterator[Made]:
    subject = inside(statement.subject)
    if statement.plain:
        yield from _counted(statement.source, statement.rest, statement.clause)
        yield from _changed(statement)
    elif statement.verb in _HAVE:
        yield from _counted(statement.source, statement.rest, f"{_HAVE[statement.verb]} {subject} have")
    elif statement.verb in ("is", "are", "was", "were"):
        yield from _value(statement, subject)
    elif found := re.match(r"[a-z]+ (?=\d|\w+ )", statement.rest_words):
        rest = Span(statement.rest.start + found.end(), statement.rest.end)
        yield from _counted(statement.source, rest, f"{statement.verb} {subject} {found.group().strip()}")


def _counted(source: SourceText, span: Span, clause: str) -> Iterator[Made]:
    """ "<number> <things> <rest>" at the start of a span: "How many <things> <clause> <rest>?"."""
    found = _COUNTED.match(span.of(source.text))
    if not found:
        return
    noun, rest = _noun(found["noun"], found["rest"])
    words = one_line(f"{clause} {rest}")
    plain = not CLAUSE.search(rest) and not re.search(r"\b(?:and|or|each|not|later|earlier|ago)\b|\d", rest)
    plain = plain and all(map(is_english, noun.split())) and not rest.strip().startswith(("a ", "an "))
    if (
        noun
        and plain
        and is_clear(words)
        and (not rest or is_whole(rest))
        and len(words.split()) <= MOST_WORDS
    ):
        start = span.start + found.start("number")
        gold = Span(start, start + len(found["number"]))
        yield Made(f"How many {noun} {words}?", "number", "numbers", source, (gold,))


def _changed(statement: Statement) -> Iterator[Made]:
    """How much something rose or fell, and what it cost."""
    found = _AMOUNT.match(statement.rest_words)
    if not found or statement.plain not in _CHANGES:
        return
    start = statement.rest.start + found.start("amount")
    gold = Span(start, start + len(found["amount"]))
    # When it did belongs to the question: a report says it of several years.
    when = _OTHERWISE.sub("", statement.rest_words[found.end() :])
    when = one_line(_COMPARED.sub("", when).strip(" ,"))
    if when and not (_WHEN.match(when) and is_clear(when) and is_whole(when) and not CLAUSE.search(when)):
        return
    asked = "How much" if statement.plain == "cost" else "By how much"
    yield Made(
        f"{asked} {one_line(f'{statement.clause} {when}')}?", "number", "numbers", statement.source, (gold,)
    )


def _noun(words: str, rest: str) -> tuple[str, str]:
    """What is counted, its last word a plural, and what follows; empty where there is no plural."""
    first, _, second = words.partition(" ")
    if second and is_plural(second) and not is_plural(first) and first not in _OPEN:
        return words, rest
    return (first, f"{second}{rest}") if is_plural(first) else ("", "")


def _value(statement: Statement, subject: str) -> Iterator[Made]:
    words, start = statement.rest_words, statement.rest.start
    if found := _MEASURED.match(words):
        gold = Span(start, start + len(found["number"]))
        how = "How far away" if found["how"] == "away" else f"How {found['how']}"
        yield Made(f"{how} {statement.verb} {subject}?", "number", "numbers", statement.source, (gold,))
    elif len(words) <= 30 and parse_quantity(words) and not re.fullmatch(r"\W*[12]\d{3}", words):
        yield Made(
            f"What {statement.verb} {subject}?", "number", "numbers", statement.source, (statement.rest,)
        )
