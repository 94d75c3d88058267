"""The ablation finds a rule that matters, and says of one that does not that it changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.ablation.comparing import Judged, Verdict, judge
from eval.ablation.groups import GROUPS, Group
from eval.ablation.measuring import load, save, with_all, without
from eval.ablation.replay import Memory, Replaying
from eval.ablation.sets import AblationSet
from eval.ablation.switching import Switch, original, switched_off, watched
from eval.ablation.table import SetFacts, as_markdown
from eval.questions import EvalSet, Gold, Question
from index.documents import Document
from qa.claims import selection
from qa.service import Service
from qa.settings import Settings
from qa.understand import source_questions
from tests.support.fakes import FakeEmbedder, FakeReader

TOWNS = [f"Town{letter}" for letter in "ABCDEFGHIJKL"]
STRIP = "qa.understand.source_questions:question_to_sources"
REAL = Group("real", "asks the question at all", (Switch(STRIP, lambda question: "Why zebras?"),))
IDLE = Group("idle", "does nothing to plain questions", (Switch(STRIP, lambda question: question),))
LONGEST = Group(
    "longest",
    "no text is so long",
    (Switch("qa.claims.values:LONGEST", 999),),
    ("qa.claims.values:value_of",),
)
ONE = Group(
    "one",
    "every value that is found may be a claim",
    (Switch("qa.claims.selection:CONSIDERED", 0.0),),
    ("qa.claims.selection:rated_claims",),
)


@pytest.fixture
def asked(tmp_path: Path) -> tuple[Replaying, AblationSet, Memory]:
    """Twelve questions, each with a document that answers it, and a fake model to answer them."""
    texts = {town: f"The fair of {town} lasts many summer days. Rain is rare." for town in TOWNS}
    documents = [Document(town, text) for town, text in texts.items()]
    questions = [
        Question(
            town,
            f"How long does the fair of {town} last in summer days?",
            (texts[town].split(".")[0],),
            (Gold(town, 0, 20),),
        )
        for town in TOWNS
    ]
    service = Service(Settings(home=tmp_path / "home"), FakeEmbedder(), FakeReader(whole_sentences=True))
    service.ingester.add("default", documents)
    memory = Memory(tmp_path / "memory", service.embedder, service.reader)
    asker = Replaying(service, memory)
    return asker, AblationSet(EvalSet("fairs", questions, documents), "made up"), memory


def judged(asked: tuple[Replaying, AblationSet, Memory], group: Group) -> Judged:
    """Measure with and without the group."""
    asker, questions, _ = asked
    base, touched = with_all(asker, questions, [group], lambda: None)
    off = without(asker, questions, group, base, touched[group.name])
    return judge(group.name, {"fairs": (base, off)})


def test_a_rule_that_matters_is_found(asked: tuple[Replaying, AblationSet, Memory]) -> None:
    found = judged(asked, REAL)
    assert found.touched == {"fairs": (12, 12)}
    assert found.verdict is Verdict.GAINS
    gains = {effect.measure: effect.gain for effect in found.effects}
    assert gains["EM"] > 0.5


@pytest.mark.parametrize("group", [IDLE, LONGEST])
def test_a_rule_without_effect_touches_nothing(
    asked: tuple[Replaying, AblationSet, Memory], group: Group
) -> None:
    found = judged(asked, group)
    assert found.touched == {"fairs": (0, 12)}
    assert found.effects == []
    assert found.verdict is Verdict.NOTHING


def test_only_questions_that_a_group_may_touch_are_asked_again(
    asked: tuple[Replaying, AblationSet, Memory],
) -> None:
    asker, questions, _ = asked
    one = Group("one", "", (Switch(STRIP, lambda q: "Why?" if "TownJ" in q else q),))
    _, touched = with_all(asker, questions, [one, IDLE], lambda: None)
    assert touched == {"one": {"TownJ"}, "idle": set()}


def test_a_constant_is_found_by_the_function_that_it_changes(
    asked: tuple[Replaying, AblationSet, Memory],
) -> None:
    found = judged(asked, ONE)
    assert found.touched["fairs"][0] > 6
    assert {effect.measure for effect in found.effects} == {"false dispute"}


def test_what_was_measured_is_found_again(
    asked: tuple[Replaying, AblationSet, Memory], tmp_path: Path
) -> None:
    asker, questions, memory = asked
    base, _ = with_all(asker, questions, [], lambda: None)
    off = without(asker, questions, REAL, base, set(TOWNS))
    save(tmp_path / "run.json", base, {"real": off})
    assert load(tmp_path / "run.json") == (base, {"real": off})
    memory.save()
    again = Memory(tmp_path / "memory", FakeEmbedder(), FakeReader(whole_sentences=True))
    assert len(again.reader.known) == len(memory.reader.known) > 0
    other = Memory(tmp_path / "memory", FakeEmbedder("another"), FakeReader(whole_sentences=True))
    assert not other.embedder.known
    assert other.reader.known


def test_the_table_names_verdict_and_touches(asked: tuple[Replaying, AblationSet, Memory]) -> None:
    asker, questions, _ = asked
    base, _ = with_all(asker, questions, [], lambda: None)
    found = [judged(asked, REAL), judged(asked, IDLE)]
    table = as_markdown([SetFacts("fairs", questions.note, base)], found, "by hand")
    assert "| real |  | fairs 12 of 12 | gains |" in table
    assert "| idle |  | 0 of 12 | changes nothing |" in table


def test_a_function_is_replaced_in_every_module_and_put_back() -> None:
    from qa.understand import parse

    before = source_questions.question_to_sources
    with switched_off([Switch(STRIP, len), Switch("qa.claims.selection:CONSIDERED", 7.0)]):
        assert vars(source_questions)["question_to_sources"] is len
        assert vars(parse)["question_to_sources"] is len
        assert selection.CONSIDERED == 7.0
    assert source_questions.question_to_sources is before
    assert vars(parse)["question_to_sources"] is before
    assert selection.CONSIDERED == 6.0


def test_a_watched_function_still_gives_its_own_result() -> None:
    noticed: list[str] = []
    with watched([Switch(STRIP, str.upper)], (), lambda: noticed.append("once")):
        assert source_questions.question_to_sources("WHY?") == "WHY?"
        assert not noticed
        assert source_questions.question_to_sources("Why?") == "Why?"
    assert noticed == ["once"]


def test_a_name_that_is_gone_is_an_error() -> None:
    with (
        pytest.raises(LookupError, match="gone does not exist"),
        switched_off([Switch("qa.cite:gone", None)]),
    ):
        pass


@pytest.mark.parametrize("group", GROUPS, ids=[group.name for group in GROUPS])
def test_every_group_can_be_switched_off(group: Group) -> None:
    before = [original(switch) for switch in group.switches]
    with switched_off(group.switches):
        assert [original(switch) for switch in group.switches] == [switch.off for switch in group.switches]
    assert [original(switch) for switch in group.switches] == before
