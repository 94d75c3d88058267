"""Benchmark on questions that people asked a search engine, all passages searched.

    python -m eval.benchmarks.open_questions --nq nq.jsonl.gz --clapnq FOLDER

`--nq` has questions with a short answer: of those outside QED, every second one is asked (the others are what
probabilities are fitted on).  `--clapnq` is a folder with `answerable.jsonl.gz`, whose answers take several
sentences, and `unanswerable.jsonl.gz`.  A quote is usable if it overlaps a sentence that people chose.
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
from eval.formats.clapnq import Chosen, read_clapnq
from eval.measures.abstention import auroc
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


def report_clapnq(folder: Path) -> None:
    """Print how often the right sentence is marked and shown, and unanswerable questions refused."""
    answerable = [*read_clapnq(folder / "answerable.jsonl.gz", "answerable")]
    unanswerable = [*read_clapnq(folder / "unanswerable.jsonl.gz", "unanswerable")]
    service = opened([chosen.document for chosen in [*answerable, *unanswerable]])
    responses = ask_all(service, [chosen.question for chosen in answerable], "clapnq, answerable")
    asked = [*zip(answerable, responses, strict=True)]
    first = [r.passages[0].citation.document_id == c.document.id for c, r in asked]
    marked = np.array([is_marked(r, c) for c, r in asked])
    shown, usable = is_answered(responses), np.array([is_usable(r, c) for c, r in asked])
    refused = ask_all(service, [chosen.question for chosen in unanswerable], "clapnq, unanswerable")
    kept = is_answered(refused)
    odds = np.array([response.answerability for response in [*responses, *refused]])
    area = auroc(odds, np.array([1.0] * len(responses) + [0.0] * len(refused)))
    for name, half in (("all", slice(None)), ("those not fitted on", slice(1, None, 2))):
        SHOWN.print(
            f"clapnq, {name}: {len(asked[half])} + {len(refused[half])} questions: right passage first "
            f"{np.mean(first[half]):.3f}, its marked sentence chosen by people {marked[half].mean():.3f}; "
            f"shown {shown[half].mean():.3f}, usable {usable[half].mean():.3f}; unanswerable refused "
            f"{1 - kept[half].mean():.3f}; levels {levels(responses[half])}; {levels(refused[half])}"
        )
    SHOWN.print(f"AUROC of answerability {area:.3f}")


def is_marked(response: AskResponse, chosen: Chosen) -> bool:
    """Whether the first passage is the right one and its marked sentence one that people chose."""
    first = response.passages[0]
    spans = [(first.citation.document_id, mark.start, mark.end) for mark in first.highlights]
    return any(_was_chosen(chosen, *span) for span in spans)


def is_usable(response: AskResponse, chosen: Chosen) -> bool:
    """Whether what is shown, or the sentence around it, overlaps a sentence that people chose."""
    return any(
        _was_chosen(chosen, cited.document_id, cited.start_char_index, cited.end_char_index)
        for cited in quotes(response)
    )


def _was_chosen(chosen: Chosen, document: str, start: int, end: int) -> bool:
    overlap = (first < end and start < last for first, last in chosen.sentences)
    return document == chosen.document.id and any(overlap)


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
