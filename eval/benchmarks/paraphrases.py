"""Benchmark of the check of written sentences on sentences in other words, true and false.

    SOURCELINE_HOME=FOLDER qa ingest seeds eval/sets/documents
    SOURCELINE_HOME=FOLDER python -m eval.benchmarks.paraphrases eval/paraphrases/held_out.jsonl [--each]

The sentences are on the documents of the shipped set.  A false one exchanges roles, the order of events, the
scope or the speaker, or drops or adds a negation (`change`).  Each is checked against the three passages that
its question finds, as a sentence of a language model is, with nothing said before it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from eval.formats.files import objects_of
from qa.schemas import AskQuery
from qa.service import Service
from qa.settings import Settings
from qa.write.checking import CheckedSentence, Models, check
from qa.write.sentence_stream import DraftSentence
from qa.write.sources import writing_sources

PASSAGES = 3
TRUE = "none: true"


class Checked(NamedTuple):
    """A sentence with what its document changes into it, and what was found."""

    change: str
    found: CheckedSentence


def checked(service: Service, path: Path) -> Iterator[Checked]:
    """Check all sentences of a file."""
    models = Models(service.support, service.reader)
    for row in objects_of(path):
        response = service.ask(AskQuery(question=row["question"], top_k=PASSAGES))
        sentence = DraftSentence(row["sentence"], (), ends=True)
        sources = writing_sources(response.passages, response.answer or response.closest)
        yield Checked(row["change"] or TRUE, check(models, row["question"], sentence, sources, said=()))


def main() -> None:
    """Read the arguments, check, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--each", action="store_true", help="print what is kept or left out wrongly")
    arguments = parser.parse_args()
    rows = [*checked(Service(Settings()), arguments.file)]
    table = Table("what is changed", "sentences", "kept", "left out")
    for change, count in Counter(row.change for row in rows).items():
        faults = [row.found.fault for row in rows if row.change == change]
        left_out = Counter(str(fault) for fault in faults if fault)
        table.add_row(
            change, str(count), str(faults.count(None)), ", ".join(f"{n} {w}" for w, n in left_out.items())
        )
    Console().print(table)
    for row in rows if arguments.each else ():
        if (row.found.fault is None) != (row.change == TRUE):
            score = f"{row.found.found.score:.2f}" if row.found.found else row.found.fault
            Console().print(f"{row.change} · {score} · {row.found.text}", highlight=False)


if __name__ == "__main__":
    main()
