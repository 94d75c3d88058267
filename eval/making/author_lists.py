"""What belongs to something, and how something is done: lists and numbered steps below their lead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eval.making.made import Made, SourceText
from eval.making.phrases import inside, is_clear, lowered, one_line
from eval.making.sections import Section, sections
from eval.making.statements import is_subject
from eval.making.verbs import of_gerund
from index.blocks import Block, BlockKind
from index.documents import Span
from index.language.function_words import FUNCTION_WORDS
from qa.compose.instructions import is_instruction
from qa.compose.list_blocks import unmarked
from qa.language.plurals import is_plural
from qa.language.word_frequency import is_english

LEAST, MOST, LONGEST_ITEM = 2, 12, 300
_NUMBERED = re.compile(r"\s*\(?\d{1,3}[.)]\s")
_HOW_TO = re.compile(r"(?:how\s+(?:to|do\s+(?:I|you|we)))\s+(?P<task>[a-z].+?)\??\Z", re.I)
#: "The kit contains:", "Members must bring the following:"
_LEAD = re.compile(
    r"(?P<subject>[A-Z][^:,;.]*?)\s(?:(?P<verb>are|is)|(?P<aux>must|can|may|should|will)\s(?P<plain>[a-z]+)"
    r"|(?P<third>includes|contains|covers|requires|supports|offers|comprises|needs|provides))"
    r"(?:\s(?:the\s+following(?:\s[a-z]+)?|these(?:\s[a-z]+)?|as\s+follows))?:\Z"
)


def made(source: SourceText) -> Iterator[Made]:
    """One question for each list that has a lead or heading of which a question can be made."""
    for section in sections(source):
        runs = [*_runs(section.blocks)]
        for lead, items in runs:
            numbered = all(_NUMBERED.match(block.span.of(source.text)) for block in items)
            spans = tuple(_item(source.text, block.span) for block in items)
            if not all(0 < span.end - span.start <= LONGEST_ITEM for span in spans):
                continue
            led = _led(one_line(lead.span.of(source.text))) if lead else ""
            alone = len(runs) == 1
            question = led or (_how(section, source, items, numbered) if alone else "")
            bare = alone and not numbered and lead is None
            question = question or (_named(section, source.text) if bare else "")
            if question:
                kind = "how_to" if question.startswith("How do") else "list"
                yield Made(question, kind, "author_lists", source, spans, items=True)


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[Block | None, list[Block]]]:
    """The lists among blocks, each with the paragraph right above it."""
    lead: Block | None = None
    run: list[Block] = []
    for block in [*blocks, None]:
        if block and block.kind is BlockKind.LIST_ITEM:
            run.append(block)
            continue
        if LEAST <= len(run) <= MOST:
            yield lead, run
        run, lead = [], block if block and block.kind is BlockKind.PARAGRAPH else None


def _item(text: str, span: Span) -> Span:
    found = unmarked(text, span)
    return Span(found.start, found.start + len(found.of(text).rstrip()))


def _led(lead: str) -> str:
    found = _LEAD.fullmatch(lead)
    if not found or not is_subject(found["subject"]):
        return ""
    subject = inside(found["subject"])
    if found["verb"]:
        return f"What {found['verb']} {subject}?"
    if found["third"]:
        return f"What does {subject} {found['third'].removesuffix('s')}?"
    return f"What {found['aux']} {subject} {found['plain']}?"


def _how(section: Section, source: SourceText, items: Sequence[Block], numbered: bool) -> str:
    """A question for steps, where the heading is a task and the entries tell what to do."""
    words = section.heading
    if found := _HOW_TO.match(words):
        return f"How do I {found['task']}?"
    orders = sum(is_instruction(_item(source.text, block.span).of(source.text)) for block in items)
    if not words or not is_clear(words) or not (numbered or orders > len(items) / 2):
        return ""
    first, _, rest = words.partition(" ")
    if rest and (plain := of_gerund(first)):
        return f"How do I {plain} {_lowered(rest)}?"
    order = is_instruction(words) and is_english(first.lower()) and not rest[:1].isdigit()
    return f"How do I {first.lower()} {_lowered(rest)}?" if rest and order else ""


def _named(section: Section, text: str) -> str:
    """A question for the entries below a heading that is a plural."""
    words = section.heading.split()
    if not 2 <= len(words) <= 6 or not is_plural(words[-1]) or not is_clear(section.heading):
        return ""
    if not all(word.isalpha() for word in words) or any(word.lower() in FUNCTION_WORDS for word in words):
        return ""
    return f"What are the {lowered(section.heading, text)}?"


def _lowered(heading: str) -> str:
    """A heading within a sentence: words with one capital at their start lose it if all have one."""
    first, _, rest = heading.partition(" ")
    return f"{first.lower() if first[1:].islower() else first} {rest}".strip()
