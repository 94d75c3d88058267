"""Gold against the documents, and the set we ship."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.check import Problem, check, own_texts, refuse
from eval.formats.registry import read_set
from eval.questions import KINDS, BadSet, EvalSet, Gold, GoldClaim, Question
from index.documents import Document, normalise
from index.ingest.files import find, read
from tests.support.project import ROOT, SEEDS, SET_DOCUMENTS

TEXT = "Twenty-five swans came in May. The mayor, Ada Byron, counted 27 of them."
GOLD = Gold("swans", 42, 51, quote="Ada Byron")
ASKED = Question("q", "Who counted the swans?", ("Ada Byron",), (GOLD,), where="mine.jsonl:4")


def problems(question: Question, text: str | None = TEXT) -> list[Problem]:
    """What is wrong with one question."""
    return check(EvalSet("mine", [question]), {"swans": text}.get)


def test_nothing_is_wrong() -> None:
    assert problems(ASKED) == []
    assert problems(Question("n", "Who ate them?", unanswerable=True)) == []
    refuse([])


@pytest.mark.parametrize(
    ("gold", "detail", "hint"),
    [
        (
            Gold("swans", 42, 99, quote="x" * 57),
            "The span 42 to 99 is not in 'swans', which has 72 characters.",
            "",
        ),
        (Gold("swans", 51, 42), "The span 51 to 42 is not in 'swans', which has 72 characters.", ""),
        (
            GOLD._replace(start=41, end=50),
            "From 41 to 50 'swans' reads ' Ada Byro', not 'Ada Byron'.",
            "42 to 51.",
        ),
        (
            Gold("swans", 5, 6, quote="a"),
            "From 5 to 6 'swans' reads 'y', not 'a'.",
            "occurs several times.",
        ),
        (Gold("swans", 5, 7, quote="zz"), "From 5 to 7 'swans' reads 'y-', not 'zz'.", "may have changed."),
        (Gold("ducks", 0, 3), "There is no document 'ducks'.", "Add it"),
        (Gold("swans", 25, 28), "There is no accepted answer from 25 to 28 of 'swans'.", "Widen the span"),
    ],
)
def test_a_wrong_span_is_one_problem(gold: Gold, detail: str, hint: str) -> None:
    (problem,) = problems(replace(ASKED, gold=(gold,)))
    assert problem.detail == detail
    assert hint in problem.hint
    assert (problem.where, problem.question_id) == ("mine.jsonl:4", "q")


@pytest.mark.parametrize("answer", ["the MAYOR, Ada Byron", "mayor Ada Byron", "Ada  Byron,"])
def test_case_punctuation_and_articles_of_an_answer_do_not_count(answer: str) -> None:
    assert problems(replace(ASKED, answers=("nobody", answer), gold=(Gold("swans", 31, 51),))) == []


def test_half_a_word_is_no_answer() -> None:
    assert len(problems(replace(ASKED, answers=("yor", "Ad", "Byr")))) == 1


def test_a_sign_may_be_the_answer() -> None:
    assert problems(replace(ASKED, answers=("$",), gold=(Gold("swans", 3, 4),)), "In $ or £.") == []
    assert len(problems(replace(ASKED, answers=("€",), gold=(Gold("swans", 3, 4),)), "In $ or £.")) == 1


def test_an_answer_in_two_parts_needs_both_spans() -> None:
    both = (Gold("swans", 0, 11), Gold("swans", 61, 63))
    assert problems(replace(ASKED, answers=("twenty-five, 27",), gold=both)) == []
    assert len(problems(replace(ASKED, answers=("twenty-five, 27",), gold=both[:1]))) == 1
    idle = (*both, Gold("swans", 26, 29))
    (problem,) = problems(replace(ASKED, answers=("twenty-five, 27",), gold=idle))
    assert "from 26 to 29" in problem.detail


def test_items_and_verdicts_may_be_said_in_other_words() -> None:
    month = Gold("swans", 26, 29, quote="May")
    assert len(problems(replace(ASKED, gold=(month,)))) == 1
    assert problems(replace(ASKED, gold=(month._replace(item=1),))) == []
    assert problems(replace(ASKED, gold=(month,), verdict="yes")) == []


def test_claims_stand_in_the_documents() -> None:
    claims = (GoldClaim("27", "Ada Byron"), GoldClaim("28"), GoldClaim("2"))
    assert [p.detail for p in problems(replace(ASKED, claims=claims))] == [
        "The claimed value '28' is in none of the documents that its gold names.",
        "The claimed value '2' is in none of the documents that its gold names.",
    ]


def test_a_brought_document_without_text_may_be_relevant() -> None:
    judged = Question("q", "swans", gold=(Gold("blank"),))
    assert len(problems(judged)) == 1
    brought = EvalSet("mine", [judged], [Document("swans", TEXT)])
    assert check(brought, own_texts(brought)) == []


def test_the_first_problem_is_raised() -> None:
    with pytest.raises(BadSet, match=r"mine.jsonl:4: Question 'q': .* \(and 1 more\)"):
        refuse(problems(replace(ASKED, gold=(Gold("ducks", 0, 3), Gold("geese", 0, 3)))))


@given(st.text(min_size=1), st.data())
def test_true_spans_pass_and_moved_ones_do_not(text: str, data: st.DataObject) -> None:
    text = normalise(text)
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    asked = Question("q", "?", (quote,), (Gold("swans", start, end, quote=quote),))
    assert problems(asked, text) == []
    if text[start + 1 : end + 1] != quote:
        assert (
            len(problems(replace(asked, gold=(asked.gold[0]._replace(start=start + 1, end=end + 1),)), text))
            == 1
        )


# The set we ship -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> EvalSet:
    """All sets that we ship, as one."""
    return read_set(ROOT / "eval/sets")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Their documents, as they are in an index."""
    return {source.id: normalise(read(source).text) for source in find([SEEDS, SET_DOCUMENTS])}


def test_the_shipped_set_is_right(shipped: EvalSet, texts: dict[str, str]) -> None:
    assert check(shipped, texts.get) == []


def test_the_shipped_set_has_enough_of_each_kind(shipped: EvalSet) -> None:
    counts = Counter(tag for question in shipped.questions for tag in question.tags)
    answerable = [question for question in shipped.questions if not question.unanswerable]
    assert len(shipped.questions) >= 300
    assert 0.75 < len(answerable) / len(shipped.questions) < 0.85
    kinds = Counter(question.kind for question in answerable)
    assert kinds.keys() == set(KINDS)
    assert min(kinds.values()) >= 10
    for tag in ("sibling", "misspelt", "attributed", "disputed", "lower-case", "near-topic", "off-topic"):
        assert counts[tag] >= 8, tag
    assert counts["false-premise"] >= 8
    for kind in ("number", "person", "place", "time", "reason", "paraphrase", "two-part", "claims"):
        assert counts[kind] >= 5, kind
    assert all(("unanswerable" in question.tags) == question.unanswerable for question in shipped.questions)
    assert all(("claims" in question.tags) == bool(question.claims) for question in shipped.questions)


def test_the_shipped_set_asks_of_every_document(shipped: EvalSet, texts: dict[str, str]) -> None:
    assert {gold.document_id for question in shipped.questions for gold in question.gold} == texts.keys()
    assert len({Path(name).suffix for name in texts}) >= 6


def test_what_a_kind_needs_is_given(shipped: EvalSet) -> None:
    for question in shipped.questions:
        if not question.unanswerable and not question.id.startswith("seeds-"):
            assert bool(question.items) == (question.kind in {"list", "how_to", "comparison"}), question.id
            assert question.kind != "yes_no" or question.verdict, question.id


def test_the_shipped_set_covers_every_paragraph(shipped: EvalSet, texts: dict[str, str]) -> None:
    text = texts["north-korean-troops-in-kursk.txt"]
    asked: Counter[int] = Counter()
    for question in shipped.questions:
        gold_here = [gold for gold in question.gold if gold.document_id == "north-korean-troops-in-kursk.txt"]
        held = {text.count("\n", 0, gold.start) + 1 for gold in gold_here}
        asked.update(held)
        assert {tag for tag in question.tags if tag.startswith("paragraph-")} == {
            f"paragraph-{n}" for n in held
        }
    assert asked.keys() == set(range(1, 9))
    assert min(asked.values()) >= 3


def test_no_question_of_the_shipped_set_is_asked_twice(shipped: EvalSet) -> None:
    asked = Counter(question.text.casefold() for question in shipped.questions)
    assert asked.most_common(1)[0][1] == 1
