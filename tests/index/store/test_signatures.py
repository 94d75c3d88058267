"""Signatures: copies have the same, whatever says something else has not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store.signatures import (
    HASHES,
    SKETCH_BYTES,
    essence,
    has_alike,
    joint_sketch,
    likeness,
    near_duplicates,
    signature,
    sketch,
)
from index.store.stemming import TermAnalyzer
from index.store.term_ids import term_ids

analyzer = TermAnalyzer()
POLICY = (
    "Employees who travel by train must book their tickets through the office in Berlin. Before the journey "
    "the head of the department signs the form. The limit for a hotel room is 60 EUR a night, and meals are "
    "paid for up to three days. Receipts are handed in until 15 May; later ones are not accepted. Taxis may "
    "be taken only where no bus goes, as rule NOR.0707-60 says."
)


def signed(text: str, language: str = "en") -> bytes:
    return signature(essence(text, language, analyzer), sketch(term_ids(analyzer.terms(text, language))))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (". ", ".\n\n"),
        ("Employees who", "employees  that"),
        ("tickets", "tikets"),
        ("and meals are", "meals are"),
        (", ", " , "),
        ("the form", "the form and keeps it"),
    ],
)
def test_small_edits_leave_a_copy_a_copy(old: str, new: str) -> None:
    edited = POLICY.replace(old, new)
    assert edited != POLICY
    if old.startswith("Employees"):  # a capital that is gone may have been a name's
        assert not near_duplicates(signed(POLICY), signed(edited))
    else:
        assert near_duplicates(signed(POLICY), signed(edited))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("60 EUR", "80 EUR"),
        ("three days", "four days"),
        ("Berlin", "Munich"),
        ("15 May", "15 June"),
        ("15 May", "16 May"),
        ("NOR.0707-60", "NOR.0707-61"),
        ("are not accepted", "are accepted"),
        ("Before", "After"),
        ("must", "may"),
        ("only where no bus", "where no bus"),
        ("60 EUR a night, and meals are paid for up to three", "three EUR a night, and meals up to 60"),
    ],
)
def test_what_decides_makes_siblings_not_copies(old: str, new: str) -> None:
    assert old in POLICY
    assert likeness(signed(POLICY), signed(POLICY.replace(old, new))) > 0.7
    assert not near_duplicates(signed(POLICY), signed(POLICY.replace(old, new)))


@pytest.mark.parametrize(
    ("language", "text", "other"),
    [
        ("de", "Die Frist beträgt drei Monate zum Quartal.", "Die Frist beträgt vier Monate zum Quartal."),
        ("ja", "会議は月曜日の午前十時に開かれます。", "会議は火曜日の午前十時に開かれます。"),
        ("ar", "يجب دفع الفاتورة خلال ثلاثين يوما", "يجب دفع الفاتورة خلال ستين يوما"),
        ("", "会議は月曜日の午前十時に開かれます。", "会議は火曜日の午前十時に開かれます。"),
    ],
)
def test_in_other_languages_every_word_of_content_decides(language: str, text: str, other: str) -> None:
    assert near_duplicates(signed(text, language), signed(f" {text}\n", language))
    assert not near_duplicates(signed(text, language), signed(other, language))


def test_nothing_is_a_copy_of_what_has_no_signature() -> None:
    assert not near_duplicates(b"", b"")
    assert not near_duplicates(signed(POLICY), b"")


@given(st.lists(st.integers(0, 50), max_size=40), st.lists(st.integers(0, 50), max_size=40))
def test_a_joint_sketch_is_that_of_the_union(one: list[int], other: list[int]) -> None:
    def runs(numbers: list[int]) -> set[tuple[int, ...]]:
        return {tuple(numbers[n : n + 3]) for n in range(len(numbers) - 2)}

    first, second = (sketch(np.array(numbers, np.uint32)) for numbers in (one, other))
    joint = joint_sketch([first, second])
    assert joint.shape == (HASHES,)
    assert (joint == np.minimum(first, second)).all()
    if len(one) > 2 and len(other) > 2:
        shared = len(runs(one) & runs(other)) / len(runs(one) | runs(other))
        assert abs(float((first == second).mean()) - shared) < 0.35


@pytest.mark.parametrize("count", [0, 1, 2, 30, 400])
def test_what_has_an_alike_one_is_what_pairs_of_sketches_say(count: int) -> None:
    chance = np.random.default_rng(count)
    sketches = chance.integers(0, 256, (count, SKETCH_BYTES), np.uint8)
    for row in range(1, count, 3):  # of the one before it, some bytes
        shared = chance.permutation(SKETCH_BYTES)[: chance.integers(80, 101)]
        sketches[row, shared] = sketches[row - 1, shared]
    pairs = (sketches[:, None, :] == sketches[None, :, :]).mean(axis=2)
    np.fill_diagonal(pairs, 0.0)
    found = has_alike(sketches, 0.7)
    assert found.tolist() == (pairs >= 0.7).any(axis=1).tolist()
    assert count < 30 or 0 < found.sum() < count
