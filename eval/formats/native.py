"""Read eval sets in our own format: JSON lines, each a question or a document.

`eval/sets/schema.json` defines the lines.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import relevance

from eval.formats.files import json_lines, plain_name
from eval.formats.rows import place
from eval.formats.unique_ids import UniqueIds
from eval.questions import BadSet, EvalSet, Gold, GoldClaim, Question
from index.dates import parse_published
from index.documents import Document, normalise
from index.errors import InvalidInput

#: What `review` says of a question that is not asked.
DROPPED = "drop"


def read_native(path: Path) -> EvalSet:
    """Read a set in our own format, without the questions that a review dropped.

    Raises:
        BadSet: A line does not fit the schema, an id is repeated, a span is not as long as its quote, or
            gold names a document that is not among those of the set.
    """
    document_ids, question_ids = UniqueIds("document"), UniqueIds("question")
    documents, questions = [], []
    for number, line in json_lines(path):
        where = f"{path}:{number}"
        _check_schema(line, where)
        if "document" in line:
            document_ids.add(line["document"]["id"], where)
            documents.append(_document(line["document"], where))
        else:
            question_ids.add(line["id"], where)
            if line.get("review") != DROPPED:
                questions.append(_question(line, where))
    if documents:
        _check_documents(questions, document_ids)
    return EvalSet(plain_name(path), questions, documents)


def join(name: str, sets: Sequence[EvalSet]) -> EvalSet:
    """Several sets as one, in their order.  Raises `BadSet` where two use one id."""
    ids = UniqueIds("question")
    for question in (question for one in sets for question in one.questions):
        ids.add(question.id, question.where)
    documents = [document for one in sets for document in one.documents]
    document_ids = UniqueIds("document")
    for document in documents:
        document_ids.add(document.id, name)
    return EvalSet(name, [question for one in sets for question in one.questions], documents)


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a line."""
    text = resources.files("eval").joinpath("sets/schema.json").read_text(encoding="utf-8")
    value: dict[str, Any] = json.loads(text)
    return value


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def _check_schema(line: dict[str, Any], where: str) -> None:
    errors = sorted(_validator().iter_errors(line), key=relevance, reverse=True)
    if errors:
        raise BadSet(_sentence(errors[0]), field=where, hint=_hint(errors[0]))


def _sentence(error: ValidationError) -> str:
    # The message of the library begins with the whole value, which may be a document.
    shown = repr(error.instance)
    message = error.message.replace(shown, f"{shown[:57]}...") if len(shown) > 60 else error.message
    return f"{place(tuple(error.absolute_path)) if error.absolute_path else 'This line'}: {message}."


def _hint(error: ValidationError) -> str:
    missing = error.validator in ("required", "minItems") and "else" in list(error.absolute_schema_path)[3:]
    if missing:
        return 'Give answers and gold, or "unanswerable": true.'
    if error.validator == "maxItems":
        return 'Empty it, or leave "unanswerable" out.'
    return "See eval/sets/schema.json."


def _document(value: dict[str, Any], where: str) -> Document:
    try:
        published = parse_published(value.get("published", ""))
    except InvalidInput as error:
        raise BadSet(f"document.published: {error.detail}", field=where, hint=error.hint) from error
    return Document(
        id=value["id"],
        text=normalise(value["text"]),
        title=value.get("title", ""),
        url=value.get("url", ""),
        published=published,
        metadata=value.get("metadata", {}),
    )


def _question(value: dict[str, Any], where: str) -> Question:
    return Question(
        id=value["id"],
        text=value["question"].strip(),
        answers=tuple(value.get("answers", ())),
        gold=tuple(
            _gold(gold, f"gold[{number}]", where) for number, gold in enumerate(value.get("gold", ()))
        ),
        unanswerable=value.get("unanswerable", False),
        claims=tuple(GoldClaim(c["value"], c.get("said_by", "")) for c in value.get("claims", ())),
        tags=tuple(value.get("tags", ())),
        kind=value.get("kind", ""),
        verdict=value.get("verdict", ""),
        where=where,
    )


def _gold(value: dict[str, Any], name: str, where: str) -> Gold:
    # JSON Schema accepts 3.0 as an integer.
    start, end, quote = int(value["start"]), int(value["end"]), value["quote"]
    if end - start != len(quote):
        raise BadSet(
            f"{name}: the span {start} to {end} is not as long as its quote of {len(quote)} characters.",
            field=where,
            hint="Offsets count code points; the end is exclusive.",
        )
    return Gold(value["document_id"], start, end, quote=quote, item=int(value.get("item", 0)))


def _check_documents(questions: list[Question], documents: UniqueIds) -> None:
    for question in questions:
        for number, gold in enumerate(question.gold):
            if gold.document_id not in documents:
                raise BadSet(
                    f"gold[{number}]: document {gold.document_id!r} is not among the documents of the set.",
                    field=question.where,
                    hint="Add a line for it, or correct the id.",
                )
