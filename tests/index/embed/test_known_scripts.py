"""Which scripts a model reads, by its vocabulary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.embed.known_scripts import LEAST_PIECES, KnownScripts


def scripts(folder: Path, vocabulary: Any) -> KnownScripts:
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}), encoding="utf-8")
    return KnownScripts(folder)


def pieces(first: str, count: int = LEAST_PIECES) -> list[str]:
    return [chr(ord(first) + n) for n in range(count)]


def test_a_script_with_few_pieces_is_not_read(tmp_path: Path) -> None:
    vocabulary = {piece: n for n, piece in enumerate([*pieces("一"), *pieces("Ѐ", 80)])}
    known = scripts(tmp_path, vocabulary)
    assert known.read("定例会議")
    assert known.read("Is it read?")
    assert not known.read("Читается?")
    assert known.read("定例会議 да")


def test_a_list_of_pieces_with_scores_is_read(tmp_path: Path) -> None:
    assert scripts(tmp_path, [[f"▁{piece}", -1.0] for piece in pieces("一")]).read("会議")
    assert not scripts(tmp_path, [["a", -1.0]]).read("会議")


@pytest.mark.parametrize("vocabulary", [None, 7, {"Ġthe": 0}])
def test_an_unknown_vocabulary_reads_everything(tmp_path: Path, vocabulary: Any) -> None:
    assert scripts(tmp_path, vocabulary).read("会議")
    assert KnownScripts(tmp_path / "none").read("会議")
