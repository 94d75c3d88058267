"""Settings: where values come from, and that every bad one is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.errors import InvalidInput
from index.ingest.passages import PassageSizes
from qa import settings as module
from qa import shown_settings as view
from qa.setting_errors import MASK, variable
from qa.settings import Settings
from qa.settings_file import CONFIG_FILE
from qa.shown_settings import shown_settings

BAD = {
    "port": "eighty",
    "workers": "0",
    "queue": "-1",
    "threshold": "1.5",
    "log_level": "loud",
    "passage_tokens_least": "0",
    "passage_tokens_most": "7",
    "passage_overlap": "11",
}


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*Settings.model_fields, "config"]:
        monkeypatch.delenv(variable(name), raising=False)
    monkeypatch.chdir(tmp_path)


def in_file(text: str) -> None:
    Path(CONFIG_FILE).write_text(text, encoding="utf-8")


def test_environment_wins_over_file_wins_over_default(monkeypatch: pytest.MonkeyPatch) -> None:
    in_file('port = 1111\nhost = "::1"\n')
    monkeypatch.setenv("SOURCELINE_PORT", "2222")
    settings = Settings()
    assert (settings.port, settings.host, settings.queue) == (2222, "::1", 64)
    assert Settings(port=3333).port == 3333


def test_shown_says_where_each_value_came_from(monkeypatch: pytest.MonkeyPatch) -> None:
    in_file('port = 1111\nhost = "::1"\n')
    monkeypatch.setenv("SOURCELINE_PORT", "2222")
    rows = {row.name: row for row in shown_settings(Settings())}
    assert rows.keys() == Settings.model_fields.keys()
    assert (rows["port"].value, rows["port"].origin) == (2222, "environment")
    assert (rows["host"].value, rows["host"].origin) == ("::1", "file")
    assert (rows["queue"].value, rows["queue"].origin) == (64, "default")
    assert rows["threshold"].value is None


def test_another_file_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.toml").write_text("port = 4444", encoding="utf-8")
    monkeypatch.setenv("SOURCELINE_CONFIG", str(tmp_path / "other.toml"))
    assert Settings().port == 4444


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCELINE_PORT", "")
    monkeypatch.setenv("SOURCELINE_THRESHOLD", "")
    assert (Settings().port, Settings().threshold) == (8080, None)
    assert {row.origin for row in shown_settings(Settings())} == {"default"}


@pytest.mark.parametrize(("name", "value"), BAD.items())
def test_a_bad_variable_is_named_with_its_hint(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable(name), value)
    with pytest.raises(InvalidInput) as caught:
        Settings()
    assert caught.value.field == variable(name)
    assert repr(value) in caught.value.detail
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("prot = 80", "sourceline.toml: prot", "Did you mean port?"),
        ("colour = 1", "sourceline.toml: colour", "`qa config` shows all"),
        ("[server]\nport = 1", "sourceline.toml: server", "not a setting"),
        ('port = "x"', "sourceline.toml: port", "whole number from 0 to 65535"),
        ("port = ", "sourceline.toml", "This is no TOML"),
        (
            "passage_tokens_least = 300",
            "sourceline.toml: passage_tokens_least",
            "more than passage_tokens_most",
        ),
    ],
)
def test_a_bad_file_is_named_with_its_key(text: str, field: str, words: str) -> None:
    in_file(text)
    with pytest.raises(InvalidInput) as caught:
        Settings()
    assert caught.value.field == field
    assert words in str(caught.value)


def test_a_file_that_is_not_utf8_is_named() -> None:
    Path(CONFIG_FILE).write_bytes(b'host = "caf\xe9"')
    with pytest.raises(InvalidInput, match="no TOML"):
        Settings()


def test_a_named_file_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCELINE_CONFIG", "nowhere.toml")
    with pytest.raises(InvalidInput, match=r"no file nowhere\.toml") as caught:
        Settings()
    assert caught.value.field == "SOURCELINE_CONFIG"


def test_settings_never_change() -> None:
    with pytest.raises(Exception, match="frozen"):
        Settings().port = 1  # type: ignore[misc]


def test_home_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    assert Settings(home=Path("data")).home == tmp_path / "data"
    assert Settings(home=Path("~/data")).home == tmp_path / "me" / "data"


@pytest.mark.parametrize(
    ("given", "threads"),
    [
        ({}, 2),
        ({"processes": 2}, 1),
        ({"store": "milvus", "milvus_uri": "http://127.0.0.1:19530", "processes": 2}, 8),
        ({"workers": 5}, 5),
        ({"workers": 5, "processes": 2}, 5),
    ],
)
def test_questions_have_as_many_threads_as_suit_the_processes(given: dict[str, Any], threads: int) -> None:
    assert Settings(**given).question_threads == threads


def test_passage_sizes() -> None:
    sizes = Settings(passage_tokens_least=10, passage_tokens_most=20, passage_overlap=1).passage_sizes
    assert sizes == PassageSizes(10, 20, 1)


def test_secrets_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    class WithSecret(Settings):
        api_key: str | None = None

    monkeypatch.setattr(view, "Settings", WithSecret)
    row = next(row for row in shown_settings(WithSecret(api_key="hunter2")) if row.name == "api_key")
    assert row.value == MASK
    assert next(row for row in shown_settings(WithSecret()) if row.name == "api_key").value is None


def test_a_key_is_never_shown_not_even_a_bad_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCELINE_API_KEY", "sk_secret")
    (row,) = [row for row in shown_settings(module.Settings()) if row.name == "api_key"]
    assert row.value == MASK
    monkeypatch.setenv("SOURCELINE_API_KEY", "sk_secret two")
    with pytest.raises(InvalidInput) as refused:
        module.Settings()
    assert refused.value.field == "SOURCELINE_API_KEY"
    assert "secret" not in str(refused.value)
