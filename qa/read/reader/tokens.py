"""A question and a passage as tokens, the input of the reader's network.

[CLS] question [SEP] context passage [SEP]
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer

from qa.read.reader.protocol import ReadPassage

#: The most tokens of question, context and passage together.
MOST_TOKENS = 288
MOST_OF_QUESTION, MOST_OF_CONTEXT = 48, 24


class Tokens(NamedTuple):
    """One question with one passage.

    Args:
        ids: In the model's vocabulary.
        segment: The first token after the question.
        passage: The first token of the passage; its last is the one before the last of all.
        offsets: Of each of the passage's tokens, its characters in the passage's text.
    """

    ids: list[int]
    segment: int
    passage: int
    offsets: list[tuple[int, int]]

    @property
    def within(self) -> slice:
        """Where the passage's tokens are."""
        return slice(self.passage, self.passage + len(self.offsets))


class ReaderTokenizer:
    """Makes tokens.  Safe to call from many threads.

    Args:
        folder: Holds the model's `tokenizer.json`.
    """

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep = (int(self._tokenizer.token_to_id(mark) or 0) for mark in ("[CLS]", "[SEP]"))

    def ids(self, text: str) -> list[int]:
        """The tokens of a text."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids) if text else []

    def ids_and_offsets(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The tokens of a text and the characters of each."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return encoded.ids, encoded.offsets

    def join(self, question: str, passages: Sequence[ReadPassage]) -> list[Tokens]:
        """The question with each passage, from the passage's beginning as far as it fits."""
        asked = self.ids(question)[:MOST_OF_QUESTION]
        texts = self._tokenizer.encode_batch([p.text for p in passages], add_special_tokens=False)
        return [
            self.around(asked, self.ids(passage.context)[:MOST_OF_CONTEXT], text.ids, text.offsets)
            for passage, text in zip(passages, texts, strict=True)
        ]

    def around(
        self,
        asked: list[int],
        context: list[int],
        text: list[int],
        offsets: list[tuple[int, int]],
        skip: int = 0,
    ) -> Tokens:
        """The same of tokens; `skip` leaves out so many at the passage's beginning."""
        before = len(asked) + 2 + len(context)
        kept = slice(skip, skip + MOST_TOKENS - before - 1)
        ids = [self._cls, *asked, self._sep, *context, *text[kept], self._sep]
        return Tokens(ids, len(asked) + 2, before, offsets[kept])
