"""Read eval sets in BEIR's format: a folder with corpus.jsonl, queries.jsonl and qrels/*.tsv."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from eval.formats.corpus import read_corpus
from eval.formats.files import json_lines, one_of
from eval.formats.qrels import judged_questions, read_qrels
from eval.formats.rows import cast
from eval.formats.unique_ids import UniqueIds
from eval.questions import EvalSet, Question

SPLITS = ("test", "dev", "train")


class _Query(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str = Field(alias="_id", min_length=1)
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def read_beir(folder: Path, split: str = "") -> EvalSet:
    """Read a BEIR folder.

    Args:
        split: Which file of `qrels/`; by default the first of test, dev and train that exists.

    Raises:
        BadSet: A file is missing, a line is malformed, an id is repeated, or a judged document is missing.
    """
    corpus = read_corpus(one_of(folder, "corpus.jsonl"))
    queries = _queries(one_of(folder, "queries.jsonl"))
    judgements = read_qrels(
        one_of(folder / "qrels", *(f"{name}.tsv" for name in ([split] if split else SPLITS)))
    )
    return EvalSet(folder.resolve().name, judged_questions(queries, judgements, corpus.ids), corpus.documents)


def _queries(path: Path) -> dict[str, Question]:
    unique = UniqueIds("query")
    queries = {}
    for number, line in json_lines(path):
        where = f"{path}:{number}"
        row = cast(_Query, line, where)
        queries[unique.add(row.id, where)] = Question(row.id, row.text, where=where)
    return queries
