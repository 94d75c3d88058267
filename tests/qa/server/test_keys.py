"""Keys: stored as digests, created and revoked by any process, counted over restarts, shown only once."""

from __future__ import annotations

import hashlib
import hmac
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexMismatch, InvalidInput, NotFound, StorageUnusable
from qa.server.auth import tokens
from qa.server.auth.daily_limit import DailyLimit, seconds_until_tomorrow
from qa.server.auth.database import NAME, Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.server.auth.rate_limit import TokenBuckets
from qa.server.auth.scopes import Scope, allows
from qa.server.auth.sessions import LIFETIME_SECONDS, Sessions
from tests.support.command import qa
from tests.support.project import ROOT

NOON = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty file of keys."""
    database = Database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def keys(database: Database) -> KeyStore:
    """No keys yet."""
    return KeyStore(database)


def kept_bytes(home: Path) -> bytes:
    """All that lies in the folder."""
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


# At rest -------------------------------------------------------------------------------------------------


def test_a_key_is_kept_as_its_hash_alone(keys: KeyStore, database: Database, tmp_path: Path) -> None:
    made = [keys.create(Grant("a")), keys.create(Grant("b", publishable=True))]
    session = Sessions(database, keys).start(made[0].key)
    for new in made:
        row = database.connection.execute("SELECT digest FROM keys WHERE id = ?", (new.key.id,)).fetchone()
        assert row[0] == hashlib.sha256(new.secret.encode()).digest()
        assert new.secret.encode() not in kept_bytes(tmp_path)
        assert new.secret[16:].encode() not in kept_bytes(tmp_path)
        assert new.secret[16:] not in repr(new.key)
    assert session.encode() not in kept_bytes(tmp_path)
    assert hashlib.sha256(session.encode()).digest() in kept_bytes(tmp_path)


def test_only_the_owner_may_read_the_file(keys: KeyStore, tmp_path: Path) -> None:
    keys.create(Grant("a"))
    assert {path.stat().st_mode & 0o077 for path in tmp_path.glob(f"{NAME}*")} == {0}


def test_keys_are_random_and_long_and_tell_their_kind(keys: KeyStore) -> None:
    secret, publishable = keys.create(Grant("a")), keys.create(Grant("a", publishable=True))
    assert re.fullmatch(r"sk_[0-9a-f]{12}_[\w-]{43}", secret.secret)
    assert re.fullmatch(r"pk_[0-9a-f]{12}_[\w-]{43}", publishable.secret)
    assert len({tokens.new_key(publishable=False).text for _ in range(1000)}) == 1000


@pytest.mark.parametrize("change", ["secret", "id", "kind", "short", "empty", "space", "nul", "unicode"])
def test_nothing_but_the_key_is_the_key(keys: KeyStore, change: str) -> None:
    made, other = keys.create(Grant("a")), keys.create(Grant("b"))
    text = made.secret
    wrong = {
        "secret": text[:-2] + ("AA" if text[-2:] != "AA" else "BB"),
        "id": text.replace(made.key.id, other.key.id),
        "kind": text.replace("sk_", "pk_"),
        "short": text[:-1],
        "empty": "",
        "space": text + " ",
        "nul": text + "\0",
        "unicode": text[:-1] + "é",
    }[change]
    assert keys.find(text) == made.key
    assert keys.find(wrong) is None


def test_secrets_are_compared_in_constant_time_and_always(
    keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, compared = keys.create(Grant("a")), []
    real = hmac.compare_digest

    def watched(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return real(one, other)

    monkeypatch.setattr(tokens.hmac, "compare_digest", watched)  # type: ignore[attr-defined]
    assert keys.find(made.secret)
    other = "a" if made.secret[-1] != "a" else "b"
    assert keys.find(made.secret[:-1] + other) is None
    assert keys.find("sk_" + "0" * 12 + made.secret[15:]) is None
    assert keys.find("no key at all") is None
    assert compared == [(32, 32)] * 4


def test_where_there_is_no_key_nothing_matches() -> None:
    assert not tokens.matches("x", None)
    assert not tokens.matches("x", bytes(32))


# Made and revoked ----------------------------------------------------------------------------------------

NONSENSE = [
    (Grant(" "), "NAME"),
    (Grant("x" * 101), "NAME"),
    (Grant("a\nb"), "NAME"),
    (Grant("a", scopes=()), "--scope"),
    (Grant("a", publishable=True, scopes=(Scope.ASK, Scope.INGEST)), "--scope"),
    (Grant("a", publishable=True, scopes=(Scope.ADMIN,)), "--scope"),
    (Grant("a", origins=("https://a.example",)), "--origin"),
    (Grant("a", publishable=True, origins=("https://a.example/x",)), "--origin"),
    (Grant("a", publishable=True, origins=("*",)), "--origin"),
    (Grant("a", collections=("a/b",)), "--collection"),
    (Grant("a", scopes=(Scope.ADMIN,), collections=("x",)), "--collection"),
    (Grant("a", per_minute=0), "--per-minute"),
    (Grant("a", per_day=-1), "--per-day"),
]


@pytest.mark.parametrize(("grant", "field"), NONSENSE)
def test_a_grant_that_makes_no_sense_is_refused(keys: KeyStore, grant: Grant, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        keys.create(grant)
    assert refused.value.field == field
    assert refused.value.hint
    assert not keys.list_all()


def test_a_grant_is_kept_in_one_form(keys: KeyStore) -> None:
    origins = ("https://A.example:443", "https://a.example", "http://b.example:80")
    kept = keys.create(Grant(" a ", publishable=True, collections=("x", "x"), origins=origins)).key.grant
    assert kept.name == "a"
    assert kept.collections == ("x",)
    assert kept.origins == ("https://a.example", "http://b.example")
    both = keys.create(Grant("b", scopes=(Scope.INGEST, Scope.ASK, Scope.INGEST))).key
    assert both.grant.scopes == (Scope.ASK, Scope.INGEST)
    assert [key.grant.name for key in keys.list_all()] == ["a", "b"]


def test_admin_includes_all_and_nothing_else_does() -> None:
    table = {(held, needed): allows([held], needed) for held in Scope for needed in Scope}
    assert [pair for pair, allowed in table.items() if allowed] == [
        (Scope.ASK, Scope.ASK),
        (Scope.INGEST, Scope.INGEST),
        (Scope.ADMIN, Scope.ASK),
        (Scope.ADMIN, Scope.INGEST),
        (Scope.ADMIN, Scope.ADMIN),
    ]


def test_a_revoked_key_is_no_key_but_stays_in_the_list(keys: KeyStore) -> None:
    made = keys.create(Grant("a", publishable=True, origins=("https://a.example",)))
    assert keys.origins() == ["https://a.example"]
    assert (keys.any_made(), keys.any_active()) == (True, True)
    when = keys.revoke(made.key.id).revoked
    assert when
    assert keys.find(made.secret) is None
    assert keys.origins() == []
    assert (keys.any_made(), keys.any_active()) == (True, False)
    assert keys.revoke(made.key.id).revoked == when
    with pytest.raises(NotFound):
        keys.revoke("nobody")


def test_a_session_ends_with_its_key_with_time_and_at_sign_out(
    keys: KeyStore, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions, made = Sessions(database, keys), keys.create(Grant("a"))
    by_key, by_time, by_hand = (sessions.start(made.key) for _ in range(3))
    assert sessions.find(by_hand) == made.key
    sessions.end(by_hand)
    assert sessions.find(by_hand) is None
    assert sessions.find("anything") is None
    with monkeypatch.context() as later:
        from time import time

        later.setattr("qa.server.auth.sessions.time.time", lambda: time() + LIFETIME_SECONDS + 1)
        assert sessions.find(by_time) is None
    keys.revoke(made.key.id)
    assert sessions.find(by_key) is None


# Limits --------------------------------------------------------------------------------------------------


def test_a_bucket_gives_a_minutes_requests_and_refills_evenly() -> None:
    now = [0.0]
    buckets = TokenBuckets(lambda: now[0])
    assert [buckets.take("a", 3) for _ in range(4)] == [0, 0, 0, 20]
    assert buckets.take("b", 3) == 0
    now[0] = 19.5
    assert buckets.take("a", 3) == 1
    now[0] = 20.0
    assert [buckets.take("a", 3) for _ in range(2)] == [0, 20]
    now[0] = 10_000.0
    assert [buckets.take("a", 3) for _ in range(4)] == [0, 0, 0, 20]


@given(st.integers(1, 1000), st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_no_bucket_gives_more_than_it_should_and_each_keeps_its_word(most: int, pauses: list[float]) -> None:
    now = [0.0]
    buckets, given_ = TokenBuckets(lambda: now[0]), 0
    for pause in pauses:
        now[0] += pause
        seconds = buckets.take("a", most)
        given_ += seconds == 0
        assert given_ <= most + now[0] * most / 60 + 1e-6
        if seconds:
            now[0] += seconds + 1e-6
            assert buckets.take("a", most) == 0, "it came back when it was told to"
            given_ += 1


def test_a_day_is_counted_over_restarts_and_by_processes_together(tmp_path: Path) -> None:
    database = Database(tmp_path)
    key = KeyStore(database).create(Grant("a")).key
    one = DailyLimit(database)
    assert [one.take(key.id, 3, NOON) for _ in range(2)] == [True, True]
    other = DailyLimit(Database(tmp_path))
    assert [other.take(key.id, 3, NOON) for _ in range(2)] == [True, False]
    assert not one.take(key.id, 3, NOON)
    assert one.take(key.id, 4, NOON), "a raised limit counts at once"
    assert one.take(key.id, 3, NOON + timedelta(days=1))


def test_last_used_is_known_to_the_hour(database: Database, keys: KeyStore) -> None:
    made = keys.create(Grant("a")).key
    assert made.last_used is None
    DailyLimit(database).take(made.id, 3, NOON)
    assert keys.get(made.id).last_used == "2026-11-23T12:00:00+00:00"


def test_a_locked_file_stops_no_request_and_counts_on(
    database: Database, keys: KeyStore, caplog: pytest.LogCaptureFixture
) -> None:
    key, daily = keys.create(Grant("a")).key, DailyLimit(database)
    assert daily.take(key.id, 3, NOON)
    database.connection.execute("BEGIN IMMEDIATE")
    assert [daily.take(key.id, 3, NOON) for _ in range(3)] == [True, True, False]
    database.connection.execute("ROLLBACK")
    assert "in memory only" in caplog.text


def test_until_tomorrow() -> None:
    assert seconds_until_tomorrow(NOON) == (11 * 60 + 30) * 60
    assert seconds_until_tomorrow(NOON.replace(hour=23, minute=59, second=59, microsecond=999_999)) == 1
    assert seconds_until_tomorrow(NOON.replace(hour=23, minute=59, second=58, microsecond=900_000)) == 2


# Processes -----------------------------------------------------------------------------------------------


def test_what_another_process_makes_or_revokes_is_seen_at_once(keys: KeyStore, tmp_path: Path) -> None:
    assert not keys.any_made()
    done = qa(tmp_path, "keys", "create", "theirs")
    found = keys.find(done.stdout.strip())
    assert found is not None
    assert found.grant.name == "theirs"
    assert qa(tmp_path, "keys", "revoke", found.id).returncode == 0
    assert keys.find(done.stdout.strip()) is None


KILLED = """
import os, sys, signal
from pathlib import Path
from datetime import UTC, datetime
from qa.server.auth.daily_limit import DailyLimit
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore

database = Database(Path(sys.argv[1]))
made = KeyStore(database).create(Grant("a"))
daily = DailyLimit(database)
for _ in range(5):
    daily.take(made.key.id, 5, datetime(2026, 11, 23, tzinfo=UTC))
print(made.secret, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_keys_and_counts_survive_a_kill(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == -signal.SIGKILL, done.stderr
    database = Database(tmp_path)
    key = KeyStore(database).find(done.stdout.strip())
    assert key is not None
    assert not DailyLimit(database).take(key.id, 5, datetime(2026, 11, 23, 9, tzinfo=UTC))


def test_many_may_open_a_new_folder_at_once(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from qa.server.auth.database import Database; "
    command = [sys.executable, "-c", script + "Database(Path(sys.argv[1]))", str(tmp_path / "new")]
    opening = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(4)]
    assert [process.communicate(timeout=300)[1] for process in opening] == [b""] * 4


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    Database(tmp_path).close()
    db = sqlite3.connect(tmp_path / NAME)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(IndexMismatch, match="format 99"):
        Database(tmp_path)


def test_another_users_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Database(tmp_path).close()
    monkeypatch.setattr("index.store.sqlite_file.os.access", lambda path, mode: path != tmp_path / NAME)
    with pytest.raises(StorageUnusable, match="may not be read and written by this user"):
        Database(tmp_path)
