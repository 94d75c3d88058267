"""Check a written sentence: the best window of its passages, and its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from qa.support.check_sentence import WINDOW, SourceText, check_sentence, windows
from qa.support.protocol import ClaimedOf, Shares

SENTENCES = [
    f"Rule {number} says that every boat number {number} pays a toll of its own." for number in range(30)
]


class Words:
    """A support model: supported is the share of the claim's words that the text has."""

    identity: Mapping[str, object] = {"name": "words", "revision": "words"}

    def judge(self, pairs: Sequence[ClaimedOf]) -> Shares:
        shares = [
            np.mean([word in pair.text.lower().split() for word in pair.claim.lower().split()])
            for pair in pairs
        ]
        return np.array([[share, 0.0, 1 - share] for share in shares], np.float32)


def test_windows_cover_every_sentence_and_overlap() -> None:
    text = " ".join(SENTENCES)
    parts = [*windows(text)]
    assert all(any(sentence in part for part in parts) for sentence in SENTENCES)
    assert all(len(part.split()) <= WINDOW for part in parts)
    assert all(one.split(". ")[-1].rstrip(".") in other for one, other in pairwise(parts))
    assert [*windows("One sentence.")] == ["One sentence."]
    assert [*windows("")] == []


def test_the_best_window_of_all_passages_counts() -> None:
    sources = [SourceText("Harbour", "Cats sleep all day."), SourceText("Boats", " ".join(SENTENCES))]
    checked = check_sentence(Words(), "boat number 17 pays a toll", sources)
    assert checked.score == 1.0
    assert checked.unstated == []


def test_a_sentence_with_an_invented_number_is_told() -> None:
    checked = check_sentence(Words(), "Boat number 77 pays a toll.", [SourceText("Boats", SENTENCES[0])])
    assert checked.unstated == ["77"]


def test_without_passages_nothing_is_supported() -> None:
    assert check_sentence(Words(), "Cats sleep.", []).score == 0.0
