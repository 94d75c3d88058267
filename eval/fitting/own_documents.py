"""Documents as people at work have them, with questions, that probabilities are fitted on.

They were written for it, forty of them: handbooks, minutes, leases, price lists, runbooks, leaflets.  Half of
the questions are in words other than the document's, and one in four is not answered by any.
"""

from __future__ import annotations

from importlib.resources import as_file, files

from eval.formats.files import objects_of
from eval.people_documents.questions import documents_in, documents_of, kept_back_questions
from eval.questions import EvalSet, Gold, Question
from index.documents import Document

OWN = "own documents"


def own_and_kept_back() -> EvalSet:
    """The set of our own beside people's documents that reader and support model have not learnt from."""
    own, kept = own_documents(), kept_back_questions()
    questions = [
        Question(
            f"people-{number}",
            one.text,
            (one.answer,) if one.answer else (),
            (_gold(one.document, one.quote),) if one.quote else (),
        )
        for number, one in enumerate(kept)
    ]
    return EvalSet(OWN, [*own.questions, *questions], [*own.documents, *documents_of(kept)])


def own_documents() -> EvalSet:
    """The set that ships with Sourceline; gold are the sentences or rows that answer."""
    with as_file(files("eval.fitting") / "own") as folder:
        documents = documents_in(folder / "documents")
        questions = [
            Question(
                f"own-{number}",
                row["question"],
                tuple(row.get("answers", ())),
                tuple(_gold(documents[row["document"]], quote) for quote in row.get("quotes", ())),
            )
            for number, row in enumerate(objects_of(folder / "questions.jsonl"))
        ]
    return EvalSet(OWN, questions, [*documents.values()])


def _gold(document: Document, quote: str) -> Gold:
    start = document.text.index(quote)
    return Gold(document.id, start, start + len(quote), quote=quote)
