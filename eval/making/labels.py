"""What stands behind a label: "Chair: Ann Lee" asks for the chair."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from eval.making.made import Made, SourceText
from eval.making.phrases import is_clear, is_whole, lowered, one_line
from eval.making.statements import AUXILIARIES
from eval.making.verbs import of_present, plain_form
from index.documents import Span
from index.ingest.sentences import sentences
from index.language.function_words import FUNCTION_WORDS
from qa.language.plurals import is_plural
from qa.language.word_frequency import is_english
from qa.quantities.dates import parse_date
from qa.quantities.quantities import parse_quantity
from qa.read.labelled_lines import labelled_lines

LONGEST_VALUE, MOST_WORDS, MOST_OF_ENTRY = 90, 12, 5
_SMALL = frozenset(FUNCTION_WORDS) - {"of", "for", "in", "and"}
_NOUN = re.compile(r"[A-Z][\w/'’-]*(?: [\w/'’-]+){0,3}")


def made(source: SourceText) -> Iterator[Made]:
    """One question for each label that stands once in the document."""
    lines = {line: label for line, label in labelled_lines(source.text).items() if _is_plain(label, source)}
    sheet = _in_sheets(source.text, list(lines))
    labels = [one_line(label.of(source.text)).lower() for label in lines.values()]
    for line, label in lines.items():
        if line not in sheet:
            continue
        words = one_line(label.of(source.text))
        value = _value(source.text, line, label)
        if (
            labels.count(words.lower()) > 1
            or not _is_noun(words)
            or not 0 < value.end - value.start <= LONGEST_VALUE
        ):
            continue
        said = value.of(source.text)
        if source.text[line.start : label.start].strip() and len(said.split()) > MOST_OF_ENTRY:
            continue  # an entry of a list, whose label is a topic
        low = lowered(words, source.text)
        verb = "are" if is_plural(words.split()[-1]) else "is"
        kind = "fact"
        if parse_date(said, ""):
            kind = "date"
        elif parse_quantity(said):
            kind = "number"
        if said.lower() not in source.title.lower() and _is_value(said):
            yield Made(f"What {verb} the {low}?", kind, "labels", source, (value,), of_document=True)


def _in_sheets(text: str, lines: Sequence[Span]) -> set[Span]:
    """Lines with a label that stand right below or above another one: one alone is mostly prose."""
    pairs = [(a, b) for a, b in pairwise(lines) if not text[a.end : b.start].strip() and _close(text, a, b)]
    return {line for pair in pairs for line in pair}


def _close(text: str, one: Span, other: Span) -> bool:
    return text.count("\n", one.end, other.start) <= 2


def _is_plain(label: Span, source: SourceText) -> bool:
    """Whether the words of a label are English."""
    words = re.findall(r"[^\W\d_]+", label.of(source.text))
    return bool(words) and all(is_english(word.lower()) for word in words)


def _is_value(words: str) -> bool:
    """Whether words are a value and no clause."""
    if len(words.split()) > MOST_WORDS or words[-1] in "?!" or of_present(words.split()[0].lower()):
        return False
    verbs = re.search(rf"\b(?:{AUXILIARIES}|who|which|that|if|when|not)\b", words)
    return not verbs and is_whole(words) and ": " not in words and not any(map(plain_form, words.split()[1:]))


def _value(text: str, line: Span, label: Span) -> Span:
    behind = sentences(text, Span(label.end + 1, line.end))[0]
    words = behind.of(text)
    start = behind.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip().rstrip(".")))


def _is_noun(words: str) -> bool:
    """Whether a label names a thing: "Approved" and "See also" do not."""
    low = words.lower().split()
    verb = bool(plain_form(low[-1])) or low[-1].endswith("ing")
    plain = not any(word in _SMALL for word in low)
    return (
        bool(_NOUN.fullmatch(words))
        and is_clear(words)
        and not verb
        and plain
        and len(words) > 2
        and not words[-1].isdigit()
    )
