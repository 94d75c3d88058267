"""Runs as records: whole, the same for the same inputs, going on after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.client import AskOptions, Unmeasurable
from eval.comparison_text import pair
from eval.journal import JOURNAL, locked
from eval.jsonable import jsonable
from eval.questions import BadSet, Question
from eval.run_record import RUN_FILE, BadRun, Run, read_run
from eval.runner import Plan, run_set
from index.documents import Document
from index.errors import InvalidInput
from index.ingest.ingester import ignore_progress
from qa.schemas import Mode
from tests.support.eval_clients import SpyClient
from tests.support.eval_records import without_times
from tests.support.eval_small import ASKED, UNANSWERABLE, small_plan, small_service
from tests.support.project import ROOT
from tests.support.waiting import until

IDS = [row[0] for row in (*ASKED, *UNANSWERABLE)]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """The small set, to be asked of its documents."""
    return small_plan(tmp_path)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where a run is written."""
    return tmp_path / "out"


def run(plan: Plan, out: Path, said: list[str] | None = None) -> Run:
    return run_set(plan, out, ignore_progress, (said if said is not None else []).append)


# Records -------------------------------------------------------------------------------------------------


def test_a_record_is_read_as_it_was_written(plan: Plan, out: Path) -> None:
    made = run(plan, out)
    assert read_run(out) == read_run(out / RUN_FILE) == made
    assert [path.name for path in out.iterdir()] == [RUN_FILE]
    assert [outcome.question_id for outcome in made.outcomes] == IDS
    assert made.metrics["citation integrity"].value == 1.0
    assert made.tags.keys() == {"war.txt", "farm.txt"}
    assert made.facts.index.identity["name"] == "fake"
    assert not made.scored.failed
    text = (out / RUN_FILE).read_text(encoding="utf-8")
    assert json.loads(text) == json.loads(json.dumps(jsonable(made)))
    assert str(out.parent) not in text, "a record names a place on this machine"


def test_same_inputs_give_the_same_outcomes(plan: Plan, tmp_path: Path) -> None:
    one = run(plan, tmp_path / "one")
    other = run(replace(plan, parallel=4), tmp_path / "other")
    assert without_times(one) == without_times(other)
    compared = pair(one, other)
    assert compared.verdict == "No significant difference."
    assert not compared.comparison.changed


def test_sources_hold_what_spans_say(plan: Plan, out: Path) -> None:
    made = run(plan, out)
    held = {(source.version, source.start, source.end): source.text for source in made.sources}
    assert any(outcome.passages for outcome in made.outcomes)
    assert any(outcome.citations for outcome in made.outcomes)
    for outcome in made.outcomes:
        for span in (*outcome.passages, *outcome.citations):
            assert len(held[span.version, span.start, span.end]) == span.end - span.start


def test_an_abstention_is_forced_where_it_matters(plan: Plan, out: Path) -> None:
    client = SpyClient(plan.client)
    ranked = Question("doc", "zzz?", gold=plan.evalset.questions[0].gold)
    evalset = replace(plan.evalset, questions=(*plan.evalset.questions, ranked))
    made = run(replace(plan, client=client, evalset=evalset), out)
    for outcome in made.outcomes:
        unjudged = outcome.question_id == "doc"
        assert outcome.forced or unjudged
        assert client.asked.count(outcome.question_id) == 1 + (outcome.answer is None and not unjudged)


def test_a_broken_citation_is_seen(plan: Plan, out: Path) -> None:
    class LyingClient(SpyClient):
        def version_text(self, collection: str, document_id: str, version: str) -> str | None:
            text: str = self._client.version_text(collection, document_id, version)
            return text.replace("soldiers", "sailors_")

    made = run(replace(plan, client=LyingClient(plan.client)), out)
    assert made.metrics["citation integrity"].value < 1.0


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"set": 1}', "\x00"])
def test_no_record_is_one_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / RUN_FILE).write_text(text)
    with pytest.raises(BadRun, match=RUN_FILE):
        read_run(tmp_path)
    with pytest.raises(BadRun, match="No such file"):
        read_run(tmp_path / "nowhere")


# Sets that do not fit the index --------------------------------------------------------------------------


def test_a_set_that_the_index_does_not_bear_out_writes_nothing(plan: Plan, out: Path) -> None:
    first, *rest = plan.evalset.questions
    moved = replace(first, gold=(first.gold[0]._replace(start=1, end=16),))
    with pytest.raises(BadSet, match=r"small\.jsonl:1: Question 'q1'"):
        run(replace(plan, evalset=replace(plan.evalset, questions=(moved, *rest))), out)
    assert not out.exists()


def test_a_set_about_other_documents_writes_nothing(plan: Plan, out: Path) -> None:
    gold = plan.evalset.questions[0].gold[0]._replace(document_id="elsewhere")
    evalset = replace(plan.evalset, questions=(replace(plan.evalset.questions[0], gold=(gold,)),))
    with pytest.raises(BadSet, match="None of its documents"):
        run(replace(plan, evalset=evalset), out)
    brings = replace(evalset, documents=(Document("elsewhere", "Text."),))
    with pytest.raises(BadSet, match="--corpus"):
        run(replace(plan, evalset=brings), out)
    assert not out.exists()


# Errors --------------------------------------------------------------------------------------------------


def test_a_question_that_fails_is_an_outcome_and_counts_as_wrong(plan: Plan, out: Path) -> None:
    def fail(question: Question) -> None:
        if question.id == "q2":
            raise RuntimeError("no\nanswer")

    made = run(replace(plan, client=SpyClient(plan.client, fail)), out)
    assert made.scored.failed == ("q2",)
    assert made.outcomes[1].error == "RuntimeError: no answer"
    assert made.values["q2"]["F1"] == made.values["q2"]["RR"] == 0.0


def test_an_index_that_changes_stops_the_run(plan: Plan, out: Path, tmp_path: Path) -> None:
    service = small_service(tmp_path / "home")

    def write(question: Question) -> None:
        if question.id == "q3":
            service.ingester.add("default", [Document("new.txt", "News.")])

    with pytest.raises(Unmeasurable, match="generation 1 became 2"):
        run(replace(plan, client=SpyClient(plan.client, write)), out)
    said: list[str] = []
    assert len(run(plan, out, said).outcomes) == len(IDS)
    assert said == ["Starting again: the unfinished run here differs in index.generation."]


def test_two_runs_do_not_write_into_one_folder(plan: Plan, out: Path) -> None:
    with locked(out), pytest.raises(InvalidInput, match="Another run is writing here"):
        run(plan, out)
    run(plan, out)


# Going on ------------------------------------------------------------------------------------------------


def stopped(plan: Plan, out: Path, at: str = "q3") -> None:
    """Leave a run unfinished."""

    def stop(question: Question) -> None:
        if question.id == at:
            raise Unmeasurable("The server is gone.")

    with pytest.raises(Unmeasurable):
        run(replace(plan, client=SpyClient(plan.client, stop), parallel=1), out)


def test_a_stopped_run_goes_on(plan: Plan, out: Path) -> None:
    plan = replace(plan, parallel=1)
    stopped(plan, out)
    client, said = SpyClient(plan.client), list[str]()
    made = run(replace(plan, client=client), out, said)
    assert set(client.asked) == set(IDS[2:])
    assert said[0].startswith("Continuing the run that began at ")
    assert said[0].endswith(": 2 of 6 done.")
    assert without_times(made) == without_times(run(plan, out.parent / "whole"))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"options": AskOptions(top_k=3)}, "options.top_k"),
        ({"options": AskOptions(mode=Mode.BM25)}, "options.mode"),
        ({"place": "http://127.0.0.1:1"}, "place"),
    ],
)
def test_other_settings_begin_anew_and_say_so(
    plan: Plan, out: Path, change: dict[str, Any], name: str
) -> None:
    plan = replace(plan, parallel=1)
    stopped(plan, out)
    client, said = SpyClient(plan.client), list[str]()
    run(replace(plan, client=client, **change), out, said)
    assert set(client.asked) == set(IDS)
    assert said == [f"Starting again: the unfinished run here differs in {name}."]


@pytest.mark.parametrize("torn", ['{"outcome": {"question_id": "q', "{}", "null", "\x00\x00", ""])
def test_a_torn_line_is_cut_off(plan: Plan, out: Path, torn: str) -> None:
    plan = replace(plan, parallel=1)
    stopped(plan, out)
    with (out / JOURNAL).open("a") as file:
        file.write(torn)
    client = SpyClient(plan.client)
    made = run(replace(plan, client=client), out)
    assert set(client.asked) == set(IDS[2:])
    assert len(made.outcomes) == len(IDS)


def test_questions_without_a_response_are_asked_again(plan: Plan, out: Path) -> None:
    plan = replace(plan, parallel=1)

    def fail(question: Question) -> None:
        if question.id == "q1":
            raise RuntimeError("busy")
        if question.id == "q3":
            raise Unmeasurable("The server is gone.")

    with pytest.raises(Unmeasurable):
        run(replace(plan, client=SpyClient(plan.client, fail)), out)
    client = SpyClient(plan.client)
    assert not run(replace(plan, client=client), out).scored.failed
    assert "q1" in client.asked
    assert "q2" not in client.asked


def test_a_finished_run_is_done_anew(plan: Plan, out: Path) -> None:
    run(plan, out)
    client = SpyClient(plan.client)
    run(replace(plan, client=client), out)
    assert set(client.asked) == set(IDS)


KILLED = """
import sys, time
from dataclasses import replace
from pathlib import Path
from eval.runner import run_set
from index.ingest.ingester import ignore_progress
from tests.support.eval_small import small_plan
from tests.support.eval_clients import SpyClient

plan = small_plan(Path(sys.argv[1]))

def slowly(question):
    time.sleep(60 if question.id == "q4" else 0)

plan = replace(plan, client=SpyClient(plan.client, slowly), parallel=1)
run_set(plan, Path(sys.argv[1]) / "out", ignore_progress, print)
"""


def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], env=environment) as child:
        journal = tmp_path / "out" / JOURNAL
        until(
            lambda: child.poll() is not None or (journal.exists() and journal.read_bytes().count(b"\n") == 4)
        )
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    plan = small_plan(tmp_path)
    client = SpyClient(plan.client)
    made = run(replace(plan, client=client, parallel=1), tmp_path / "out")
    assert set(client.asked) == set(IDS[3:])
    assert [outcome.question_id for outcome in made.outcomes] == IDS
