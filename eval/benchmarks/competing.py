"""Benchmark of what may and what may not stand beside each other, on small invented documents.

    python -m eval.benchmarks.competing eval/sets/competing/*.txt --split held

Each question is asked of the documents of its own world alone, at the error rate that is set.  One answer: a
second claim is a false dispute.  Two answers: the documents differ, and both are to be claimed.  None: the
documents do not tell.  What must not be shown is another speaker's figure, or a sibling's.

A file has worlds ("## name split"), their documents ("# title | published", then the text) and their
questions ("? question = answer ; other answer !not shown !not shown"; "a / b": two wordings of one answer).
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from eval.corpus import open_corpus
from eval.measures.claims import claim_words, same_source
from index.documents import Document
from qa.schemas import AskQuery, AskResponse
from qa.service import Service
from qa.settings import Settings

SHOWN = Console(highlight=False)
_WORLD = re.compile(r"## (?P<name>\w+) (?P<split>dev|held)\Z")


class Asked(NamedTuple):
    """A question of a world.

    Args:
        answers: What is to be claimed, each in its wordings; none where the documents do not tell.
        wrong: What must not be shown.
    """

    world: str
    split: str
    question: str
    answers: tuple[tuple[str, ...], ...]
    wrong: tuple[str, ...]


def read_worlds(path: Path) -> tuple[list[Document], list[Asked]]:
    """The documents of all worlds, with the world in their metadata, and the questions."""
    documents: list[Document] = []
    asked: list[Asked] = []
    name, split, head, lines = "", "", "", list[str]()

    def close() -> None:
        if head:
            title, _, published = head.partition(" | ")
            id = f"{name}-{len(documents)}"
            text = "\n".join(lines).strip()
            documents.append(Document(id, text, title, published=published, metadata={"world": name}))
        lines.clear()

    for line in [*path.read_text(encoding="utf-8").splitlines(), "? end ="]:
        world = _WORLD.match(line)
        if world or line.startswith(("# ", "? ")):
            close()
            head = line[2:] if line.startswith("# ") else ""
        if world:
            name, split = world["name"], world["split"]
        elif line.startswith("? "):
            asked.append(_question(name, split, line[2:]))
        elif head and not line.startswith("# "):
            lines.append(line)
    return documents, asked[:-1]


def _question(world: str, split: str, line: str) -> Asked:
    question, _, expected = line.partition(" =")
    answers, *wrong = expected.split("!")
    wordings = (
        tuple(map(str.strip, answer.split(" / "))) for answer in answers.split(" ; ") if answer.strip()
    )
    return Asked(world, split, question, tuple(wordings), tuple(map(str.strip, wrong)))


def judge(asked: Asked, response: AskResponse) -> Iterator[str]:
    """What is to be counted of a response."""
    claims = [claim.value for claim in response.claims]
    answer = response.answer
    said = (answer.value or answer.text) if answer else ""
    found = [any(_holds(wording, one) for one in claims for wording in ws) for ws in asked.answers]
    yield ("none" if not asked.answers else "one" if len(asked.answers) == 1 else "two") + " asked"
    if answer is None:
        yield "refused" if asked.answers else "rightly refused"
        return
    if any(_holds(wording, said) for wordings in asked.answers for wording in wordings):
        yield "answer right"
    else:
        yield "answer wrong" if asked.answers else "answered wrongly"
    if any(_holds(wrong, one) for wrong in asked.wrong for one in [said, *claims]):
        yield "shows what it must not"
    if len(asked.answers) == 2:
        yield "dispute found" if all(found) and response.sources_disagree else "dispute missed"
    elif response.sources_disagree:
        yield "false dispute"


def _holds(wording: str, said: str) -> bool:
    return same_source(claim_words(wording), claim_words(said))


def ask(service: Service, asked: Asked) -> AskResponse:
    """Ask a question of its world."""
    return service.ask(AskQuery(question=asked.question, filters={"world": asked.world}))


def report(path: Path, split: str, *, each: bool) -> None:
    """Ask the questions of a file; print the counts."""
    documents, questions = read_worlds(path)
    service = open_corpus(documents, Settings(), lambda done, of: None)
    counted: Counter[str] = Counter()
    for asked in (one for one in questions if split in ("all", one.split)):
        response = ask(service, asked)
        found = [*judge(asked, response)]
        counted.update(found)
        if each and not _is_fine(found):
            _show(asked, response, found)
    SHOWN.print(f"{path.stem}, {split}: " + ", ".join(f"{name} {n}" for name, n in sorted(counted.items())))


def _is_fine(found: Sequence[str]) -> bool:
    bad = (
        "refused",
        "answer wrong",
        "answered wrongly",
        "shows what it must not",
        "dispute missed",
        "false dispute",
    )
    return not any(one in bad for one in found)


def _show(asked: Asked, response: AskResponse, found: Sequence[str]) -> None:
    claims = [(claim.value, claim.said_by) for claim in response.claims]
    answer = response.answer and (response.answer.value or response.answer.text)
    SHOWN.print(
        f"{asked.question}  [{', '.join(found[1:])}] {answer!r} {response.answerability:.2f} {claims}"
    )


def main() -> None:
    """Read the arguments, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--split", choices=("dev", "held", "all"), default="all")
    parser.add_argument(
        "--each", action="store_true", help="print every question that is not as it should be"
    )
    arguments = parser.parse_args()
    for path in arguments.files:
        report(path, arguments.split, each=arguments.each)


if __name__ == "__main__":
    main()
