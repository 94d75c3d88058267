"""The sets that probabilities are fitted on: questions on documents that the reader has not learnt from.

They are of several kinds and domains: paragraphs, real questions to a search engine, tables, long answers.
"""

from __future__ import annotations

from pathlib import Path

from eval.formats.clapnq import read_clapnq
from eval.formats.fetaqa import read_fetaqa
from eval.formats.files import objects_of
from eval.formats.table_questions import documents, read_questions, read_tables
from eval.questions import EvalSet, Gold, Question
from eval.reader_training.examples import is_kept_back
from eval.reader_training.sources import read_qed
from eval.reader_training.tables import COUNTED
from index.documents import Document

TABLES = "tables"


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


def long_answers(folder: Path, half: int = 0) -> EvalSet:
    """ClapNQ: questions whose answer takes several sentences, and some that their passage does not answer.

    Args:
        folder: Holds `answerable.jsonl.gz` and `unanswerable.jsonl.gz`.
        half: 0 for every second question, beginning with the first; 1 for the others, to measure on.
    """
    answerable = read_clapnq(folder / "answerable.jsonl.gz", "answerable")
    unanswerable = read_clapnq(folder / "unanswerable.jsonl.gz", "unanswerable")
    chosen = [*answerable, *unanswerable]
    questions = [
        Question(one.document.id, one.question, (), tuple(Gold(one.document.id, *s) for s in one.sentences))
        for number, one in enumerate(chosen)
        if number % 2 == half
    ]
    return EvalSet("long answers", questions, [one.document for one in chosen])


def table_sentences(path: Path) -> EvalSet:
    """FeTaQA: questions that several cells of a table answer; gold are the rows of these cells."""
    found = read_fetaqa(path)
    questions = [
        Question(one.document.id, one.question, (), tuple(Gold(one.document.id, *row) for row in one.rows))
        for one in found
        if one.rows
    ]
    return EvalSet("table sentences", questions, [one.document for one in found])
