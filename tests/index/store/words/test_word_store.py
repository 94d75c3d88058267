"""The words of a collection are kept on disk, follow every change, and leave with their documents."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from index.documents import Document
from index.errors import DerivedStoreDamaged
from index.ingest.amend import amend
from index.ingest.ingester import Ingester
from index.search.collection_words import CollectionWords, words_of
from index.store.catalog import collections, passages
from index.store.passage_index import PassageIndex
from index.store.words import word_store
from index.store.words.word_file import WordFile
from index.store.words.word_store import WordStore
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_store, "LEAST_KEPT", 1)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts whose words are counted from now on."""
    texts: list[str] = []

    def noted(found: Iterator[passages.Indexable], before: CollectionWords | None = None) -> CollectionWords:
        kept = [*found]
        texts.extend(passage.text for passage in kept)
        return words_of(kept, before)

    monkeypatch.setattr(word_store, "words_of", noted)
    return texts


def opened(home: Path) -> Ingester:
    """A data folder, open for writing."""
    return Ingester(PassageIndex(home), FakeEmbedder(), Settings().passage_sizes)


def add(ingester: Ingester, **texts: str) -> None:
    ingester.add("default", [Document(name, text, f"Title of {name}") for name, text in texts.items()])


def retitle(ingester: Ingester, name: str, title: str) -> None:
    amend(ingester, "default", name, lambda document: replace(document, title=title))


def words(ingester: Ingester) -> CollectionWords:
    """The words that its snapshot gives, which are those of its texts."""
    snapshot = ingester.index.snapshot("default")
    found = snapshot.words
    assert found is not None
    due = words_of(passages.texts_since(ingester.index.catalog.connection, snapshot.collection, 0))
    assert dict(found.counts) == dict(due.counts)
    assert {**found.abbreviations} == {**due.abbreviations}
    return found


def files(home: Path) -> list[Path]:
    return [*home.glob("collections/*/words-*/words.column")]


def test_after_a_start_only_what_changed_is_read(tmp_path: Path, read: list[str]) -> None:
    first = opened(tmp_path)
    add(first, duck="Ducks swim (DS: Duck Swimming).", swan="Swans fly.")
    words(first)
    read.clear()
    again = opened(tmp_path)
    assert words(again).counts["ducks"] == 1
    assert not read
    add(again, duck="Ducks dive.", owl="Owls fly.")
    third = opened(tmp_path)
    read.clear()
    assert words(third).counts["fly"] == 2
    assert sorted(read) == ["Ducks dive.", "Ducks swim (DS: Duck Swimming).", "Owls fly."]


def test_after_a_deletion_nothing_else_is_read(tmp_path: Path, read: list[str]) -> None:
    ingester = opened(tmp_path)
    add(ingester, duck="Ducks swim.", swan="Swans swim.")
    words(ingester)
    read.clear()
    ingester.index.delete("default", "duck")
    assert words(ingester).counts["swim"] == 1
    assert read == ["Ducks swim."]


def test_a_deletion_leaves_no_word_that_was_its_own(tmp_path: Path) -> None:
    ingester = opened(tmp_path)
    texts = {f"bird{n}": f"Plumage{n} shines, said Ornithologist{n}." for n in range(40)}
    add(ingester, **texts, duck="The Zanzibar Quacking Duck (ZQD) swims. Zanzibar shines.")
    words(ingester)
    (file,) = files(tmp_path)
    assert b"zanzibar" in file.read_bytes()
    ingester.index.delete("default", "duck")
    assert files(tmp_path) == [file]
    assert not {word for word in (b"zanzibar", b"Zanzibar", b"ZQD", b"quacking") if word in file.read_bytes()}
    assert b"shines" in file.read_bytes()
    assert not file.with_name(f"{file.name}-journal").exists()
    words(opened(tmp_path))


def test_an_earlier_title_leaves_with_its_document(tmp_path: Path) -> None:
    ingester = opened(tmp_path)
    add(ingester, duck="Ducks swim.", swan="Swans swim.")
    retitle(ingester, "duck", "Zanzibar")
    words(ingester)
    retitle(ingester, "duck", "Madagascar")
    words(opened(tmp_path))
    ingester.index.delete("default", "duck")
    words(opened(tmp_path))
    assert not [file for file in files(tmp_path) if b"zanzibar" in file.read_bytes()]


@pytest.mark.parametrize("is_killed", [True, False])
def test_a_deletion_that_is_not_committed_takes_no_word_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_killed: bool
) -> None:
    ingester = opened(tmp_path)
    add(ingester, duck="Ducks swim.", swan="Swans swim.")
    words(ingester)

    def die(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(collections, "advance", die)
        with pytest.raises(KeyboardInterrupt):
            ingester.index.delete("default", "duck")
    if is_killed:
        ingester = opened(tmp_path)
    assert words(ingester).counts["ducks"] == 1
    ingester.index.delete("default", "swan")
    assert words(opened(tmp_path)).counts["ducks"] == 1
    ingester.index.delete("default", "duck")
    assert not words(opened(tmp_path)).counts
    (file,) = files(tmp_path)
    assert b"ducks" not in file.read_bytes()


def test_what_is_erased_while_it_is_saved_is_in_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingester = opened(tmp_path)
    add(ingester, duck="Ducks swim.", swan="Swans swim.")
    create = WordFile.create

    def erase(self: WordFile, *given: object) -> None:
        create(self, *given)  # type: ignore[arg-type]
        PassageIndex(tmp_path).delete("default", "duck")

    with monkeypatch.context() as patch:
        patch.setattr(WordFile, "create", erase)
        ingester.index.snapshot("default").words  # noqa: B018
    assert not files(tmp_path)
    assert "ducks" not in words(ingester).counts


def test_who_sees_an_earlier_state_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_store, "MANY", 1)
    ingester = opened(tmp_path)
    add(ingester, duck="Ducks swim.")
    words(ingester)
    again = opened(tmp_path)
    add(again, swan="Swans swim.")
    shown = again.index.snapshot("default")
    with again.index.reading():
        assert passages.highest_id(again.index.catalog.connection)
        deleting = PassageIndex(tmp_path)
        deleting.catalog.connection.execute("PRAGMA busy_timeout = 50")  # it waits for this reader, in vain
        deleting.delete("default", "swan")
        assert shown.words is not None
        assert shown.words.counts["swans"] == 1
    (file,) = files(tmp_path)
    assert b"swans" not in file.read_bytes()
    words(opened(tmp_path))


@pytest.mark.parametrize("many", [1, word_store.MANY])
@pytest.mark.parametrize("seed", range(4))
def test_after_any_changes_words_are_those_of_the_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, many: int
) -> None:
    monkeypatch.setattr(word_store, "MANY", many)
    rng = random.Random(seed)
    vocabulary = [f"word{chr(97 + n)}" for n in range(20)] + ["Chief Duck Officer (CDO)"]
    ingester, held = opened(tmp_path), set[str]()
    add(ingester, other="One stays.")
    for _ in range(40):
        name = f"doc{rng.randrange(5)}"
        match rng.choice(["add", "add", "delete", "amend", "reopen", "ask"]):
            case "add":
                add(ingester, **{name: " ".join(rng.choices(vocabulary, k=6)) + "."})
                held.add(name)
            case "delete" if name in held:
                ingester.index.delete("default", name)
                held.remove(name)
            case "amend" if name in held:
                retitle(ingester, name, rng.choice(vocabulary))
            case "reopen":
                ingester = opened(tmp_path)
            case "ask":
                words(ingester)
    words(ingester)
    words(opened(tmp_path))


def test_a_file_brought_forward_needs_no_texts_after_a_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    monkeypatch.setattr(word_store, "MANY", 1)
    add(opened(tmp_path), duck="Ducks swim.")
    words(opened(tmp_path))
    add(opened(tmp_path), duck="Ducks dive.", swan="Swans swim.")
    words(opened(tmp_path))
    read.clear()
    assert words(opened(tmp_path)).counts["dive"] == 1
    assert not read


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_file_is_made_anew(tmp_path: Path, seed: int) -> None:
    ingester = opened(tmp_path)
    add(ingester, **{f"duck{n}": f"Ducks{n} swim." for n in range(60)})
    words(ingester)
    (file,) = files(tmp_path)
    data = bytearray(file.read_bytes())
    spot = random.Random(seed).choice([at for at, byte in enumerate(data) if byte])
    data[spot] ^= 1 << (seed % 8)
    file.write_bytes(data)
    words(opened(tmp_path))
    ingester = opened(tmp_path)
    ingester.index.delete("default", "duck7")
    words(ingester)


def test_a_changed_count_is_damage(tmp_path: Path) -> None:
    ingester = opened(tmp_path)
    add(ingester, duck="Ducks swim.")
    words(ingester)
    (file,) = files(tmp_path)
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("UPDATE words SET count = 7 WHERE word = 'swim'")
    with pytest.raises(DerivedStoreDamaged, match="checksum of its words"):
        store(ingester).verify()
    words(opened(tmp_path))


def store(ingester: Ingester) -> WordStore:
    index = ingester.index
    assert isinstance(index, PassageIndex)
    return index._stores_of(collections.find(index.catalog.connection, "default")).words
