"""`qa eval make`, `review` and `sweep` from the command line, and what a language model writes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from eval.cli import app
from eval.formats.native import read_native
from eval.making.written import Shown, checked
from eval.review.app import review_app
from eval.review.quotes import quoted
from eval.review.reviewed_file import ReviewedFile
from eval.sweep.collection_documents import collection_documents
from index.documents import Document, Span
from index.errors import InvalidInput
from qa.cli import open_service as opening
from qa.service import Service
from qa.settings import Settings
from tests.support.eval_small import small_service, write_set
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.made_from import REPORT, source

runner = CliRunner()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a data folder that has one document, a cache and a fake model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(
        opening, "open_service", lambda settings: Service(settings, FakeEmbedder(), FakeReader())
    )
    service = Service(Settings(home=tmp_path / "home"), FakeEmbedder(), FakeReader())
    service.ingester.add(
        "default", [Document("ferry.md", REPORT, "Orrin Sound ferry", media_type="text/markdown")]
    )
    return tmp_path


@pytest.fixture
def mine(folder: Path) -> Path:
    """A set that was made."""
    ran("make", "--out", "mine.jsonl", "-n", 8)
    return folder / "mine.jsonl"


def ran(*arguments: object, code: int = 0) -> str:
    """Run `qa eval`; its output."""
    result = runner.invoke(app, list(map(str, arguments)))
    assert result.exit_code == code, result.output
    return result.output


def lines(path: Path) -> list[dict[str, object]]:
    """The lines of a set."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_made_set_holds_and_runs(mine: Path) -> None:
    assert len(lines(mine)) == 8
    assert all(line["made"] and line["method"] for line in lines(mine))
    assert "no problem" in ran("check", mine)
    ran("run", mine, "--out", "run")


def test_a_set_is_not_written_over(mine: Path) -> None:
    assert "--force" in ran("make", "--out", mine, code=2)
    ran("make", "--out", mine, "--force", "-n", 4)
    assert len(lines(mine)) == 4


def test_writing_needs_a_language_model() -> None:
    assert "SOURCELINE_LLM_URL" in ran("make", "--out", "x.jsonl", "--write", code=2)


def test_a_dropped_question_is_kept_in_the_file_and_not_asked(mine: Path) -> None:
    first, second = (str(line["id"]) for line in lines(mine)[:2])
    assert "1 kept, 1 dropped, 6 undecided" in ran("review", mine, "--keep", first, "--drop", second)
    assert [line.get("review") for line in lines(mine)[:3]] == ["keep", "drop", None]
    assert second not in {question.id for question in read_native(mine).questions}
    assert len(read_native(mine).questions) == 7


def test_the_page_saves_each_decision_at_once(mine: Path) -> None:
    client = TestClient(review_app(ReviewedFile(mine), {"ferry.md": REPORT}.get), base_url="http://127.0.0.1")
    assert client.get("/").status_code == client.get("/sourceline.css").status_code == 200
    questions = client.get("/questions").json()["questions"]
    id = questions[0]["id"]
    reply = client.post("/decide", json={"id": id, "review": "keep", "question": " Where  is it? "})
    assert reply.json()["question"] == lines(mine)[0]["question"] == "Where is it?"
    assert lines(mine)[0]["review"] == "keep"
    assert [line["id"] for line in lines(mine)] == [one["id"] for one in questions]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {"id": "none", "review": "keep"}}, 422),
        ({"json": {"review": "keep"}}, 422),
        ({"content": "{}", "headers": {"Content-Type": "text/plain"}}, 415),
    ],
)
def test_what_is_no_decision_changes_nothing(mine: Path, sent: dict[str, object], status: int) -> None:
    before = mine.read_bytes()
    client = TestClient(review_app(ReviewedFile(mine), lambda name: None), base_url="http://127.0.0.1")
    assert client.post("/decide", **sent).status_code == status  # type: ignore[arg-type]
    assert mine.read_bytes() == before


def test_a_foreign_name_gets_no_page(mine: Path) -> None:
    client = TestClient(review_app(ReviewedFile(mine), lambda name: None), base_url="http://evil.example")
    assert client.get("/questions").status_code == 400


def test_decisions_must_be_known(mine: Path) -> None:
    file = ReviewedFile(mine)
    with pytest.raises(InvalidInput):
        file.decide(str(lines(mine)[0]["id"]), "maybe")


def test_quotes_are_shown_in_their_text_or_as_stale() -> None:
    start = REPORT.index("1987")
    gold = {"document_id": "ferry.md", "start": start, "end": start + 4, "quote": "1987"}
    (shown,) = quoted({"gold": [gold]}, {"ferry.md": REPORT}.get)
    assert [part["text"] for part in shown["parts"] if part["gold"]] == ["1987"]
    assert "".join(part["text"] for part in shown["parts"]).removesuffix(" …") in REPORT
    (stale,) = quoted({"gold": [gold]}, {"ferry.md": "x" + REPORT}.get)
    assert stale["stale"]


@pytest.mark.parametrize(
    ("question", "answer", "taken"),
    [
        ("How many cows were sold?", "Nine cows were sold.", True),
        ("How many cows were sold?", "Ten cows", False),
        ("How many cows were sold", "Nine cows were sold.", False),
        ("How many of them were sold?", "Nine cows were sold.", False),
        ("What happened?", "", False),
    ],
)
def test_a_written_question_is_taken_only_if_its_answer_is_read_there(
    question: str, answer: str, taken: bool
) -> None:
    text = "The harvest was poor. Nine cows were sold."
    passage = Shown(source(text), Span(0, len(text)))
    reader = FakeReader(whole_sentences=True)
    reply = f"Sure! {json.dumps({'question': question, 'answer': answer})}"
    one = checked(reply, passage, reader)
    assert (one is not None) == taken
    if one:
        assert one.answers == (answer,)
    assert checked("no JSON", passage, reader) is None


@pytest.mark.parametrize(
    "reply",
    [
        "Question: How many cows were sold?\nAnswer: Nine cows were sold.",
        '**Question:** How many cows were sold?\n\n**Answer:** "Nine cows were sold"',
    ],
)
def test_small_models_write_question_and_answer_in_lines(reply: str) -> None:
    text = "The harvest was poor. Nine cows were sold."
    one = checked(reply, Shown(source(text), Span(0, len(text))), FakeReader(whole_sentences=True))
    assert one is not None
    assert one.text == "How many cows were sold?"
    assert one.answers[0].startswith("Nine cows were sold")
    assert (
        checked(reply.replace("Nine", "Ten"), Shown(source(text), Span(0, len(text))), FakeReader()) is None
    )


def test_a_sweep_compares_rows_and_goes_on(folder: Path) -> None:
    small_service(folder / "home")
    path = write_set(folder / "small.jsonl", documents=False)
    arguments = (
        "sweep",
        "--set",
        path,
        "--vary",
        "candidates=1,50",
        "--vary",
        "weight.bm25=0",
        "--format",
        "csv",
    )
    first = ran(*arguments)
    written = (folder / "eval-sweeps" / "small" / "sweep.csv").read_text()
    rows = [*csv.DictReader(written.splitlines())]
    assert [row["row"] for row in rows] == ["as set", "candidates=1", "candidates=50", "weight.bm25=0"]
    assert all(0 <= float(row["usable"]) <= 1 for row in rows)
    assert not any(row["best"] == "True" for row in rows)
    assert "done before" not in first
    assert ran(*arguments).count("done before") == 4


def test_a_sweep_cuts_passages_anew_in_an_index_of_its_own(folder: Path) -> None:
    small_service(folder / "home")
    path = write_set(folder / "small.jsonl", documents=False)
    ran("sweep", "--set", path, "--vary", "passage_overlap=1", "--out", "out")
    places = {json.loads(one.read_text())["facts"]["place"] for one in Path("out").glob("*/run.json")}
    assert places == {"corpus"}


def test_a_sweep_takes_both_of_two_documents_that_sources_call_the_same(folder: Path) -> None:
    service = small_service(folder / "home")
    told = {"handbook": "The mill opens at nine.", "wiki": "The mill opens at ten."}
    service.ingester.add("default", [Document("mill", text, source=name) for name, text in told.items()])
    taken = collection_documents(service, "default")
    assert {one.source: one.text for one in taken if one.id == "mill"} == told
    path = write_set(folder / "small.jsonl", documents=False)
    ran("sweep", "--set", path, "--vary", "passage_overlap=1", "--out", "out")
    homes = [one.parent for one in Path("cache").rglob("complete")]
    assert len(homes) == 2
    for home in homes:
        indexed = Service(Settings(home=home), FakeEmbedder(), FakeReader())
        assert collection_documents(indexed, "default") == taken


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ("candidate=5", "candidates"),
        ("candidates=", "no values"),
        ("candidates=x", "no value"),
        ("weight.bm25=x", "no value"),
    ],
)
def test_a_sweep_refuses_what_it_cannot_vary(folder: Path, vary: str, said: str) -> None:
    path = write_set(folder / "small.jsonl", documents=False)
    assert said in ran("sweep", "--set", path, "--vary", vary, code=2)
