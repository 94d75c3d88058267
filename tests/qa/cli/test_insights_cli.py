"""`qa insights` prints tables, JSON, CSV and an eval set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.formats.native import read_native
from qa.cli import app
from qa.cli import open_service as opening
from qa.service import Service
from tests.support.logged import add, logged


def run(service: Service, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """What the command prints."""
    monkeypatch.setattr(opening, "open_service", lambda settings: service)
    done = CliRunner().invoke(app, ["insights", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_it_says_how_to_log(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "SOURCELINE_QUESTION_LOG_DAYS=30" in run(service, monkeypatch)


def test_it_prints_and_exports(service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = [logged("Why?", "nothing"), logged("why", "nothing"), logged("Who?", key=("k1", "intranet"))]
    add(service.question_log, *asked)
    lines = run(service, monkeypatch).splitlines()
    assert lines[0] == "3 questions in the last seven days, none in the seven days before."
    assert f"2\t1\t{asked[1].asked[:10]}\twhy" in lines
    assert "1\t100%\t0%\t0%\tintranet" in lines
    assert json.loads(run(service, monkeypatch, "--json"))["levels"]["nothing"] == 2

    csv, made = tmp_path / "all.csv", tmp_path / "set.jsonl"
    assert "4 lines" in run(service, monkeypatch, "--csv", str(csv), "--eval-set", str(made))
    assert len(csv.read_text(encoding="utf-8").splitlines()) == 4
    assert [question.text for question in read_native(made).questions] == ["why"]
