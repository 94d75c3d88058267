"""Questions whose answer is a sentence or more: MedQuAD's definitions, causes and how-to.

A page's section answers the question that its heading was made into.  The passage is cut from the page, so
that other sections of the same page stand in it too and are what tempts.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.formats.files import objects_of
from eval.reader_training.examples import Asked, Examples, Reading
from index.documents import Span
from index.ingest.sentences import sentences

#: Code points of a passage, and how many sentences of a section count as its answer.
LENGTH, SUPPORTING = 900, 2
#: Shorter sentences are headings ("Key Points").
LEAST = 40
#: Said of so many subjects, a sentence is a form letter's and answers nothing.
REPEATED = 20


def read_medquad(path: Path, most: int = 10_000) -> Examples:
    """Up to `most` questions, gzipped JSON lines with `focus`, `question`, `answer`."""
    pages: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in objects_of(path):
        if row.get("answer"):
            pages[row["url"]].append(row)
    said = Counter(form for rows in pages.values() for row in rows for form in forms(row))
    chance = random.Random(0)
    passages: list[Reading] = []
    asked: list[Asked] = []
    for url, rows in sorted(pages.items()):
        for number, row in enumerate(rows):
            text, within = passage(rows, number, chance)
            if not within or said[form_of(text[slice(*within[0])], row)] >= REPEATED:
                continue
            passages.append(Reading(row["focus"], text, url))
            asked.append(Asked(plain(row["question"]), len(passages) - 1, (), within=within))
    chosen = chance.sample(asked, min(most, len(asked)))
    return Examples(passages, chosen)


def forms(row: dict[str, Any]) -> Iterator[str]:
    """The first sentences of a section without its subject."""
    text = " ".join(row["answer"].split())[:LENGTH]
    found = [s for s in sentences(text, Span(0, len(text))) if says(s.of(text))]
    yield from (form_of(s.of(text), row) for s in found[:SUPPORTING])


def form_of(sentence: str, row: dict[str, Any]) -> str:
    """A sentence without its section's subject."""
    return sentence.casefold().replace(row["focus"].casefold(), "")


def says(sentence: str) -> bool:
    """Whether a sentence is none of a section's headings."""
    return len(sentence) >= LEAST and not sentence.endswith("?")


def plain(question: str) -> str:
    """A question as people write it: MedQuAD's are made of headings."""
    return " ".join(question.replace("(are)", "").split()).replace(" ?", "?")


def passage(
    rows: Sequence[dict[str, Any]], number: int, chance: random.Random
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A text around the beginning of a section, and the sentences that answer."""
    own = " ".join(rows[number]["answer"].split())
    before = " ".join(rows[number - 1]["answer"].split()) if number and chance.random() < 0.5 else ""
    before = before[-LENGTH // 2 :].partition(". ")[2]
    text = f"{before} {own}".strip()[:LENGTH]
    begins = len(f"{before} ") if before else 0
    found = [s for s in sentences(text, Span(begins, len(text))) if says(s.of(text))]
    whole = [s for s in found if s.end < LENGTH or len(found) == 1]
    return text, tuple((s.start, s.end) for s in whole[:SUPPORTING])
