"""Questions as the service meets them: answerable from all documents, not answerable, misleading."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import track

from eval.questions import EvalSet, Gold, Question
from eval.reader_training.examples import is_kept_back
from eval.reader_training.misleading import mislead
from eval.reader_training.sources import read_qed
from index.documents import Document
from index.store.stemming import Words
from qa.read.read_passages import read
from qa.retrieve.evidence import Evidence
from qa.schemas import LONGEST_QUESTION, Query
from qa.service import Service

#: Of so many questions one is asked of all documents but its own, and one is asked with something exchanged.
EVERY = 3
#: Characters around an answer that a misleading question takes names from.
AROUND = 600
SHOWN = Console()


class Case(NamedTuple):
    """A question with what was retrieved and read for it.

    Args:
        ranked: In the order of retrieval, the first passages read.
        answers: Accepted ones; none where the documents do not answer.
    """

    question: str
    words: Words
    ranked: Sequence[Evidence]
    answers: tuple[str, ...]


def kept_back(evalset: EvalSet) -> EvalSet:
    """The articles that the reader has not learnt from, and their questions."""
    documents = [document for document in evalset.documents if is_kept_back(document.id)]
    ids = {document.id for document in documents}
    questions = [q for q in evalset.questions if q.gold and q.gold[0].document_id in ids]
    return EvalSet(evalset.name, questions, documents)


def kept_back_qed(path: Path, half: int = 0) -> EvalSet:
    """The paragraphs of QED that the reader has not learnt from; questions of every second one.

    Args:
        half: 0 asks of the first, third ...; 1 of the others, to measure on what was not fitted on.
    """
    examples = read_qed(path)
    documents, questions = [], []
    for number, asked in enumerate(examples.asked):
        passage = examples.passages[asked.passage]
        if is_kept_back(passage.document) and passage.text.strip():
            document = Document(f"qed-{number}", passage.text, passage.title)
            documents.append(document)
            answers = tuple(passage.text[slice(*span)] for span in asked.spans)
            gold = tuple(Gold(document.id, *span) for span in asked.spans)
            if len(documents) % 2 != half:
                questions.append(Question(document.id, asked.question, answers, gold))
    return EvalSet("qed", questions, documents)


def cases(service: Service, evalset: EvalSet, most: int, passages: int) -> list[Case]:
    """Ask `most` of the questions, chosen at random; `passages` are read for each."""
    chance = random.Random(0)
    chosen = chance.sample(list(evalset.questions), min(most, len(evalset.questions)))
    texts = {document.id: document.text for document in evalset.documents}
    return [
        case
        for number, question in enumerate(track(chosen, description=evalset.name, console=SHOWN))
        for case in _of_one(service, question, number, texts, passages, chance)
    ]


def _of_one(
    service: Service,
    question: Question,
    number: int,
    texts: dict[str, str],
    passages: int,
    chance: random.Random,
) -> Iterator[Case]:
    own = question.gold[0].document_id
    yield _case(service, question.text, passages, question.answers)
    if number % EVERY == 1:
        others: dict[str, object] = {"document_id": {"$in": [id for id in texts if id != own]}}
        yield _case(service, question.text, passages, (), others)
    if number % EVERY == 2:
        at, text = question.gold[0].start, texts[own]
        near = text[max(0, at - AROUND) : at + AROUND]
        made = mislead(question.text, near, [text[:4000], text[-4000:]], question.answers[0], chance)
        if made:
            yield _case(service, made, passages, ())


def _case(
    service: Service,
    question: str,
    passages: int,
    answers: tuple[str, ...],
    filters: dict[str, object] | None = None,
) -> Case:
    ranking = service.asker.rank(Query(question=question[:LONGEST_QUESTION], filters=filters))
    known = read(
        service.reader, question, ranking.evidence[:passages], passages, ranking.snapshot.version_text
    )
    return Case(question, ranking.snapshot.words, known, answers)
