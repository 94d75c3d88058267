"""How answers of every form are judged, and the questions that they are judged on."""

from __future__ import annotations

import pytest

from eval.ablation.switching import original
from eval.benchmarks.form_rules import RULES
from eval.benchmarks.forms import QUESTIONS, documents_of, judge
from eval.benchmarks.sections import SectionQuestion, share_inside
from eval.formats.files import objects_of
from index.documents import Span, normalise
from qa.schemas import Answer, AnswerForm, Citation
from tests.support.project import ROOT

TEXT = "Rain fell. Ann, Bo. The end."


def answer(*spans: tuple[int, int], document: str = "d") -> Answer:
    cited = [
        Citation(
            collection="c",
            document_id=document,
            document_title="",
            version="v",
            url="",
            source_url="",
            start_char_index=start,
            end_char_index=end,
            cited_text=TEXT[start:end],
        )
        for start, end in spans
    ]
    return Answer(kind=AnswerForm.LIST, text="", probability=1.0, citations=[*cited], sentence=None)


ROW = {"document": "d", "forms": ["list"], "gold": ["Ann", "Bo"]}


def test_what_is_cited_is_compared_with_what_is_wanted() -> None:
    judged = judge(answer((11, 14)), ROW, TEXT)
    assert judged.recall == pytest.approx(3 / 5)
    assert judged.precision == 1.0
    assert judged.suits
    assert not judged.usable
    assert judge(answer((11, 18)), ROW, TEXT).usable


def test_words_of_another_document_cost_precision() -> None:
    judged = judge(answer((11, 18), document="e"), ROW, TEXT)
    assert (judged.recall, judged.precision) == (0.0, 0.0)


def test_gold_that_is_not_in_the_document_is_an_error() -> None:
    with pytest.raises(ValueError, match="Cy"):
        judge(None, ROW | {"gold": ["Cy"]}, TEXT)


def test_the_share_of_a_section() -> None:
    question = SectionQuestion("?", "causes", "d", Span(0, 14))
    assert share_inside(answer((11, 19)), question) == pytest.approx(3 / 8)
    assert share_inside(None, question) == 0.0


@pytest.mark.parametrize("part", ["development", "held_out"])
def test_all_gold_words_are_in_their_documents(part: str) -> None:
    folder = ROOT / "eval/answer_forms" / part
    texts = {document.id: normalise(document.text) for document in documents_of(folder)}
    for row in objects_of(folder / QUESTIONS):
        judge(None, row, texts[row["document"]])
        assert {*row["forms"]} <= {*AnswerForm}


def test_every_rule_that_is_switched_off_exists() -> None:
    for _, switches in RULES:
        for switch in switches:
            assert original(switch) is not None
