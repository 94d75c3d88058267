"""`qa eval`: what it writes and prints, and with which code it exits."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from eval.cli import app
from eval.run_record import read_run
from qa.cli import open_service as opening
from qa.service import Service
from tests.support.eval_records import without_times
from tests.support.eval_small import TEXTS, lines, small_service, write_set
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.project import ROOT

runner = CliRunner()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a data folder, a cache and a fake model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(
        opening, "open_service", lambda settings: Service(settings, FakeEmbedder(), FakeReader())
    )
    return tmp_path


@pytest.fixture
def small(folder: Path) -> Path:
    """The small set, its documents in the local index."""
    small_service(folder / "home")
    return write_set(folder / "small.jsonl", documents=False)


def evaluated(*arguments: object, code: int = 0) -> str:
    """Run `qa eval`; its standard output."""
    result = runner.invoke(app, list(map(str, arguments)))
    assert result.exit_code == code, result.output
    return result.stdout


def refused(*arguments: object) -> str:
    """Run `qa eval`, which must exit with 2 and one line on standard error; that line."""
    result = runner.invoke(app, list(map(str, arguments)))
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    return line


# Run -----------------------------------------------------------------------------------------------------


def test_a_run_writes_record_and_report_and_prints_a_table(small: Path, folder: Path) -> None:
    result = runner.invoke(app, ["run", str(small)])
    assert result.exit_code == 0, result.output
    heading, *rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert heading == ["measure", "value", "95% interval", "n"]
    record = read_run(folder / "eval-runs" / "small")
    assert [(row[0], row[3]) for row in rows] == [(m.measure, str(m.n)) for m in record.metrics.values()]
    assert [row[1] for row in rows] == [f"{m.value:.4f}" for m in record.metrics.values()]
    written = [line for line in result.stderr.splitlines() if line]
    assert written == ["eval-runs/small/run.json", "eval-runs/small/report.html"]
    assert sorted(path.name for path in (folder / "eval-runs" / "small").iterdir()) == [
        "report.html",
        "run.json",
    ]


def test_the_sets_own_documents_are_indexed_once(folder: Path) -> None:
    path = write_set(folder / "own.jsonl")
    line = refused("run", path)
    assert "--corpus" in line
    assert not (folder / "eval-runs").exists()
    evaluated("run", path, "--corpus", "--out", "a")
    (home,) = (folder / "cache/sourceline/eval").glob("*/complete")
    built = home.stat().st_mtime_ns
    evaluated("run", path, "--corpus", "--out", "b")
    assert home.stat().st_mtime_ns == built
    assert without_times(read_run(folder / "a")) == without_times(read_run(folder / "b"))
    assert read_run(folder / "a").facts.place == "corpus"


def test_a_set_whose_documents_are_not_there_names_corpus(small: Path, folder: Path) -> None:
    other = [line.replace("war.txt", "peace.txt").replace("farm.txt", "field.txt") for line in lines()]
    (folder / "other.jsonl").write_text("\n".join(other))
    assert "--corpus" in refused("run", "other.jsonl")
    assert "nope" in refused("check", small, "-c", "nope")


SQUAD: dict[str, Any] = {
    "data": [
        {
            "title": "War",
            "paragraphs": [
                {
                    "context": TEXTS["war.txt"],
                    "qas": [
                        {
                            "id": "a",
                            "question": "Who came?",
                            "answers": [{"text": "soldiers", "answer_start": 7}],
                        },
                        {"id": "b", "question": "Who sang?", "answers": [], "is_impossible": True},
                    ],
                }
            ],
        }
    ]
}


def test_squad_needs_no_conversion(folder: Path) -> None:
    (folder / "dev.json").write_text(json.dumps(SQUAD))
    evaluated("run", "dev.json", "--corpus")
    record = read_run(folder / "eval-runs" / "dev")
    assert record.metrics["EM"].n == 1
    assert record.metrics["refused"].n == 1
    assert record.facts.options.top_k == 10


def beir(folder: Path, documents: int = 150) -> Path:
    """A BEIR folder whose one relevant document is asked for in its own words."""
    (folder / "beir" / "qrels").mkdir(parents=True)
    corpus = [{"_id": f"d{n}", "title": "", "text": f"Report {n} of rye."} for n in range(documents)]
    zebra = " ".join(f"The zebra slept {n} times." for n in range(400))
    corpus.append({"_id": "it", "title": "", "text": zebra})
    (folder / "beir/corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)))
    (folder / "beir/queries.jsonl").write_text('{"_id": "q", "text": "Which zebra slept?"}\n')
    (folder / "beir/qrels/test.tsv").write_text("query-id\tcorpus-id\tscore\nq\tit\t2\nq\td3\t1\n")
    return folder / "beir"


def test_qrels_rank_documents_at_their_best_passage(folder: Path) -> None:
    evaluated("run", beir(folder), "--corpus", "--out", "out")
    record = read_run(folder / "out")
    assert record.facts.options.top_k == 100
    found = [passage.document_id for passage in record.outcomes[0].passages]
    assert found.count("it") > 1
    assert record.metrics["RR"].value == 1.0
    assert 0 < record.metrics["nDCG@10"].value <= 1
    assert "EM" not in record.metrics


def test_options_reach_the_record(small: Path, folder: Path) -> None:
    evaluated("run", small, "--top-k", 3, "--mode", "bm25", "--parallel", 1, "--limit", 2, "--out", "out")
    record = read_run(folder / "out")
    assert (record.facts.options.top_k, record.facts.options.mode, record.facts.parallel) == (3, "bm25", 1)
    assert [question.id for question in record.questions] == ["q1", "q2"]


def test_failures_are_told_and_exit_with_1(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Service, query: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(Service, "ask", fail)
    result = runner.invoke(app, ["run", str(small)])
    assert result.exit_code == 1
    assert "6 got no response; the first is q1: RuntimeError: broken" in result.stderr


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: [*rows, "{"], r"small\.jsonl:7: This line is not JSON"),
        (lambda rows: [*rows, rows[0]], r"small\.jsonl:7: "),
        (lambda rows: [rows[0].replace("q1", "\\ud800")], "surrogate"),
        (lambda rows: [rows[0].replace("war.txt", "gone.txt"), *rows[1:]], r"small\.jsonl:1: .*gone\.txt"),
        (lambda rows: [rows[0].replace("Twelve sol", "Eleven sol")], r"small\.jsonl:1: .*Eleven"),
        (lambda rows: [], "no question"),
    ],
)
def test_a_bad_set_is_one_line_and_writes_nothing(small: Path, folder: Path, change: Any, says: str) -> None:
    small.write_text("\n".join(change(lines(documents=False))))
    assert re.search(says, refused("run", small, "--out", "out"))
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--corpus"], "contains no documents"),
        (["--corpus", "--url", "http://127.0.0.1:1"], "--corpus: "),
        (["--url", "nonsense"], "--url: "),
        (["--url", "http://127.0.0.1:1"], "qa serve"),
        (["--split", "dev"], "Only a BEIR folder has splits"),
        (["--collection", "nope"], "nope"),
        (["--out", "small.jsonl"], "small.jsonl: "),
    ],
)
def test_a_bad_option_is_one_line(small: Path, arguments: list[str], says: str) -> None:
    assert says in refused("run", small, *arguments)


# Check ---------------------------------------------------------------------------------------------------


def test_check_counts_and_lists_problems(small: Path, folder: Path) -> None:
    assert evaluated("check", small) == "6 questions (2 unanswerable), 4 gold: no problem\n"
    assert "no problem" in evaluated("check", write_set(folder / "own.jsonl"))
    rows = lines(documents=False)
    small.write_text("\n".join([rows[0].replace("Twelve sol", "Eleven sol"), rows[1].replace("war", "no")]))
    result = runner.invoke(app, ["check", str(small)])
    assert result.exit_code == 1
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [f"{small}:1", f"{small}:2"]
    assert result.stdout.endswith("2 problems\n")


# Compare, baseline, gate, report -------------------------------------------------------------------------


@pytest.fixture
def two(small: Path, folder: Path) -> tuple[Path, Path]:
    """Two runs of the same."""
    for name in "ab":
        evaluated("run", small, "--out", name)
    return folder / "a", folder / "b"


def test_two_runs_of_the_same_do_not_differ(two: tuple[Path, Path]) -> None:
    text = evaluated("compare", *two)
    assert "\nNo significant difference.\n" in text
    assert evaluated("compare", *two, "--format", "md").startswith("**No significant difference.**\n")
    value = json.loads(evaluated("compare", two[0] / "run.json", two[1], "--format", "json"))
    assert {row["difference"] for row in value["differences"]} == {0.0}
    assert value["changed"] == []


def altered(run: Path, **fields: Any) -> Path:
    """A copy of a run with other outcomes, values or questions."""
    value = json.loads((run / "run.json").read_text())
    folder = run.with_name("altered")
    folder.mkdir()
    (folder / "run.json").write_text(json.dumps({**value, **fields}))
    return folder


def test_changed_questions_are_shown_with_both_answers(two: tuple[Path, Path]) -> None:
    value = json.loads((two[0] / "run.json").read_text())
    value["outcomes"][0] |= {"answer": {"text": "Oi | <b> @you"}, "forced": {"text": "Oi"}}
    value["values"]["q1"]["F1"] += 0.5
    other = altered(two[0], outcomes=value["outcomes"], values=value["values"])
    text = evaluated("compare", two[0], other)
    assert "q1 (+" in text
    assert "after : Oi | <b> @you" in text
    assert "Oi \\| &lt;b> &#64;you |" in evaluated("compare", two[0], other, "--format", "md")


def test_runs_of_other_questions_are_not_compared(two: tuple[Path, Path]) -> None:
    questions = json.loads((two[0] / "run.json").read_text())["questions"]
    questions[0]["text"] = "Else?"
    assert "Question 'q1' is not the same" in refused("compare", two[0], altered(two[0], questions=questions))


def test_the_gate_is_open_to_the_same_and_shut_to_worse(two: tuple[Path, Path], folder: Path) -> None:
    path = folder / "baseline.json"
    evaluated("baseline", two[0], "--out", path)
    assert json.loads(path.read_text())["floors"] == {"citation integrity": 1.0}
    assert evaluated("gate", two[1], "--baseline", path).startswith("The gate passed: ")
    evaluated("baseline", two[0], "--out", path, "--floor", "RR=1.5")
    result = runner.invoke(app, ["gate", str(two[1]), "--baseline", str(path)])
    assert result.exit_code == 1
    assert result.stderr == "RR: 1.0000 is below its floor of 1.5000.\n"
    evaluated("baseline", two[0], "--out", path)
    assert json.loads(path.read_text())["floors"] == {"citation integrity": 1.0, "RR": 1.5}


def test_a_baseline_is_not_made_of_a_broken_run(two: tuple[Path, Path], folder: Path) -> None:
    outcomes = json.loads((two[0] / "run.json").read_text())["outcomes"]
    outcomes[0]["error"] = "broken"
    broken = altered(two[0], outcomes=outcomes)
    assert "1 questions got no response" in refused("baseline", broken, "--out", folder / "x.json")
    assert not (folder / "x.json").exists()
    for floor in ("Nonsense=1", "RR", "RR=much"):
        assert "--floor" in refused("baseline", two[0], "--out", folder / "x.json", "--floor", floor)


def test_errors_of_records_and_baselines_are_one_line(two: tuple[Path, Path], folder: Path) -> None:
    (folder / "bad.json").write_text("{}")
    assert "bad.json" in refused("gate", two[0], "--baseline", folder / "bad.json")
    assert "bad.json" in refused("compare", two[0], folder / "bad.json")
    assert "nowhere" in refused("report", folder / "nowhere")
    assert "deep" in refused("baseline", two[0], "--out", folder / "no" / "deep.json")


def test_a_report_is_made_again_of_its_record(two: tuple[Path, Path], folder: Path) -> None:
    html = two[0] / "report.html"
    before = html.read_bytes()
    html.unlink()
    assert evaluated("report", two[0]) == f"{html}\n"
    assert html.read_bytes() == before
    assert "nDCG@10" in evaluated("report", two[0] / "run.json", "--format", "md")
    evaluated("report", two[0], "--format", "md", "--out", folder / "r.md")
    assert (folder / "r.md").is_file()


# Promises ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*typer.main.get_command(app).commands])  # type: ignore[attr-defined]
def test_every_command_is_documented(name: str) -> None:
    page = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    assert re.search(rf"^qa eval {name}\b", page, re.MULTILINE)


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, eval.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"torch", "faiss", "numpy", "ir_measures", "httpx"} & set(done.stdout.split())


@pytest.mark.slow
@pytest.mark.real_model
def test_the_shipped_set_is_measured_from_end_to_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def qa(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    assert qa("qa", "ingest", "seeds", "eval/sets/documents").returncode == 0
    assert "no problem" in qa("eval", "check", "eval/sets").stdout
    done = qa("eval", "run", "eval/sets", "--out", str(folder / "seeds"))
    assert done.returncode == 0, done.stderr
    record = read_run(folder / "seeds")
    assert len(record.outcomes) >= 300
    assert record.metrics["citation integrity"].value == 1.0
    assert record.metrics["Success@5"].value > 0.9
    assert not record.scored.failed
    done = qa("eval", "baseline", str(folder / "seeds"), "--out", str(folder / "baseline.json"))
    assert done.returncode == 0, done.stderr
    done = qa("eval", "gate", str(folder / "seeds"), "--baseline", str(folder / "baseline.json"))
    assert done.returncode == 0, done.stderr
