"""The question log: private, durable, shared by processes, and erased when it has to be."""

from __future__ import annotations

import multiprocessing
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.errors import StorageDamaged
from qa.insights.logged_question import same_words
from qa.insights.question_log import QuestionLog
from tests.support.logged import CITED, add, logged, rows


@pytest.fixture
def log(tmp_path: Path) -> QuestionLog:
    """An empty log."""
    return QuestionLog(tmp_path)


def test_nothing_is_made_before_a_question_is_logged(log: QuestionLog, tmp_path: Path) -> None:
    assert (log.purge(3), log.forget("default", "war", ["v1"]), log.mark()) == (0, 0, (0, 0))
    log.rename_collection("default", "other")
    assert not [*tmp_path.iterdir()]


def test_only_its_owner_may_read_it(log: QuestionLog) -> None:
    add(log, logged("How many?"))
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600


def test_what_is_erased_is_not_in_the_file(log: QuestionLog) -> None:
    add(log, logged("Where is Zanzibar?", answer="In Tanganyika.", cited=(CITED,)), logged("Why?"))
    assert log.forget(*CITED[:2], [CITED.version]) == 1
    assert rows(log, "question, answer") == [("Where is Zanzibar?", None), ("Why?", "Twelve.")]
    assert b"Tanganyika" not in log.path.read_bytes()
    assert log.erase_words(same_words("WHERE is Zanzibar")) == 1
    assert b"anzibar" not in log.path.read_bytes()
    assert rows(log) == [("Why?",)]


def test_only_answers_that_quote_the_document_are_erased(log: QuestionLog) -> None:
    others = [CITED._replace(version="v2"), CITED._replace(collection="b"), CITED._replace(document_id="a")]
    add(log, *(logged(str(one), cited=(one,)) for one in others))
    assert log.forget("default", "war", ["v1"]) == 0
    assert [answer for (answer,) in rows(log, "answer")] == ["Twelve."] * 3


def test_an_answer_is_not_logged_once_its_document_is_gone(log: QuestionLog) -> None:
    log.add([logged("How many?", cited=(CITED,))], 30, lambda cited: cited != CITED)
    assert rows(log, "question, answer") == [("How many?", None)]


def test_what_is_too_old_is_erased_with_its_vector(log: QuestionLog) -> None:
    add(log, logged("Old?", ago=timedelta(days=9)), logged("New?"))
    log.store_vectors("m", [(same_words(one), b"\0\0") for one in ("Old?", "New?", "Never?")])
    assert log.purge(10) == 0
    assert log.purge(8) == 1
    assert rows(log) == [("New?",)]
    with log.reading() as db:
        assert db
        assert db.execute("SELECT words FROM vectors").fetchall() == [("new",)]


def test_what_was_logged_for_some_days_is_not_kept_longer(log: QuestionLog) -> None:
    add(log, logged("Why?"), days=2)
    later = (datetime.now(UTC) + timedelta(days=3)).isoformat(timespec="microseconds")
    assert log.purge(0) == 0
    assert log.purge(0, later) == 1


def test_a_collection_is_renamed_and_erased(log: QuestionLog) -> None:
    here, both = logged("Here?", cited=(CITED,)), logged("Both?", collections=("default", "b"))
    add(log, here, both, logged("There?", collections=("b",)))
    log.rename_collection("default", "c")
    assert log.forget("c", "war", ["v1"]) == 1
    assert log.forget_collection("default") == 0
    assert log.forget_collection("c") == 2
    assert rows(log) == [("There?",)]


def test_every_change_moves_the_mark(log: QuestionLog) -> None:
    marks = [log.mark()]
    add(log, logged("One?", cited=(CITED,)), logged("Two?"))
    marks.append(log.mark())
    log.forget("default", "war", ["v1"])
    marks.append(log.mark())
    log.erase_words("two")
    marks.append(log.mark())
    add(log, logged("Three?"))
    marks.append(log.mark())
    assert len({*marks}) == len(marks)


def test_vectors_are_wanted_for_the_latest_first(log: QuestionLog) -> None:
    add(log, *(logged(one) for one in ("A?", "B?", "a", "C?")))
    assert log.without_vectors("m", 10) == ["c", "a", "b"]
    log.store_vectors("m", [("a", b"\0\0")])
    assert log.without_vectors("m", 10) == ["c", "b"]
    assert log.without_vectors("other", 2) == ["c", "a"]


def test_a_damaged_file_is_said_to_be(log: QuestionLog, tmp_path: Path) -> None:
    add(log, logged("Why?"))
    log.path.write_bytes(b"nonsense" * 1000)
    with pytest.raises(StorageDamaged, match=r"questions\.sqlite"):
        QuestionLog(tmp_path).mark()


def _write(home: Path, name: str) -> None:
    log = QuestionLog(home)
    for n in range(20):
        add(log, logged(f"{name} {n}?"))


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    spawned = multiprocessing.get_context("spawn")
    writers = [spawned.Process(target=_write, args=(tmp_path, name)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len(rows(QuestionLog(tmp_path))) == 40
    with sqlite3.connect(tmp_path / "questions.sqlite") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_words_of_a_question_have_no_case_and_no_marks() -> None:
    assert same_words("  How many  SOLDIERS came?! ") == same_words("how many soldiers came")
    assert same_words("???") == "???"
