"""Benchmark on questions that people asked a search engine, all passages searched.

    python -m eval.benchmarks.open_questions --nq nq.jsonl.gz

The questions have a short answer: of those outside QED, every second one is asked (the others are what
probabilities are fitted on).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from eval.corpus import open_corpus
from eval.fitting.sets import natural_questions
from eval.measures.answers import best_f1
from eval.measures.calibration import calibration_error, equal_mass
from index.documents import Document
from qa.schemas import AskQuery, AskResponse
from qa.service import Service
from qa.settings import Settings

SHOWN = Console()
#: Normalised token F1 from which an answer counts as right.
RIGHT = 0.5


def ask_all(
    service: Service, questions: Sequence[str], description: str, *, abstain: bool = False
) -> list[AskResponse]:
    """Ask each question; without `abstain`, what is best is in `answer` whether it would be shown or not."""
    return [
        service.ask(AskQuery(question=question, abstain=abstain))
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


def opened(documents: Sequence[Document]) -> Service:
    """A service over some documents."""
    return open_corpus(documents, Settings(), lambda done, of: SHOWN.print(f"{done}/{of}"))


def main() -> None:
    """Read the arguments, index, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nq", type=Path, required=True, help="questions with passages, gzipped JSON lines")
    report_nq(parser.parse_args().nq)


if __name__ == "__main__":
    main()
