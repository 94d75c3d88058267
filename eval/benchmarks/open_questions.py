"""Benchmark on questions that people asked a search engine, all passages searched.

    python -m eval.benchmarks.open_questions --nq nq.jsonl.gz

The questions have a short answer: of those outside QED, every second one is asked (the others are what
probabilities are fitted on).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from eval.corpus import open_corpus
from eval.fitting.sets import natural_questions
from eval.measures.answers import best_f1
from eval.measures.calibration import calibration_error, equal_mass
from eval.questions import Question
from index.documents import Document
from qa.schemas import AnswerForm, AskQuery, AskResponse, Citation, Level
from qa.service import Service
from qa.settings import Settings

SHOWN = Console()
#: Normalised token F1 from which an answer counts as right.
RIGHT = 0.5


def ask_all(service: Service, questions: Sequence[str], description: str) -> list[AskResponse]:
    """Ask each question."""
    asked = track(questions, description=description, console=SHOWN)
    return [service.ask(AskQuery(question=question)) for question in asked]


def span_of(service: Service, question: str, response: AskResponse) -> str:
    """The words of the best span, whether it is shown or not."""
    if response.answer and response.answer.kind is AnswerForm.SPAN:
        return response.answer.text
    forced = service.ask(AskQuery(question=question, abstain=False)).answer
    return forced.text if forced else ""


def is_answered(responses: Sequence[AskResponse]) -> NDArray[np.bool_]:
    """Which of the questions are answered at the error rate that is set."""
    return np.array([response.level is Level.ANSWERED for response in responses])


def report_nq(path: Path) -> None:
    """Print F1, what is shown, what of it is wrong, and the calibration error of what is shown."""
    evalset = natural_questions(path, half=1)
    # The documents of the other half are searched too.
    documents = [*evalset.documents, *natural_questions(path).documents]
    service = opened(documents)
    responses = ask_all(service, [q.text for q in evalset.questions], "nq")
    asked = [*zip(evalset.questions, responses, strict=True)]
    overlap = [best_f1(span_of(service, q.text, response), q.answers) for q, response in asked]
    holds = np.array([holds_answer(response, q) for q, response in asked])
    shown = is_answered(responses)
    spans = np.array([r.answer is not None and r.answer.kind is AnswerForm.SPAN for r in responses])
    right = np.where(spans, np.array(overlap) >= RIGHT, holds)
    probable = np.array([response.answer.probability for response in responses if response.answer])
    error = calibration_error(probable, right[shown].astype(float), equal_mass(probable))
    SHOWN.print(
        f"nq, {len(asked)} questions, {len(documents)} passages: F1 of spans {np.mean(overlap):.3f}; shown "
        f"{shown.mean():.3f}, {spans.mean():.3f} as a span; of those wrong {1 - right[shown].mean():.3f} "
        f"(what is shown or its sentence {1 - (right | holds)[shown].mean():.3f}); calibration error "
        f"{error:.3f}; levels {levels(responses)}"
    )


def holds_answer(response: AskResponse, question: Question) -> bool:
    """Whether what is shown, or the sentence around it, has the words of an answer."""
    quoted = [cited.cited_text.casefold() for cited in quotes(response)]
    return any(answer.casefold() in text for answer in question.answers for text in quoted)


def quotes(response: AskResponse) -> list[Citation]:
    """What is quoted as the answer, and the sentence around it."""
    if response.answer is None:
        return []
    cited = [*response.answer.citations, response.answer.sentence]
    return [one for one in cited if isinstance(one, Citation)]


def levels(responses: Sequence[AskResponse]) -> str:
    """How many responses are at each level."""
    counts = Counter(response.level for response in responses)
    return ", ".join(f"{level} {counts[level]}" for level in Level)


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
