"""Yes and no on an answer, and through the whole service."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.documents import Document, Span
from qa.compose.composed import Composed, Part
from qa.compose.verdict import Verdicts, asked_of, deciding_text
from qa.schemas import AnswerForm, AskQuery, Verdict
from qa.service import Service
from qa.settings import Settings
from qa.support.verdict_head import VerdictHead
from qa.understand.parse import parse
from tests.support.fixed_support import FixedSupport
from tests.support.passages import of_text

TEXT = "The pond is old. Fishing is allowed from May. Bring a net."
HEAD = VerdictHead(
    fitted_on="",
    support="",
    sides=(1, 1, 0),
    bounds=1,
    decided=(0, 0, 0),
    least={Verdict.YES: 0.6, Verdict.NO: 0.6},
)


def shown(form: AnswerForm = AnswerForm.SENTENCE, offset: int = 0) -> Composed:
    start = TEXT.index("Fishing") + offset
    passage = of_text(TEXT, offset=offset)
    return Composed(form, (Part(passage, Span(start, start + len("Fishing is allowed from May."))),))


def test_the_deciding_text_has_a_sentence_on_either_side() -> None:
    text = deciding_text(shown(offset=700).parts[0])
    assert text.sentence == "Fishing is allowed from May."
    assert text.window == TEXT


def test_only_sentences_that_answer_yes_or_no_get_a_verdict() -> None:
    verdicts = Verdicts(FixedSupport(0.9, 0.05, 0.05), HEAD)
    asked, other = parse("Is fishing allowed?"), parse("When is fishing allowed?")
    assert verdicts.decided(asked, shown()).verdict is Verdict.YES
    assert verdicts.decided(other, shown()).verdict is None
    assert verdicts.decided(asked, shown(AnswerForm.ROW)).verdict is None


def test_a_question_becomes_a_claim_with_its_amount() -> None:
    asked = asked_of(parse("is it forbidden to bring 7 kg of bait"))
    assert asked.claim == "is it forbidden to bring 7 kg of bait?"
    assert str(asked.amount) == "7 kg"
    assert asked.asks_ban


RULES = Document(
    id="rules",
    title="Rules of the Aldbruck pool",
    text="Children under 8 may not swim without an adult. Dogs are not allowed in the water, but they may "
    "lie on the grass.\n\nNo one except the pool attendant may open the chlorine room. Bags of up to 5 kg "
    "can be left at the desk. Bathing caps are optional.",
)


@pytest.mark.real_model
def test_rules_are_answered_with_yes_or_no(tmp_path: Path) -> None:
    service = Service(Settings(home=tmp_path))
    service.ingester.add("default", [RULES])
    wanted = {
        "Can a child of 6 swim without an adult?": Verdict.NO,
        "Are dogs allowed in the water?": Verdict.NO,
        "May the pool attendant open the chlorine room?": Verdict.YES,
        "Can I leave a bag of 7 kg at the desk?": Verdict.NO,
    }
    said = {question: service.ask(AskQuery(question=question, abstain=False)).answer for question in wanted}
    verdicts = {question: answer and answer.verdict for question, answer in said.items()}
    assert not {q: v for q, v in verdicts.items() if v is not None and v is not wanted[q]}
    assert sum(v is not None for v in verdicts.values()) >= 2
    for answer in said.values():
        assert answer is not None
        assert answer.citations[0].cited_text in RULES.text
