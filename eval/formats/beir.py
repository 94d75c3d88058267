"""BEIR folders: corpus.jsonl, queries.jsonl, qrels/*.tsv."""

from __future__ import annotations

from pathlib import Path

from eval.formats.files import json_lines, one_of, text_of
from eval.questions import BadSet, EvalSet, Gold, Question
from index.documents import Document


def read_beir(folder: Path, split: str = "") -> EvalSet:
    """Read a BEIR folder.

    Args:
        split: Which file of `qrels/`; by default test, dev or train, the first there is.

    Raises:
        BadSet: Something is missing or malformed.
    """
    documents = [
        Document(str(row["_id"]), row["text"] or row["title"], row.get("title", "") or "")
        for _, row in json_lines(one_of(folder, "corpus.jsonl"))
        if (row["text"] or row.get("title", "")).strip()
    ]
    names = [f"{split}.tsv"] if split else ["test.tsv", "dev.tsv", "train.tsv"]
    judged = _qrels(one_of(folder / "qrels", *names))
    questions = [
        Question(str(row["_id"]), row["text"], gold=tuple(judged[str(row["_id"])]))
        for _, row in json_lines(one_of(folder, "queries.jsonl"))
        if str(row["_id"]) in judged
    ]
    return EvalSet(folder.name, questions, documents)


def _qrels(path: Path) -> dict[str, list[Gold]]:
    judged: dict[str, list[Gold]] = {}
    for number, line in enumerate(text_of(path).splitlines(), 1):
        cells = line.split("\t")
        if number == 1 and not cells[-1].strip().lstrip("-").isdigit():
            continue
        try:
            query, document, grade = cells[0], cells[1], int(cells[2])
        except (IndexError, ValueError) as error:
            raise BadSet(
                "This line is not query-id, corpus-id, score.", field=f"{path}:{number}", mend="Part three cells by tabs."
            ) from error
        if grade > 0:
            judged.setdefault(query, []).append(Gold(document, grade=grade))
    return judged
