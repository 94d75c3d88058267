"""Questions with what the service retrieves and reads for them: answerable, unanswerable, misleading."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import track

from eval.formats.files import objects_of
from eval.formats.table_questions import documents, read_questions, read_tables
from eval.questions import EvalSet, Gold, Question
from eval.reader_training.examples import is_kept_back
from eval.reader_training.misleading import mislead
from eval.reader_training.sources import read_qed
from eval.reader_training.tables import COUNTED
from index.documents import Document
from index.store.stemming import TermAnalyzer
from qa.claims.candidate_values import candidate_values
from qa.claims.found_value import FoundValue
from qa.query_fields import LONGEST_QUESTION
from qa.read.read_evidence import ReadEvidence
from qa.read.rerank import rerank
from qa.read.weights import ReadingWeights
from qa.schemas import Query
from qa.service import Service
from qa.understand.parsed_question import ParsedQuestion

#: Of so many questions, one is also asked without its own document, and one also in a misleading form where
#: the set has no misleading questions of its own.
EVERY = 3
#: Characters around an answer from which a misleading question takes names.
AROUND = 600
SHOWN = Console()
TABLES = "tables"


class Case(NamedTuple):
    """A question with what the pipeline retrieved and read for it.

    Args:
        read: The passages read, in the order of retrieval.
        answers: Accepted answers; empty if the documents do not answer the question.
    """

    question: ParsedQuestion
    analyzer: TermAnalyzer
    read: Sequence[ReadEvidence]
    answers: tuple[str, ...]

    def values(self, weights: ReadingWeights) -> list[FoundValue]:
        """The candidate answers that the pipeline finds with these weights, best first."""
        return candidate_values(self.question, rerank(self.read, weights), weights)


def kept_back(evalset: EvalSet) -> EvalSet:
    """The articles that the reader was not trained on, and their questions."""
    documents = [document for document in evalset.documents if is_kept_back(document.id)]
    ids = {document.id for document in documents}
    questions = [q for q in evalset.questions if q.gold and q.gold[0].document_id in ids]
    return EvalSet(evalset.name, questions, documents)


def kept_back_qed(path: Path, half: int = 0) -> EvalSet:
    """The paragraphs of QED that the reader was not trained on, with the questions of every second one.

    Args:
        half: 0 for the questions of the first, third ... paragraph; 1 for the others, to measure on.
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


def with_misleading(evalset: EvalSet, folder: Path) -> EvalSet:
    """The same set with SQuAD 2.0's unanswerable questions on its articles, which people wrote to mislead.

    Args:
        folder: Holds `contexts.jsonl.gz` and `questions.jsonl.gz`.
    """
    titles = {row["pid"]: row["title"] for row in objects_of(folder / "contexts.jsonl.gz")}
    ids = {document.id for document in evalset.documents}
    asked = [
        Question(f"{row['pid']}-{number}", row["question"].strip(), (), ())
        for number, row in enumerate(objects_of(folder / "questions.jsonl.gz"))
        if row["align"] == "high" and titles[row["pid"]] in ids
    ]
    return EvalSet(evalset.name, [*evalset.questions, *asked], evalset.documents)


def natural_questions(path: Path, half: int = 0) -> EvalSet:
    """Questions that people asked a search engine, with the passages that answer, gzipped JSON lines.

    Args:
        half: 0 for every second row, beginning with the first; 1 for the others, to measure on.
    """
    documents, questions = [], []
    asked = [row for row in objects_of(path) if not row["in_qed"]]
    for number, row in enumerate(asked):
        document = Document(f"nq-{number}", row["passage"], row["title"])
        found = [(at, at + len(a)) for a in row["answers"] if (at := row["passage"].find(a)) >= 0]
        if number % 2 == half and found:
            documents.append(document)
            gold = tuple(Gold(document.id, *span) for span in found)
            questions.append(Question(document.id, row["question"], tuple(row["answers"]), gold))
    return EvalSet("nq", questions, documents)


def kept_back_tables(folder: Path) -> EvalSet:
    """The tables that the reader was not trained on, as CSV files, with the questions that a cell answers.

    Args:
        folder: Holds `wtq_train.jsonl.gz` and `wtq_tables.jsonl.gz`.
    """
    tables = read_tables(folder)
    asked = [
        question
        for question in read_questions(folder / "wtq_train.jsonl.gz", tables)
        if is_kept_back(f"table {question.table}") and not COUNTED.search(question.text)
    ]
    names = dict.fromkeys(question.table for question in asked)
    questions = [
        Question(f"{question.table}-{number}", question.text, (question.cell,), (Gold(question.table, 0, 1),))
        for number, question in enumerate(asked)
    ]
    return EvalSet(TABLES, questions, documents(names, tables, "csv"))


def cases(service: Service, evalset: EvalSet, most: int) -> list[Case]:
    """Ask at most `most` of the questions, chosen at random."""
    chance = random.Random(0)
    chosen = chance.sample(list(evalset.questions), min(most, len(evalset.questions)))
    misled = not all(question.answers for question in evalset.questions)
    texts = {document.id: document.text for document in evalset.documents}
    tables = frozenset(texts) if evalset.name == TABLES else frozenset[str]()
    return [
        case
        for number, question in enumerate(track(chosen, description=evalset.name, console=SHOWN))
        for case in _of_one(service, question, number, texts, chance, misled, tables)
    ]


def _of_one(
    service: Service,
    question: Question,
    number: int,
    texts: dict[str, str],
    chance: random.Random,
    misled: bool,
    tables: frozenset[str],
) -> Iterator[Case]:
    own = question.gold[0].document_id if question.gold else ""
    # A question on a table does not name it: it is asked of its own table, or of another one.
    alone: dict[str, object] | None = {"document_id": own} if own in tables else None
    yield _case(service, question.text, question.answers, alone)
    if not question.answers:
        return
    if alone:
        if number % EVERY == 1:
            yield _case(service, question.text, (), {"document_id": chance.choice(sorted(tables - {own}))})
        return
    if number % EVERY == 1:
        others: dict[str, object] = {"document_id": {"$in": [id for id in texts if id != own]}}
        yield _case(service, question.text, (), others)
    if number % EVERY == 2 and not misled:
        at, text = question.gold[0].start, texts[own]
        near = text[max(0, at - AROUND) : at + AROUND]
        made = mislead(question.text, near, [text[:4000], text[-4000:]], question.answers[0], chance)
        if made:
            yield _case(service, made, ())


def _case(
    service: Service, question: str, answers: tuple[str, ...], filters: dict[str, object] | None = None
) -> Case:
    query = Query(question=question[:LONGEST_QUESTION], filters=filters)
    ranking, read = service.pipeline.read(query)
    return Case(ranking.question, ranking.snapshot.analyzer, read, answers)
