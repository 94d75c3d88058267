"""A claim and a text as tokens: [CLS] claim [SEP] title text [SEP], as the reader takes a question and a
passage."""

from __future__ import annotations

from pathlib import Path

from qa.read.reader.tokens import ReaderTokenizer, Tokens

MOST_OF_CLAIM, MOST_OF_TITLE = 96, 24

#: What the network takes: ids, and where the text begins.
ClaimTokens = Tokens


class ClaimTokenizer:
    """Makes tokens.  Safe to call from many threads.

    Args:
        folder: Holds the embedding model's `tokenizer.json`.
    """

    def __init__(self, folder: Path) -> None:
        self._tokenizer = ReaderTokenizer(folder)

    def join(self, claim: str, title: str, text: str) -> ClaimTokens:
        """A claim with a text, from the text's beginning as far as it fits."""
        ids, offsets = self._tokenizer.ids_and_offsets(text)
        claimed = self._tokenizer.ids(claim)[:MOST_OF_CLAIM]
        return self._tokenizer.around(claimed, self._tokenizer.ids(title)[:MOST_OF_TITLE], ids, offsets)
