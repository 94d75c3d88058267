"""Read the questions on people's documents: each with the words that answer it, or with those that mislead.

They were written for training, documents and questions both: notices, rules, minutes, leases, price lists,
manuals, leaflets, letters.  Four in five of the questions that are answered are in words other than the
document's; some want yes or no, and one in four or five is not answered though it looks as if it were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple

from eval.formats.files import objects_of
from eval.reader_training.examples import is_kept_back
from index.documents import Document
from index.ingest.files import find, read
from qa.schemas import Verdict


class PeoplesQuestion(NamedTuple):
    """A question on a document.

    Args:
        quote: The sentence, list entry or row that answers; empty where the document does not answer.
        answer: The short answer in it; empty where only the whole quote answers.
        verdict: Of a question that wants yes or no.
        near: What misleads, where nothing answers; may be empty.
    """

    text: str
    document: Document
    quote: str
    answer: str
    verdict: Verdict | None
    near: str


def peoples_questions() -> list[PeoplesQuestion]:
    """All that ship with Sourceline.

    Raises:
        ValueError: A question's document is not there, or lacks its words.
    """
    with as_file(files("eval.people_documents")) as folder:
        documents = documents_in(folder / "documents")
        return [_question(row, documents) for row in objects_of(folder / "questions.jsonl")]


def kept_back_questions() -> list[PeoplesQuestion]:
    """Those on documents that nothing is learnt from."""
    return [one for one in peoples_questions() if is_kept_back(one.document.id)]


def by_document(questions: Iterable[PeoplesQuestion]) -> dict[str, list[PeoplesQuestion]]:
    """The questions on each document, by its id."""
    of: dict[str, list[PeoplesQuestion]] = defaultdict(list)
    for question in questions:
        of[question.document.id].append(question)
    return of


def documents_of(questions: Iterable[PeoplesQuestion]) -> list[Document]:
    """The documents of questions, each once."""
    return [some[0].document for some in by_document(questions).values()]


def documents_in(folder: Path) -> dict[str, Document]:
    """The documents of a folder by their file names."""
    return {one.file_name: one for one in map(read, find([folder]))}


def _question(row: Mapping[str, Any], documents: Mapping[str, Document]) -> PeoplesQuestion:
    document = documents.get(row["document"])
    quote, answer, near = (row.get(name, "") for name in ("quote", "answer", "near"))
    if document is None or not (quote in document.text and near in document.text and answer in quote):
        raise ValueError(f"{row['document']} does not have the words of {row['question']!r}.")
    verdict = Verdict(row["verdict"]) if "verdict" in row else None
    return PeoplesQuestion(row["question"], document, quote, answer, verdict, near)
