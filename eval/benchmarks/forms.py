"""Benchmark of answers of every form over a folder of documents: lists, steps, definitions, blocks, ...

    python -m eval.benchmarks.forms --folder eval/answer_forms/held_out [--rules]

The folder has documents and `questions.jsonl`, one question a line: `question`, the `document` that answers
it, the `forms` that suit, and in `gold` the words of the document that the answer must have.  All documents
are searched, without abstention.  Recall is the share of gold characters that are cited, precision the share
of cited characters that are gold.  An answer is usable from 0.7 of recall and 0.15 of precision: more around
what is wanted does little harm, so that an entry of a list may come with its explanation.  `--rules` asks all
questions again without each composer and rule of `eval.benchmarks.form_rules`.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console

from eval.ablation.switching import switched_off
from eval.benchmarks.form_rules import RULES
from eval.corpus import open_corpus
from eval.formats.files import objects_of
from index.documents import Document, normalise
from index.ingest.files import find, read
from qa.schemas import Answer, AskQuery, Citation
from qa.service import Service
from qa.settings import Settings

SHOWN = Console()
QUESTIONS = "questions.jsonl"
LEAST_RECALL, LEAST_PRECISION = 0.7, 0.15


class Judged(NamedTuple):
    """What became of a question."""

    form: str
    recall: float
    precision: float
    suits: bool

    @property
    def usable(self) -> bool:
        """Whether it has what is wanted and not much else."""
        return self.recall >= LEAST_RECALL and self.precision >= LEAST_PRECISION


def judge(answer: Answer | None, row: Mapping[str, Any], text: str) -> Judged:
    """Compare the characters that an answer cites with the gold ones of a document's text."""
    gold = np.zeros(len(text), bool)
    for words in row["gold"]:
        at = text.find(words)
        if at < 0:
            raise ValueError(f"not in {row['document']}: {words}")
        gold[at : at + len(words)] = True
    if answer is None:
        return Judged("none", 0.0, 0.0, False)
    cited, elsewhere = np.zeros(len(text), bool), 0
    for citation in answer.citations:
        if not isinstance(citation, Citation) or citation.document_id != row["document"]:
            elsewhere += len(getattr(citation, "cited_text", ""))
            continue
        cited[citation.start_char_index : citation.end_char_index] = True
    words = np.array([character.isalnum() for character in text])
    hit = (gold & cited & words).sum()
    return Judged(
        answer.kind,
        float(hit / max((gold & words).sum(), 1)),
        float(hit / max((cited & words).sum() + elsewhere, 1)),
        answer.kind in row["forms"],
    )


def documents_of(folder: Path) -> list[Document]:
    """The documents of a folder, read as they are when they are ingested."""
    return [read(source) for source in find([folder]) if source.path.name != QUESTIONS]


def ask(service: Service, folder: Path, texts: dict[str, str], show: bool) -> list[tuple[str, Judged]]:
    """Ask all questions of a folder; the wanted form with what became of each."""
    found = []
    for row in objects_of(folder / QUESTIONS):
        answer = service.ask(AskQuery(question=row["question"], abstain=False)).answer
        judged = judge(answer, row, texts[row["document"]])
        found.append((row["forms"][0], judged))
        if show and not judged.usable:
            SHOWN.print(
                f"{row['question']}\n  {judged.form}, recall {judged.recall:.2f}, precision "
                f"{judged.precision:.2f}: {answer.text if answer else ''}",
                markup=False,
            )
    return found


def main() -> None:
    """Read the arguments, index, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True, help="documents and questions.jsonl")
    parser.add_argument("--show", action="store_true", help="print what is not usable")
    parser.add_argument("--rules", action="store_true", help="print what each rule brings")
    arguments = parser.parse_args()
    documents = documents_of(arguments.folder)
    service = open_corpus(documents, Settings(), lambda done, of: SHOWN.print(f"{done}/{of}"))
    texts = {document.id: normalise(document.text) for document in documents}
    found = ask(service, arguments.folder, texts, arguments.show)
    report(found)
    for name, switches in RULES if arguments.rules else ():
        with switched_off(switches):
            others = [judged for _, judged in ask(service, arguments.folder, texts, show=False)]
        changed = sum(a != b for (_, a), b in zip(found, others, strict=True))
        usable = np.mean([one.usable for one in others])
        SHOWN.print(f"without {name}: usable {usable:.3f}, {changed} answers change")


def report(found: Sequence[tuple[str, Judged]]) -> None:
    """Print a line for each form, and for all."""
    of_form: defaultdict[str, list[Judged]] = defaultdict(list)
    for form, judged in found:
        of_form[form].append(judged)
        of_form["all"].append(judged)
    for form, some in of_form.items():
        SHOWN.print(
            f"{form}: {len(some)} questions, usable {np.mean([one.usable for one in some]):.3f}, recall "
            f"{np.mean([one.recall for one in some]):.3f}, precision "
            f"{np.mean([one.precision for one in some]):.3f}, a form that suits "
            f"{np.mean([one.suits for one in some]):.3f}"
        )


if __name__ == "__main__":
    main()
