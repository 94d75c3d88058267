"""The audit log has who did what to which document, and no text."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.audit_log import AuditLog
from qa.server.app import create_app
from qa.server.auth.scopes import Scope
from qa.service import Service
from qa.settings import Settings
from tests.support.access_cases import bearer, make
from tests.support.fakes import FakeEmbedder, FakeReader


def lines(home: Path) -> list[dict[str, Any]]:
    return [*AuditLog(Settings(home=home)).read()]


def used(home: Path, **settings: Any) -> list[dict[str, Any]]:
    """The log of a service that has been asked, written to and signed in to."""
    service = Service(Settings(home=home, **settings), FakeEmbedder(), FakeReader())
    with TestClient(create_app(service)) as client:
        admin, reader = make(client, Scope.ADMIN), make(client)
        body = {"documents": [{"id": "war", "text": "Twelve soldiers came."}]}
        client.post("/v1/documents", json=body, headers=bearer(admin))
        client.post("/v1/ask", json={"question": "How many soldiers?"}, headers=bearer(reader))
        client.get("/v1/documents/war", headers=bearer(reader))
        client.get("/v1/documents", headers=bearer(reader))
        client.delete("/v1/documents/war", headers=bearer(reader))
        client.delete("/v1/documents/war", headers=bearer(admin))
        client.post("/sign-in", data={"key": reader.secret})
        client.post("/sign-in", data={"key": "sk_guess"})
        client.patch(f"/v1/keys/{reader.key.id}", json={"name": "x"}, headers=bearer(admin))
        found = lines(home)
        whose = {admin.key.id: "admin", reader.key.id: "reader"}
        return [{**line, "who": whose.get(line["who"], line["who"])} for line in found]


def test_who_did_what_is_kept(tmp_path: Path) -> None:
    found = used(tmp_path)
    assert [(one["event"], one["who"], one["status"]) for one in found] == [
        ("add documents", "admin", 200),
        ("ask", "reader", 200),
        ("read document", "reader", 200),
        ("delete document", "admin", 200),
        ("sign in", "reader", 303),
        ("sign in", "", 401),
        ("change key", "admin", 200),
    ]
    assert found[0]["documents"] == ["war"]
    assert found[1]["collections"] == ["default"]
    assert found[3]["path"] == "/v1/documents/war"
    assert all(one["address"] == "testclient" for one in found)
    assert "soldiers" not in str(found)
    assert "sk_" not in str(found)


def test_questions_are_kept_by_setting(tmp_path: Path) -> None:
    assert used(tmp_path, audit_questions=True)[1]["question"] == "How many soldiers?"


def test_none_is_kept_by_setting(tmp_path: Path) -> None:
    assert used(tmp_path, audit_days=0) == []
    assert not (tmp_path / "audit").exists()


def test_old_days_are_deleted_and_lines_that_were_cut_short_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    folder.mkdir()
    today = datetime.now(UTC).date()
    for age in (1, 6, 7, 8, 400):
        day = (today - timedelta(days=age)).isoformat()
        (folder / f"{day}.jsonl").write_text(json.dumps({"at": day, "event": f"{age}"}) + '\n{"at": "20')
    log = AuditLog(Settings(home=tmp_path, audit_days=7))
    log.add("ask", "somebody")
    assert [one["event"] for one in log.read()] == ["7", "6", "1", "ask"]
    assert [one["event"] for one in log.read((today - timedelta(days=1)).isoformat())] == ["1", "ask"]


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "audit").write_text("in the way")
    AuditLog(Settings(home=tmp_path)).add("ask", "somebody")
    assert "audit log cannot be written" in caplog.text
