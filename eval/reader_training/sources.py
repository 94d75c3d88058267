"""Data sets that come as paragraphs: SQuAD 2.0 with its misleading questions, and QED."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from eval.formats.files import objects_of, text_of
from eval.reader_training.examples import Asked, Examples, Reading


def read_squad2(path: Path, *, half: int | None = None) -> Examples:
    """A SQuAD 2.0 file, unanswerable questions too.

    Where a question says `start_ambiguous`, each place where its answer stands counts.

    Args:
        half: 0 or 1 takes every second article, beginning with this one.
    """
    articles = json.loads(text_of(path))["data"]
    passages, asked = [], []
    for number, article in enumerate(articles):
        if half is not None and number % 2 != half:
            continue
        for paragraph in article["paragraphs"]:
            title = article["title"].replace("_", " ")
            passages.append(Reading(title, paragraph["context"], article["title"]))
            for row in paragraph["qas"]:
                answers = [] if row.get("is_impossible") else row["answers"]
                spans = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in answers}
                if row.get("start_ambiguous"):
                    spans |= {span for a in answers for span in occurrences(paragraph["context"], a["text"])}
                asked.append(Asked(row["question"].strip(), len(passages) - 1, tuple(sorted(spans))))
    return Examples(passages, asked)


def occurrences(text: str, answer: str) -> Iterator[tuple[int, int]]:
    """Where an answer stands as whole words."""
    for match in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", text):
        yield match.span()


def read_qed(path: Path) -> Examples:
    """QED's Natural Questions, gzipped JSON lines, those with an answer span."""
    passages, asked = [], []
    for row in objects_of(path):
        spans = tuple((start, end) for start, end in row["answer_spans"])
        if spans:
            passages.append(Reading(row["title_text"], row["paragraph_text"], row["title_text"]))
            asked.append(Asked(row["question_text"], len(passages) - 1, spans))
    return Examples(passages, asked)
