"""Follow-up questions: what is completed, what is replaced, what is left alone; and the shipped figures."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.follow_ups import HALVES, _by_rules, _holds, main, passages_first, read, right
from eval.formats.registry import read_set
from qa.conversation.follow_up.mentions import Kind
from qa.conversation.follow_up.names import names
from qa.conversation.follow_up.parts import ask_anew, statement, take_apart
from qa.conversation.follow_up.rewrite import LONGEST, rewrite
from qa.conversation.follow_up.rewriter import Rewriter
from qa.conversation.follow_up.turns import Turn
from qa.settings import Settings
from tests.support.project import ROOT

SETS = ROOT / "eval" / "sets"
TROOPS = Turn("How many North Korean troops were reported?", "up to 12,000")
UMEROV = Turn("Who is Ukraine's Defense Minister?", "Rustem Umerov")
NORWAY = Turn("What is the capital of Norway?", "Oslo")
DEATHS = Turn("How many people died in Norway in 1990?", "12")
TITANIC = Turn("When did the Titanic sink?", "1912")


@pytest.mark.parametrize(
    ("turn", "question", "standalone"),
    [
        (TROOPS, "and who said that?", "Who said that up to 12,000 North Korean troops were reported?"),
        (TROOPS, "how many of them died?", "How many of the North Korean troops died?"),
        (
            TROOPS,
            "Can you tell me who said that?",
            "Who said that up to 12,000 North Korean troops were reported?",
        ),
        (TITANIC, "and do you know why?", "Why did the Titanic sink?"),
        (TROOPS, "What about Norway?", "How many troops from Norway were reported?"),
        (TROOPS, "Where?", "Where were up to 12,000 North Korean troops reported?"),
        (UMEROV, "when was he born?", "When was Rustem Umerov born?"),
        (UMEROV, "What is his wife's name?", "What is Rustem Umerov's wife's name?"),
        (NORWAY, "What about Sweden?", "What is the capital of Sweden?"),
        (NORWAY, "And the population?", "What is the population of Norway?"),
        (NORWAY, "How many people live there?", "How many people live in Oslo?"),
        (DEATHS, "and in 1998?", "How many people died in Norway in 1998?"),
        (DEATHS, "And the year after?", "How many people died in Norway in 1991?"),
        (DEATHS, "in Sweden?", "How many people died in Sweden in 1990?"),
        (TITANIC, "why?", "Why did the Titanic sink?"),
        (TITANIC, "in which ocean?", "In which ocean did the Titanic sink?"),
        (TITANIC, "How long was it?", "How long was the Titanic?"),
        (TITANIC, "What else happened in that year?", "What else happened in 1912?"),
        (Turn("When was the Battle of Hastings?", "1066"), "Who won?", "Who won in the Battle of Hastings?"),
    ],
)
def test_a_follow_up_is_made_to_stand_alone(turn: Turn, question: str, standalone: str) -> None:
    assert rewrite(question, [turn]).question == standalone


VISIT = Turn("When did China's president Xi Jinping visit Norway?", "in 2019")
BORN = Turn("When was Rustem Umerov, Ukraine's Defense Minister, born?", "1982")
ASIDE = [TROOPS, Turn("And who said that?", "Ukraine's Defense Minister, Rustem Umerov"), Turn("Why?", "x")]


@pytest.mark.parametrize(
    ("history", "question", "standalone"),
    [
        ([VISIT], "What about Sweden?", "When did China's president Xi Jinping visit Sweden?"),
        ([VISIT], "And Angela Merkel?", "When did Angela Merkel visit Norway?"),
        ([BORN], "And Angela Merkel?", "When was Angela Merkel born?"),
        ([BORN], "What about Sweden?", "What about Sweden?"),
        ([UMEROV], "What about Sweden?", "Who is Sweden's Defense Minister?"),
        (ASIDE[:2], "What about China?", "How many troops from China were reported?"),
        (ASIDE, "What about China?", "How many troops from China were reported?"),
        (ASIDE, "And the Russian troops?", "How many Russian troops were reported?"),
    ],
)
def test_nothing_is_exchanged_within_a_titled_name_nor_in_a_question_by_the_way(
    history: list[Turn], question: str, standalone: str
) -> None:
    assert rewrite(question, history).question == standalone


@pytest.mark.parametrize("turn", [TROOPS, UMEROV, NORWAY, DEATHS, TITANIC, Turn("Who?", None)])
@pytest.mark.parametrize(
    "question",
    [
        "What is the boiling point of tungsten?",
        "Which country sent its troops to Russia?",
        "Who lost his job at Boeing?",
        "Is it possible to cancel an order?",
        "Are there any exceptions?",
        "Why do cats purr when they are petted?",
        "Who said that the war would end in 1945?",
        "How many copies of his first book did Stephen King sell?",
        "What makes it hard to tell the twins apart?",
        "How long has it been since the war ended?",
        "number of soldiers sent to Russia",
        "What does this document say about taxes?",
        "  How do I reset my password ",
    ],
)
def test_a_question_that_stands_alone_stays_to_the_letter(turn: Turn, question: str) -> None:
    assert rewrite(question, [turn]) == (question, "")


@pytest.mark.parametrize("question", ["Why?", "And in 1998?", "When was he born?", "Who said that?"])
def test_without_history_every_question_stays(question: str) -> None:
    assert rewrite(question, []) == (question, "")


def test_the_conversation_is_followed_back() -> None:
    chain = [Turn("Who wrote Faust?", "Goethe"), Turn("When was he born?", "1749")]
    assert rewrite("Where?", chain).question == "Where was Goethe born?"
    assert rewrite("Where did he die?", chain).question == "Where did Goethe die?"


def test_the_sentence_around_the_answer_says_what_was_said() -> None:
    turn = Turn("How many soldiers are expected?", "15,000", "Some 15,000 soldiers are expected in Kursk.")
    assert (
        rewrite("Who said so?", [turn]).question
        == "Who said that some 15,000 soldiers are expected in Kursk?"
    )


def test_what_somebody_said_is_asked_of_without_saying_it_twice() -> None:
    said = "Rustem Umerov said on Monday that some 15,000 soldiers are expected in Kursk."
    turn = Turn("How many soldiers are expected?", "15,000", said)
    told = "that some 15,000 soldiers are expected in Kursk?"
    assert rewrite("Who said that?", [turn]).question == f"Who said {told}"
    assert rewrite("When did he say that?", [turn]).question == f"When did Rustem Umerov say {told}"
    bare = turn._replace(sentence="The number who died is said to be known.")
    assert rewrite("Who said that?", [bare]).question == (
        "Who said that the number who died is said to be known?"
    )


def test_a_pronoun_goes_by_gender_where_it_is_known() -> None:
    turn = Turn("Who did Albert Einstein marry?", "Mileva Marić")
    assert rewrite("When was he born?", [turn]).question == "When was Albert Einstein born?"
    assert rewrite("When was she born?", [turn]).question == "When was Mileva Marić born?"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Who is John F. Kennedy?", [("John F. Kennedy", Kind.PERSON)]),
        ("When was the Battle of Hastings?", [("the Battle of Hastings", Kind.THING)]),
        ("How many troops did north korea send in 1998?", [("north korea", Kind.PLACE), ("1998", Kind.TIME)]),
        ("How many North Korean troops came?", []),
        ("What is Ukraine's currency?", [("Ukraine", Kind.PLACE)]),
    ],
)
def test_names_are_found(text: str, found: list[tuple[str, Kind]]) -> None:
    assert [(mention.text, mention.kind) for mention in names(text)] == found


@pytest.mark.parametrize(
    ("question", "answer", "why", "said"),
    [
        ("Who wrote Faust?", "Goethe", "Why was it that Goethe wrote Faust?", "Goethe wrote Faust"),
        ("When did Rome fall?", "476", "Why did Rome fall?", "Rome did fall 476"),
        ("Did Norway join?", "No", "Why did Norway join?", "Norway did join"),
        ("How many men came?", None, "Why was it that the men came?", ""),
    ],
)
def test_a_question_is_asked_anew(question: str, answer: str | None, why: str, said: str) -> None:
    assert ask_anew("Why", question, answer) == why
    assert statement(question, answer, "") == said


def test_what_is_no_question_is_not_taken_apart() -> None:
    assert take_apart("") is None
    assert take_apart("tungsten boiling point") is None


@given(st.text(max_size=80), st.text(max_size=80), st.none() | st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_said_there_is_a_question(
    question: str, asked: str, answer: str | None, told: str
) -> None:
    found = rewrite(question, [Turn(asked, answer, told)])
    assert found == rewrite(question, [Turn(asked, answer, told)])
    assert found.question == question or (found.rule and found.question.strip())


@given(st.text(alphabet="abc whyITSthe?'", max_size=LONGEST))
def test_rewriting_ends(question: str) -> None:
    assert isinstance(rewrite(question, [TROOPS, UMEROV]).question, str)


def test_a_long_question_has_said_what_it_is_about() -> None:
    question = "Why did he say it? " * 40
    assert rewrite(question, [UMEROV]).question == question


def test_without_a_language_model_the_rules_rewrite() -> None:
    assert Rewriter.of(Settings()).rewrite("why?", [TITANIC]) == rewrite("why?", [TITANIC])


# The shipped set -----------------------------------------------------------------------------------------


def test_the_shipped_set_is_what_it_says() -> None:
    everything = read()
    dependent = [question for question in everything if not question.standalone]
    assert len(dependent) >= 80
    assert len({question.id for question in everything}) == len(everything)
    assert {question.half for question in everything} == set(HALVES)
    for question in dependent:
        assert question.must
        assert not right(question, question.question), question.id
    text = (SETS.parent.parent / "seeds" / "north-korean-troops-in-kursk.txt").read_text(encoding="utf-8")
    assert all(question.passage in text for question in everything)


@pytest.mark.parametrize(("half", "least"), [("develop", 0.95), ("report", 0.88)])
def test_follow_ups_are_rewritten_as_the_readme_says(half: str, least: float) -> None:
    of_half = [question for question in read() if question.half == half]
    dependent = [question for question in of_half if not question.standalone]
    assert sum(right(question, _by_rules(question)) for question in dependent) / len(dependent) >= least
    assert all(right(question, _by_rules(question)) for question in of_half if question.standalone)


def test_the_questions_on_the_seed_article_are_left_alone() -> None:
    questions = read_set(SETS / "seeds.jsonl", "").questions
    turns = [Turn(question.text, next(iter(question.answers), None)) for question in questions]
    changed = [turn for before, turn in pairwise(turns) if rewrite(turn.question, [before]).rule]
    assert changed == []


def test_words_are_held_whole() -> None:
    assert _holds("Is he there?", "he")
    assert not _holds("Is she there?", "he")


def test_the_benchmark_prints_its_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    row = {"id": "a", "kind": "why", "half": "report", "history": [], "question": "Why?", "standalone": False}
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({**row, "must": ["Titanic"]}) + "\n")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr("sys.argv", ["follow_ups", "--set", str(path), "--no-search"])
    main()
    assert "0.000 (0/1)" in capsys.readouterr().out


@pytest.mark.real_model
def test_rewriting_finds_the_right_passage() -> None:
    seeded = [question for question in read() if question.passage]
    raw, better = passages_first(seeded, _by_rules)
    assert better >= raw + 3
    assert better >= len(seeded) - 1
