"""Which scripts a model has learnt to read, told by the vocabulary of its tokenizer."""

from __future__ import annotations

import json
from collections import Counter
from functools import cached_property
from pathlib import Path

from index.language.scripts import Script, script_of

#: A model whose vocabulary has fewer pieces in a script knows its letters, not its words.
LEAST_PIECES = 1000
#: Begins words in vocabularies of bytes, which tell nothing about scripts.
_BYTE_SPACE = "Ġ"


class KnownScripts:
    """The scripts that a model reads; all of them where its vocabulary cannot be read.

    Args:
        folder: Of the model.  `tokenizer.json` is read when it is needed first.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, text: str) -> bool:
        """Whether the model has learnt the scripts of most letters of `text`."""
        if text.isascii():
            return True
        letters = Counter(script_of(letter) for letter in text if letter.isalpha())
        known = sum(count for script, count in letters.items() if self._pieces[script] >= LEAST_PIECES)
        return 2 * known >= letters.total()

    @cached_property
    def _pieces(self) -> Counter[Script]:
        """How many pieces the vocabulary has in each script."""
        unknown = Counter(dict.fromkeys(Script, LEAST_PIECES))
        try:
            model = json.loads((self._folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
            # A list of pieces with their scores, or an object from pieces to their numbers.
            pieces = [piece if isinstance(piece, str) else piece[0] for piece in model["vocab"]]
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return unknown
        if any(piece.startswith(_BYTE_SPACE) for piece in pieces):
            return unknown
        return Counter(script_of(piece[-1]) for piece in pieces if piece)
