"""Sentences of a text that is still being written."""

from __future__ import annotations

import pytest

from qa.write.sentence_stream import DraftSentence, SentenceStream, split


def test_sentences_come_when_the_next_one_begins() -> None:
    stream = SentenceStream()
    assert stream.add("The shop opens at nine [2].") == []
    assert stream.add(" It closes") == [DraftSentence("The shop opens at nine.", (2,), True)]
    assert stream.add(" at five [1, 3].") == []
    assert stream.rest() == [DraftSentence("It closes at five.", (1, 3), True)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("It is red [1].", (1,)),
        ("It is red. [1]", (1,)),
        ("It is red [1][3].", (1, 3)),
        ("It is red [1, 2 and 4].", (1, 2, 4)),
        ("It is red 【2】.", (2,)),
        ("It is red [Passage 2].", (2,)),
        ("It is red.", ()),
    ],
)
def test_marks_are_taken_out(text: str, named: tuple[int, ...]) -> None:
    (found,) = split(text)
    assert found == DraftSentence("It is red.", named, True)


def test_a_mark_behind_a_stop_belongs_to_the_sentence_before() -> None:
    first, second = split("It is red. [1] It is big. [2]")
    assert (first.text, first.named, second.text, second.named) == ("It is red.", (1,), "It is big.", (2,))


def test_what_is_thought_aloud_is_no_sentence() -> None:
    assert split("<think>It may be blue. Or not.") == []
    assert [one.text for one in split("<think>Blue?</think>\nIt is red.")] == ["It is red."]


def test_a_sentence_that_was_cut_off_has_no_end() -> None:
    assert [one.ends for one in split("It is red. It is b")] == [True, False]


def test_abbreviations_end_no_sentence() -> None:
    stream = SentenceStream()
    assert stream.add("Captain Dr. ") == []
    assert stream.add("Varga runs ") == []
    assert [one.text for one in stream.rest()] == ["Captain Dr. Varga runs"]
