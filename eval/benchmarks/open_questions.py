"""Benchmark on questions that people asked a search engine, all passages searched.

    python -m eval.benchmarks.open_questions --nq nq.jsonl.gz --clapnq FOLDER

`--nq` has questions with a short answer: of those outside QED, every second one is asked (the others are what
probabilities are fitted on).  `--clapnq` is a folder with `answerable.jsonl.gz`, whose answers take several
sentences, and `unanswerable.jsonl.gz`.  A passage's marked sentence is right if it overlaps a sentence that
people chose.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from eval.corpus import open_corpus
from eval.fitting.sets import natural_questions
from eval.formats.clapnq import Chosen, read_clapnq
from eval.measures.abstention import auroc
from eval.measures.answers import best_f1
from eval.measures.calibration import calibration_error, equal_mass
from index.documents import Document
from qa.schemas import AskQuery, AskResponse
from qa.service import Service
from qa.settings import Settings

SHOWN = Console()
#: Normalised token F1 from which an answer counts as right.
RIGHT = 0.5


def ask_all(service: Service, questions: Sequence[str], description: str) -> list[AskResponse]:
    """Ask each question; what is best is in `answer` whether it would be shown or not."""
    return [
        service.ask(AskQuery(question=question, abstain=False))
        for question in track(questions, description=description, console=SHOWN)
    ]


def is_shown(response: AskResponse) -> bool:
    """Whether it would be shown at the error rate that is set."""
    return response.answerability >= response.threshold


def report_nq(path: Path) -> None:
    """Print F1, what is shown, what of it is wrong, and the calibration error of what is shown."""
    evalset = natural_questions(path, half=1)
    # The documents of the other half are searched too.
    documents = [*evalset.documents, *natural_questions(path).documents]
    service = opened(documents)
    responses = ask_all(service, [q.text for q in evalset.questions], "nq")
    found = [
        best_f1(response.answer.text, q.answers) if response.answer else 0.0
        for q, response in zip(evalset.questions, responses, strict=True)
    ]
    holds = [
        response.answer is not None
        and response.answer.sentence is not None
        and any(answer.casefold() in response.answer.sentence.cited_text.casefold() for answer in q.answers)
        for q, response in zip(evalset.questions, responses, strict=True)
    ]
    shown = np.array([is_shown(response) for response in responses])
    right = np.array(found) >= RIGHT
    probable = np.array([response.answerability for response in responses])[shown]
    error = calibration_error(probable, right[shown].astype(float), equal_mass(probable))
    SHOWN.print(
        f"nq, {len(found)} questions, {len(documents)} passages: F1 {np.mean(found):.3f}; shown "
        f"{shown.mean():.3f}, of those wrong {1 - right[shown].mean():.3f} (span or its sentence "
        f"{1 - (right | np.array(holds))[shown].mean():.3f}); calibration error of those {error:.3f}"
    )


def report_clapnq(folder: Path) -> None:
    """Print how often the right sentence is marked and shown, and unanswerable questions refused."""
    answerable = [*read_clapnq(folder / "answerable.jsonl.gz", "a")]
    unanswerable = [*read_clapnq(folder / "unanswerable.jsonl.gz", "u")]
    service = opened([chosen.document for chosen in [*answerable, *unanswerable]])
    responses = ask_all(service, [chosen.question for chosen in answerable], "clapnq, answerable")
    first = [r.passages[0].citation.document_id == c.document.id for c, r in pairs(answerable, responses)]
    marked = np.array([overlaps(r, c) for c, r in pairs(answerable, responses)])
    shown = np.array([is_shown(response) for response in responses])
    refused = ask_all(service, [chosen.question for chosen in unanswerable], "clapnq, unanswerable")
    kept = np.array([is_shown(response) for response in refused])
    odds = np.array([response.answerability for response in [*responses, *refused]])
    area = auroc(odds, np.array([1.0] * len(responses) + [0.0] * len(refused)))
    SHOWN.print(
        f"clapnq, {len(answerable)} + {len(unanswerable)} questions: right passage first "
        f"{np.mean(first):.3f}, its marked sentence is one that people chose {marked.mean():.3f}; shown "
        f"{shown.mean():.3f}, of those with such a sentence {marked[shown].mean():.3f}, usable "
        f"{(shown & marked).mean():.3f}; unanswerable refused {1 - kept.mean():.3f}; AUROC {area:.3f}"
    )


def pairs(chosen: Sequence[Chosen], responses: Sequence[AskResponse]) -> Iterator[tuple[Chosen, AskResponse]]:
    """Each question with its response."""
    return zip(chosen, responses, strict=True)


def overlaps(response: AskResponse, chosen: Chosen) -> bool:
    """Whether the first passage is the right one and its marked sentence one that people chose."""
    first = response.passages[0]
    if first.citation.document_id != chosen.document.id:
        return False
    return any(
        mark.start < end and start < mark.end for mark in first.highlights for start, end in chosen.sentences
    )


def opened(documents: Sequence[Document]) -> Service:
    """A service over some documents."""
    return open_corpus(documents, Settings(), lambda done, of: SHOWN.print(f"{done}/{of}"))


def main() -> None:
    """Read the arguments, index, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nq", type=Path, help="questions with passages, gzipped JSON lines")
    parser.add_argument("--clapnq", type=Path, help="a folder with answerable and unanswerable questions")
    arguments = parser.parse_args()
    if arguments.nq:
        report_nq(arguments.nq)
    if arguments.clapnq:
        report_clapnq(arguments.clapnq)


if __name__ == "__main__":
    main()
