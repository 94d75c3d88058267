"""Passages as columns: taken, joined, written and mapped, they say what the passages say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.store.catalog.generations import GenerationId
from index.store.catalog.passages import StoredPassage
from index.store.columns import column_files
from index.store.columns.column_files import ColumnFiles
from index.store.columns.passage_columns import RULES, PassageColumns, columns_of, joined
from index.store.signatures import essence_of, signature, sketch
from tests.support.passages import stored

RANDOM = np.random.default_rng(5)
WORDS = ["ducks", "swim", "in", "March", "1887", "north", "Rustem", "spoke", "twelve"]


def passage(id: int, *, with_tokens: bool = True) -> StoredPassage:
    """A passage of one to four sentences, some without words."""
    sentences = [RANDOM.choice(WORDS, RANDOM.integers(0, 6)).tolist() for _ in range(RANDOM.integers(1, 5))]
    tokens = [RANDOM.integers(-127, 128, (len(words), 4)) for words in sentences] if with_tokens else None
    made = stored(sentences, ["ducks"] * (id % 3), tokens, id=id, vector=RANDOM.normal(size=6))
    vectors = RANDOM.normal(size=(len(sentences), 6)).astype(np.float32)
    signed = signature(["ducks"], sketch(made.terms.text))
    return made._replace(sentence_vectors=vectors, signature=signed, language=["", "de"][id % 2])


def check(columns: PassageColumns, passages: list[StoredPassage]) -> None:
    """Compare every column with the passages, one by one."""
    assert columns.ids.tolist() == [one.id for one in passages]
    for row, one in enumerate(passages):
        first, last = columns.sentence_starts[row : row + 2].tolist()
        assert columns.vectors[row].tolist() == one.vector.tolist()
        assert RULES[columns.rules[row]] == one.language
        assert int(columns.essences[row]).to_bytes(8, "little") == essence_of(one.signature)
        assert columns.sketches[row].tolist() == [*one.signature[8:]]
        assert [(*span,) for span in columns.sentences[first:last].tolist()] == [*one.sentences]
        assert columns.sentence_vectors[first:last].tolist() == one.sentence_vectors.tolist()
        assert np.diff(columns.token_starts[first : last + 1]).tolist() == one.token_counts.tolist()
        tokens = columns.tokens[columns.token_starts[first] : columns.token_starts[last]]
        assert tokens.tolist() == one.token_vectors.tolist()
        assert np.diff(columns.term_starts[first : last + 1]).tolist() == one.terms.counts.tolist()
        terms = columns.terms[columns.term_starts[first] : columns.term_starts[last]]
        assert terms.tolist() == one.terms.text.tolist()
        contexts = columns.contexts[columns.context_starts[row] : columns.context_starts[row + 1]]
        assert contexts.tolist() == one.terms.context.tolist()


@pytest.fixture
def passages() -> list[StoredPassage]:
    """Some, in order of their ids, with gaps between them."""
    return [passage(id) for id in range(2, 60, 3)]


def test_columns_say_what_the_passages_say(passages: list[StoredPassage]) -> None:
    check(columns_of(passages), passages)


def test_any_rows_can_be_taken(passages: list[StoredPassage]) -> None:
    columns = columns_of(passages)
    for rows in ([0], [3, 4, 9], [*range(len(passages))], []):
        check(columns.take(np.array(rows, np.int64)), [passages[row] for row in rows])


def test_parts_are_joined(passages: list[StoredPassage]) -> None:
    check(joined([columns_of(passages[:1]), columns_of(passages[1:7]), columns_of(passages[7:])]), passages)


def test_passages_without_tokens_can_be_joined_with_others() -> None:
    passages = [passage(1, with_tokens=False), passage(2), passage(3, with_tokens=False)]
    joint = joined([columns_of([one]) for one in passages])
    assert len(joint.tokens) == len(passages[1].token_vectors)
    assert joint.token_starts[-1] == len(joint.tokens)


NOW = GenerationId(7, "token")


def written(folder: Path, *parts: list[StoredPassage]) -> ColumnFiles:
    files = ColumnFiles(folder)
    files.create(NOW)
    for part in parts:
        files.append(columns_of(part), NOW)
    return files


def test_files_give_back_what_was_written(passages: list[StoredPassage], tmp_path: Path) -> None:
    files = written(tmp_path, passages[:4], passages[4:5], passages[5:])
    found = files.mapped()
    assert found is not None
    assert not found.gone.any()
    check(found.columns, passages)
    files.verify()


def test_what_a_killed_writer_left_does_not_count(passages: list[StoredPassage], tmp_path: Path) -> None:
    files = written(tmp_path, passages[:4])
    for path in tmp_path.glob("*.column"):
        path.write_bytes(path.read_bytes() + b"left behind")
    files.append(columns_of(passages[4:]), NOW)
    found = files.mapped()
    assert found is not None
    check(found.columns, passages)
    files.verify()


@pytest.mark.parametrize("at", [0, 7, 8, 61, -1])
def test_a_byte_that_changed_is_found(passages: list[StoredPassage], tmp_path: Path, at: int) -> None:
    files = written(tmp_path, passages[:9], passages[9:])
    path = tmp_path / "tokens.column"
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(ValueError, match="tokens"):
        files.verify()


def test_no_passages_can_be_kept(tmp_path: Path) -> None:
    files = written(tmp_path)
    assert files.mapped() is None
    files.verify()


def test_files_of_another_format_are_not_read(
    passages: list[StoredPassage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = written(tmp_path, passages)
    monkeypatch.setattr(column_files, "FORMAT", column_files.FORMAT + 1)
    assert files.mapped() is None
    assert files.generation_id() is None
