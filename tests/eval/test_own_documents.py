"""The documents and questions of our own that probabilities are fitted on."""

from __future__ import annotations

from importlib.resources import files

from eval.fitting.own_documents import own_documents
from eval.formats.files import objects_of


def test_every_quote_and_every_answer_stands_in_a_document() -> None:
    found = own_documents()
    texts = {document.id: document.text for document in found.documents}
    for question in found.questions:
        quoted = [texts[gold.document_id][gold.start : gold.end] for gold in question.gold]
        assert quoted == [gold.quote for gold in question.gold]
        own = {gold.document_id for gold in question.gold}
        assert all(any(answer in texts[id] for id in own) for answer in question.answers)


def test_one_question_in_four_has_no_answer() -> None:
    questions = own_documents().questions
    assert 0.2 < sum(not question.gold for question in questions) / len(questions) < 0.3


def test_nothing_that_is_measured_on_is_fitted_on() -> None:
    own = own_documents()
    sets = files("eval") / "sets"
    asked = {
        str(row.get("question", row.get("text", ""))).casefold()
        for name in ("everyday.jsonl", "seeds.jsonl")
        for row in objects_of(sets / name)  # type: ignore[arg-type]
    }
    assert len(asked) > 300
    assert not asked & {question.text.casefold() for question in own.questions}
    measured = {one.name for one in (sets / "documents").iterdir()}
    assert not measured & {document.file_name for document in own.documents}
