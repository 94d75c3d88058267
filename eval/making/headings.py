"""What a document says about something: a heading and the paragraph below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.making.made import Made, SourceText
from eval.making.phrases import is_clear, is_title, lowered, one_line
from eval.making.sections import Section, sections
from index.blocks import BlockKind
from index.ingest.sentences import sentences
from index.language.function_words import FUNCTION_WORDS
from qa.compose.instructions import is_instruction
from qa.language.word_classes import QUESTION_WORDS

MOST_SENTENCES, MOST_WORDS, LEAST_CHARACTERS = 6, 6, 80
_ASKS = re.compile(rf"(?:{QUESTION_WORDS}|is|are|do|does|did|can|may|must|should|will)\s\S+\s\S", re.I)
_NOUNS = re.compile(r"[A-Z][\w'’-]*(?: (?:[\w'’-]+|&))*")
#: The heading of a chapter in capitals, and that of its first section, on one line of a PDF file.
_TWO_HEADINGS = re.compile(r"[A-Z]{2,}(?: [A-Z]{2,})+ .*[a-z]")
#: A sentence that tells where to read, and is no part of an answer.
_REFERS = re.compile(r"(?:see|refer to|the following)\b", re.I)
#: Headings that are parts of any text, and say nothing of what is below them.
_PARTS = frozenset(
    """
    introduction overview summary background conclusion conclusions notes references contents
    general appendix description details about other miscellaneous history
    """.split()  # noqa: SIM905
)


def made(source: SourceText) -> Iterator[Made]:
    """One question for each section of one topic; its first sentences are the gold."""
    for number, section in enumerate(sections(source)):
        if not number and section.level <= 1:
            continue  # of the whole document
        first = next(iter(section.blocks))
        if first.kind is not BlockKind.PARAGRAPH or first.span.end - first.span.start < LEAST_CHARACTERS:
            continue
        spans = tuple(sentences(source.text, first.span))[:MOST_SENTENCES]
        if (
            any(_REFERS.match(span.of(source.text)) for span in spans)
            or spans[-1].of(source.text).endswith(":")
            or not spans[0].of(source.text).endswith((".", "!", "?"))
        ):
            continue
        if question := _question(section, source):
            yield Made(question, "description", "headings", source, spans)


def _question(section: Section, source: SourceText) -> str:
    words = section.heading
    if words.endswith("?") and _ASKS.match(words):
        return words if is_clear(words) else ""
    title = one_line(source.title)
    topic = bool(_NOUNS.fullmatch(words)) and len(words.split()) <= MOST_WORDS and is_clear(words)
    first = words.split(" ", 1)[0].lower()
    topic = topic and first not in FUNCTION_WORDS and not is_instruction(words)
    topic = topic and not _TWO_HEADINGS.match(words)
    if not topic or not is_title(title) or words.lower() in _PARTS or title.lower() == words.lower():
        return ""
    low = lowered(words, source.text)
    return f"What does “{title}” say about {low}?"
