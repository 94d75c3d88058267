"""Benchmark of long answers: is what is shown from the section that was written for the question?

    python -m eval.benchmarks.sections --questions qa.jsonl.gz --documents 500 --limit 200

The questions are those of MedQuAD (Ben Abacha and Demner-Fushman 2019), gzipped JSON lines with `id`,
`type`, `focus`, `question` and `answer`.  The answers of one page are joined to a document without their
headings; its title is the focus.  All documents are searched, without abstention.  An answer is from its
section if more than half of the characters that it cites are; printed by type, with the forms shown.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import track

from eval.corpus import open_corpus
from eval.formats.files import objects_of
from index.documents import Document, Span, normalise
from qa.schemas import Answer, AskQuery, Citation
from qa.settings import Settings

SHOWN = Console()
BETWEEN = "\n\n"
#: Types of questions that want an explanation, a list or steps.
TYPES = ("information", "symptoms", "treatment", "causes", "exams and tests", "prevention", "considerations")


class SectionQuestion(NamedTuple):
    """A question and the section that answers it."""

    text: str
    type: str
    document: str
    section: Span


def read_sections(path: Path, count: int) -> tuple[list[Document], list[SectionQuestion]]:
    """The documents of `count` random pages, and all questions on them."""
    pages: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in objects_of(path):
        pages[row["id"].partition("-")[0]].append(row)
    chosen = random.Random(0).sample(sorted(pages), min(count, len(pages)))
    documents, questions = [], []
    for name in chosen:
        text = ""
        for row in pages[name]:
            answer = normalise(row["answer"]).strip()
            start = len(text) + len(BETWEEN) * bool(text)
            text = BETWEEN.join(filter(None, [text, answer]))
            questions.append(SectionQuestion(row["question"], row["type"], name, Span(start, len(text))))
        documents.append(Document(name, text, pages[name][0]["focus"]))
    return documents, questions


def share_inside(answer: Answer | None, question: SectionQuestion) -> float:
    """The share of the characters that an answer cites that are in the section."""
    inside = total = 0
    for cited in answer.citations if answer else ():
        total += len(cited.cited_text)
        if isinstance(cited, Citation) and cited.document_id == question.document:
            start = max(cited.start_char_index, question.section.start)
            inside += max(0, min(cited.end_char_index, question.section.end) - start)
    return inside / total if total else 0.0


def report(name: str, shares: Sequence[float], forms: Counter[str]) -> None:
    """Print a line for some questions."""
    right = np.mean(np.array(shares) > 0.5)
    SHOWN.print(f"{name}: {len(shares)} questions, from the section {right:.3f}; {dict(forms)}", markup=False)


def main() -> None:
    """Read the arguments, index, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=Path, required=True, help="gzipped JSON lines")
    parser.add_argument("--documents", type=int, default=500, help="how many pages are searched")
    parser.add_argument("--limit", type=int, default=200, help="how many questions are asked")
    arguments = parser.parse_args()
    documents, questions = read_sections(arguments.questions, arguments.documents)
    wanted = [one for one in questions if one.type in TYPES]
    asked = random.Random(1).sample(wanted, min(arguments.limit, len(wanted)))
    service = open_corpus(documents, Settings(), lambda done, of: SHOWN.print(f"{done}/{of}"))
    shares: defaultdict[str, list[float]] = defaultdict(list)
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in track(asked, description="asked", console=SHOWN):
        answer = service.ask(AskQuery(question=one.text, abstain=False)).answer
        for name in (one.type, "all"):
            shares[name].append(share_inside(answer, one))
            forms[name][str(answer.kind) if answer else "none"] += 1
    for name in shares:
        report(name, shares[name], forms[name])


if __name__ == "__main__":
    main()
