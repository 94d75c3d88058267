"""Read relevance judgements (qrels), in BEIR's three columns or TREC's four."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from eval.formats.files import lines_of
from eval.questions import BadSet, Gold, Question

#: The first cell of a heading.
HEADER = re.compile(r"(query|topic)[-_ ]?(id)?|qid|id", re.IGNORECASE)


class Judgement(NamedTuple):
    """How relevant a document is to a query; a grade of 0 or less is not relevant."""

    query_id: str
    document_id: str
    grade: int
    where: str


def read_qrels(path: Path) -> list[Judgement]:
    """All judgements of a file, in order.

    `query-id TAB corpus-id TAB score`, with a heading or without, or `qid 0 docid grade`.

    Raises:
        BadSet: A line is neither, or contradicts an earlier one.
    """
    judged: dict[tuple[str, str], Judgement] = {}
    for number, line in lines_of(path):
        cells = [cell.strip() for cell in line.split("\t")] if line.count("\t") == 2 else line.split()
        if number == 1 and HEADER.fullmatch(cells[0]) and not is_grade(cells[-1]):
            continue
        where = f"{path}:{number}"
        if len(cells) not in (3, 4) or not is_grade(cells[-1]) or not all(cells):
            raise BadSet(
                "This line is neither `query-id corpus-id score` nor `qid 0 docid grade`.",
                field=where,
                hint="Separate three cells by tabs, or four by white space; the last is a whole number.",
            )
        new = Judgement(cells[0], cells[-2], int(cells[-1]), where)
        old = judged.setdefault((new.query_id, new.document_id), new)
        if old.grade != new.grade:
            raise BadSet(
                f"Document {new.document_id!r} was judged {old.grade} for query {new.query_id!r} before, "
                f"at {old.where}.",
                field=where,
                hint="Keep one of the two lines.",
            )
    return list(judged.values())


def is_grade(cell: str) -> bool:
    """Whether a cell is a whole number, which may be negative."""
    return re.fullmatch(r"[-+]?[0-9]+", cell, re.ASCII) is not None


def judged_questions(
    queries: Mapping[str, Question], judgements: Sequence[Judgement], documents: set[str] | None
) -> list[Question]:
    """The queries that have a relevant document, with these as gold, in the order of the queries.

    A query without a relevant document cannot be measured and is left out.

    Args:
        documents: The ids of the corpus; None if the documents are in the index.

    Raises:
        BadSet: A judgement names a query that does not exist, or a relevant document that does not.
    """
    gold: dict[str, list[Gold]] = {}
    for query, document, grade, where in judgements:
        if query not in queries:
            raise BadSet(
                f"The line judges query {query!r}, which is not among the queries.",
                field=where,
                hint="Add it.",
            )
        if grade <= 0:
            continue
        if documents is not None and document not in documents:
            raise BadSet(
                f"Document {document!r} is relevant but not in the corpus.",
                field=where,
                hint="Add it, or drop the line.",
            )
        gold.setdefault(query, []).append(Gold(document, grade=grade))
    return [
        Question(query.id, query.text, gold=tuple(gold[id]), where=query.where)
        for id, query in queries.items()
        if id in gold
    ]
