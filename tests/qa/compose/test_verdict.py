"""Yes and no on an answer, and through the whole service."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.documents import Document, Span
from qa.compose.composed import Composed, Part
from qa.compose.deciding_text import deciding_text
from qa.compose.verdict import Verdicts, asked_of, with_verdict
from qa.confidence.levels import Decision
from qa.confidence.settling import settle
from qa.schemas import AnswerForm, AskQuery, Level, Verdict
from qa.service import Service
from qa.settings import Settings
from qa.support.verdict_head import SaidVerdict, VerdictHead
from qa.understand.parse import parse
from tests.support.fixed_support import FixedSupport
from tests.support.passages import of_text

TEXT = "The pond is old. Fishing is allowed from May. Bring a net."
HEAD = VerdictHead(
    fitted_on="",
    support="",
    sides=(1, 1, 0),
    decided=(0, 0, 0),
    least={Verdict.YES: 0.6, Verdict.NO: 0.6},
)


def shown(form: AnswerForm = AnswerForm.SENTENCE, offset: int = 0) -> Composed:
    start = TEXT.index("Fishing") + offset
    passage = of_text(TEXT, offset=offset)
    return Composed(form, (Part(passage, Span(start, start + len("Fishing is allowed from May."))),))


def is_yes(said: SaidVerdict | None) -> bool:
    return said is not None and said.verdict is Verdict.YES and said.probability > 0.6


def test_the_deciding_text_has_a_sentence_on_either_side() -> None:
    text = deciding_text(shown(offset=700), "Is fishing allowed?")
    assert text.sentence == "Fishing is allowed from May."
    assert text.window == TEXT


def test_only_sentences_that_answer_yes_or_no_get_a_verdict() -> None:
    verdicts = Verdicts(FixedSupport(0.9, 0.05, 0.05), HEAD)
    asked, other = parse("Is fishing allowed?"), parse("When is fishing allowed?")
    assert is_yes(verdicts.said(asked, shown()))
    assert verdicts.said(other, shown()) is None
    assert verdicts.said(asked, shown(AnswerForm.LIST)) is None


@pytest.mark.parametrize(("word", "verdict"), [("Yes", Verdict.YES), ("No", Verdict.NO)])
def test_the_author_of_a_heading_that_asks_the_same_decides(word: str, verdict: Verdict) -> None:
    passage = of_text(f"{word}. The pond is old.")._replace(headings=("Pond", "Is fishing allowed?"))
    composed = Composed(AnswerForm.SENTENCES, (Part(passage, passage.span),))
    verdicts = Verdicts(FixedSupport(0.3, 0.3, 0.4), HEAD)
    said = verdicts.said(parse("is fishing allowed"), composed)
    assert said == SaidVerdict(verdict, 0.0), "the probability of the answer stays"
    other = verdicts.said(parse("Is fishing allowed at night?"), composed)
    assert other is None or other.probability > 0


def test_a_question_that_denies_has_no_verdict() -> None:
    verdicts = Verdicts(FixedSupport(0.9, 0.05, 0.05), HEAD)
    assert verdicts.said(parse("Is fishing not allowed?"), shown()) is None
    assert is_yes(verdicts.said(parse("Is fishing forbidden?"), shown()))


def test_a_question_becomes_a_claim_with_its_amount() -> None:
    asked = asked_of(parse("is it forbidden to bring 7 kg of bait"))
    assert asked.claim == "is it forbidden to bring 7 kg of bait?"
    assert str(asked.amount) == "7 kg"
    assert asked.asks_ban


@pytest.mark.parametrize(
    ("level", "shares", "least", "settled", "verdict"),
    [
        (Level.UNSURE, (0.97, 0.02, 0.01), 0.8, Level.ANSWERED, Verdict.YES),
        (Level.UNSURE, (0.97, 0.02, 0.01), 0.9999, Level.UNSURE, Verdict.YES),
        (Level.UNSURE, (0.4, 0.4, 0.2), 0.8, Level.UNSURE, None),
        (Level.ANSWERED, (0.02, 0.97, 0.01), 0.8, Level.ANSWERED, Verdict.NO),
    ],
)
def test_a_sure_verdict_makes_the_closest_passage_the_answer(
    level: Level, shares: tuple[float, ...], least: float, settled: Level, verdict: Verdict | None
) -> None:
    verdicts, question = Verdicts(FixedSupport(*shares), HEAD), parse("Is fishing allowed?")
    decision = settle(verdicts, question, Decision(level, shown(), 0.3), least)
    assert decision.level is settled
    assert decision.best is not None
    assert decision.best.verdict is verdict
    assert decision.probability >= 0.3


TABLE = "| Boat | Seats | Licence needed |\n| --- | --- | --- |\n| Tern | 4 | No |\n| Ruff | 9 | Yes |\n"


@pytest.mark.parametrize(("boat", "verdict"), [("Tern", Verdict.NO), ("Ruff", Verdict.YES)])
def test_a_cell_of_yes_or_no_decides_unless_the_model_finds_it_open(boat: str, verdict: Verdict) -> None:
    start = TABLE.index(f"| {boat}")
    row = Part(of_text(TABLE), Span(start, TABLE.index("\n", start)))
    composed, question = Composed(AnswerForm.SENTENCE, (row,)), parse(f"Does the {boat} need a licence?")
    assert deciding_text(composed, question.text).cut.startswith(f"Boat: {boat}; Licence needed:")
    said = Verdicts(FixedSupport(0.4, 0.4, 0.2), HEAD).said(question, composed)
    assert said is not None
    assert said.verdict is verdict
    assert Verdicts(FixedSupport(0.2, 0.2, 0.6), HEAD).said(question, composed) is None
    seats = parse(f"Are there seats on the {boat}?")
    assert Verdicts(FixedSupport(0.4, 0.4, 0.2), HEAD).said(seats, composed) is None


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


HOURS = Document(
    id="hours",
    title="Porter's lodge",
    text="The lodge is open from 9 to 17. Parcels must be fetched by 18:00.\n\nDo not park in the yard after "
    "10 p.m. Boxes between 3 and 5 kg go on the lower shelf.",
)


@pytest.mark.real_model
def test_times_and_ranges_are_counted_and_not_read_as_words(tmp_path: Path) -> None:
    service = Service(Settings(home=tmp_path))
    service.ingester.add("default", [HOURS])
    wanted = {
        "Can I fetch a parcel at 17:30?": Verdict.YES,
        "Can I fetch a parcel at 19:00?": Verdict.NO,
        "Is the lodge open at 18:30?": Verdict.NO,
        "May I park in the yard at 11 p.m.?": Verdict.NO,
        "Do boxes of 4 kg go on the lower shelf?": Verdict.YES,
        "Is the lodge open at 5?": None,
    }
    said = {question: service.ask(AskQuery(question=question, abstain=False)).answer for question in wanted}
    assert {question: answer and answer.verdict for question, answer in said.items()} == wanted


def of_faq(text: str, sentence: str) -> Part:
    start = text.index(sentence)
    passage = of_text(text)._replace(headings=("Pond", "May I fish here?"))
    return Part(passage, Span(start, start + len(sentence)))


def test_questions_of_the_document_decide_nothing() -> None:
    text = "May I fish here?\n\nThe pond is a nature reserve. Is there a bench?"
    faq = Composed(AnswerForm.SENTENCE, (of_faq(text, "The pond is a nature reserve."),))
    deciding = deciding_text(faq, "May I fish here?")
    assert "?" not in deciding.title
    assert deciding.title.endswith("Pond")
    assert deciding.window == deciding.sentence == "The pond is a nature reserve."
    verdicts = Verdicts(FixedSupport(0.9, 0.05, 0.05), HEAD)
    asked = Composed(AnswerForm.SENTENCE, (of_faq(text, "May I fish here?"),))
    assert verdicts.said(parse("Is fishing allowed?"), asked) is None


@pytest.mark.parametrize(
    ("sentence", "has_verdict"),
    [("No. The pond is deep.", False), ("Yes, from May.", True), ("No. 5 is a pond.", True)],
)
def test_an_answer_that_begins_with_no_gets_no_yes(sentence: str, has_verdict: bool) -> None:
    verdicts = Verdicts(FixedSupport(0.9, 0.05, 0.05), HEAD)
    composed = Composed(AnswerForm.SENTENCE, (of_faq(sentence, sentence),))
    assert (verdicts.said(parse("Is fishing allowed?"), composed) is not None) is has_verdict


@pytest.mark.parametrize(
    ("text", "told"),
    [("No. It is deep.", "It is deep."), ("It is deep.", "It is deep."), ("No.", "No.")],
)
def test_yes_and_no_are_told_once(text: str, told: str) -> None:
    composed = with_verdict(Composed(AnswerForm.SENTENCE, (of_faq(text, text),)), Verdict.NO)
    assert composed.parts[0].text == told


HUT = Document(
    id="hut",
    title="Dorrin hut: questions",
    media_type="text/markdown",
    text="# Dorrin hut: questions\n\n## Can I sleep in the hut in winter?\n\nThe hut is closed from November "
    "to March.\n\n## Can I pay by card?\n\nNo. There is no network up here.\n\n## Are children welcome?\n\n"
    "Yes. Children of any age are welcome.\n",
)


@pytest.mark.real_model
def test_the_question_of_an_faq_is_no_yes(tmp_path: Path) -> None:
    service = Service(Settings(home=tmp_path))
    service.ingester.add("default", [HUT])
    for question in ("Can I sleep in the hut in winter?", "Can I pay by card?"):
        answer = service.ask(AskQuery(question=question, abstain=False)).answer
        assert answer is not None
        assert answer.verdict is not Verdict.YES


def test_a_number_decides_in_a_column_where_others_have_none() -> None:
    text = "| Boat | Seats | Spare oars |\n| --- | --- | --- |\n| Tern | 4 | 0 |\n| Ruff | 9 | 2 |\n"
    start = text.index("| Ruff")
    row = Composed(AnswerForm.SENTENCE, (Part(of_text(text), Span(start, text.index("\n", start))),))
    assert deciding_text(row, "Has the Ruff spare oars?").cell is True
    assert deciding_text(row, "Has the Ruff seats?").cell is None
