"""Questions with what the service retrieves and reads for them: answerable, unanswerable, misleading."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.progress import track

from eval.fitting.sets import TABLES
from eval.questions import EvalSet, Gold, Question
from eval.reader_training.misleading import mislead
from index.documents import Document
from qa.claims.candidate_values import candidate_values
from qa.claims.found_value import FoundValue
from qa.compose.composed import Findings
from qa.query_fields import LONGEST_QUESTION
from qa.read.read_evidence import ReadEvidence
from qa.read.rerank import rerank
from qa.read.table_questions.found_tables import FoundTable
from qa.read.weights import ReadingWeights
from qa.retrieve.searched import Searched
from qa.schemas import Query
from qa.service import Service
from qa.understand.parsed_question import ParsedQuestion

#: Of so many questions, one is also asked without its own document, and one also in a misleading form where
#: the set has no misleading questions of its own.
EVERY = 3
#: Characters around an answer from which a misleading question takes names.
AROUND = 600
SHOWN = Console()


class Case(NamedTuple):
    """A question with what the pipeline retrieved and read for it.

    Args:
        read: The passages read, in the order of retrieval.
        answers: Accepted short answers; empty if only sentences are known to answer, or nothing does.
        gold: Where the answers are; empty if the documents do not answer the question.
        tables: The tables among the passages.
    """

    question: ParsedQuestion
    searched: Searched
    read: Sequence[ReadEvidence]
    answers: tuple[str, ...]
    gold: tuple[Gold, ...]
    tables: Sequence[FoundTable] = ()

    def values(self, weights: ReadingWeights) -> list[FoundValue]:
        """The candidate answers that the pipeline finds with these weights, best first."""
        return candidate_values(self.question, rerank(self.read, weights), weights)

    def findings(self, weights: ReadingWeights) -> Findings:
        """What the pipeline composes answers of."""
        read = rerank(self.read, weights)
        return Findings(self.question, self.searched, read, self.values(weights), self.tables)


def cases(service: Service, evalset: EvalSet, most: int) -> list[Case]:
    """Ask at most `most` of the questions, chosen at random."""
    chance = random.Random(0)
    chosen = chance.sample(list(evalset.questions), min(most, len(evalset.questions)))
    misled = not all(question.gold for question in evalset.questions)
    documents = {document.id: document for document in evalset.documents}
    tables = frozenset(documents) if evalset.name == TABLES else frozenset[str]()
    return [
        case
        for number, question in enumerate(track(chosen, description=evalset.name, console=SHOWN))
        for case in _of_one(service, question, number, documents, chance, misled, tables)
    ]


def _of_one(
    service: Service,
    question: Question,
    number: int,
    documents: dict[str, Document],
    chance: random.Random,
    misled: bool,
    tables: frozenset[str],
) -> Iterator[Case]:
    own = question.gold[0].document_id if question.gold else ""
    # A question on a table does not name it: it is asked of its own table, or of another one.
    alone: dict[str, object] | None = {"document_id": own} if own in tables else None
    yield _case(service, question.text, question, alone)
    if not question.gold:
        return
    if number % EVERY == 1:
        other: dict[str, object] = (
            {"document_id": chance.choice(sorted(tables - {own}))} if alone else _without(own, documents)
        )
        yield _case(service, question.text, None, other)
    if number % EVERY == 2 and question.answers and not misled and not alone:
        at, text = question.gold[0].start, documents[own].text
        near = text[max(0, at - AROUND) : at + AROUND]
        made = mislead(question.text, near, [text[:4000], text[-4000:]], question.answers[0], chance)
        if made:
            yield _case(service, made, None)


def _without(own: str, documents: dict[str, Document]) -> dict[str, object]:
    """All documents but one, its copies, and others of the same title, which may answer too."""
    one = documents[own]
    others = [
        o.id for o in documents.values() if o.text != one.text and (o.title != one.title or not o.title)
    ]
    return {"document_id": {"$in": [id for id in others if id != own]}}


def _case(
    service: Service, text: str, answered: Question | None, filters: dict[str, object] | None = None
) -> Case:
    """Ask a question of some documents; `answered` is None where they do not answer it."""
    query = Query(question=text[:LONGEST_QUESTION], filters=filters)
    ranking, read, tables = service.pipeline.read(query)
    answers, gold = (answered.answers, answered.gold) if answered else ((), ())
    return Case(ranking.question, ranking.searched, read, answers, gold, tables)


def elsewhere(service: Service, evalset: EvalSet, most: int) -> list[Case]:
    """Ask questions of a set whose documents the service does not have, at most `most`, chosen at random."""
    chosen = random.Random(0).sample(list(evalset.questions), min(most, len(evalset.questions)))
    return [_case(service, question.text, None) for question in chosen]
