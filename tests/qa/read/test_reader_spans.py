"""From scores over tokens to clean spans of characters."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Span
from qa.read.reader.decoding import reading
from qa.read.reader.spans import KEPT, LONGEST_SPAN, best_spans
from qa.read.span_boundaries import snap_to_words


def scores(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_the_best_span_has_the_highest_sum_of_start_and_end() -> None:
    decoded = best_spans(scores(0, 3, 0, 0), scores(0, 0, 2, 0))
    assert decoded.spans[0] == (1, 2, 5.0)


def test_a_span_never_ends_before_it_starts() -> None:
    decoded = best_spans(scores(0, 0, 9), scores(9, 0, 0))
    assert all(first <= last for first, last, _ in decoded.spans)


def test_spans_do_not_overlap_and_come_best_first() -> None:
    decoded = best_spans(scores(5, 0, 4, 0, 3), scores(5, 0, 4, 0, 3))
    assert [(first, last) for first, last, _ in decoded.spans] == [(0, 0), (2, 2), (4, 4)]


def test_no_span_is_longer_than_the_longest() -> None:
    start, end = np.full(90, -9, np.float32), np.full(90, -9, np.float32)
    start[0] = end[89] = 9
    assert all(last - first < LONGEST_SPAN for first, last, _ in best_spans(start, end).spans)


def test_the_total_is_that_of_every_span() -> None:
    start, end = scores(0.5, -1, 2), scores(0, 1, -2)
    every = [start[i] + end[j] for i in range(3) for j in range(i, 3)]
    assert best_spans(start, end).total == pytest.approx(math.log(sum(map(math.exp, every))), abs=1e-5)


def test_no_tokens_no_spans() -> None:
    assert best_spans(scores(), scores()).spans == []
    assert reading(scores(), scores(), 0.0, []).odds == -math.inf


@given(st.lists(st.tuples(st.floats(-9, 9, width=32), st.floats(-9, 9, width=32)), min_size=1, max_size=60))
def test_any_scores_decode_to_a_few_spans_within_the_tokens(rows: list[tuple[float, float]]) -> None:
    start, end = (np.array(column, np.float32) for column in zip(*rows, strict=True))
    decoded = best_spans(start, end)
    assert 1 <= len(decoded.spans) <= KEPT
    assert decoded.spans[0].score <= decoded.total + 1e-4
    taken = [n for first, last, _ in decoded.spans for n in range(first, last + 1)]
    assert len(taken) == len(set(taken))
    assert all(0 <= n < len(rows) for n in taken)


def test_margins_are_against_the_score_of_nothing() -> None:
    said = reading(scores(1, 0), scores(1, 0), 5.0, [(0, 3), (4, 9)])
    assert said.spans[0].span == Span(0, 3)
    assert said.spans[0].margin == pytest.approx(-3.0)
    assert said.odds > said.spans[0].margin


@pytest.mark.parametrize(
    ("text", "found", "cleaned"),
    [
        ("They gave us 3-year visas.", "gave us 3-year", "gave us 3-year"),
        ("sent 12,000 troops", "12", "12,000"),
        ("sent 12,000 troops", "000 troops", "12,000 troops"),
        ("It cost $3.50 then.", "3.50 then.", "$3.50 then"),
        ("about 45% of them", "45", "45%"),
        ("in the U.S. and", "U.S.", "U.S."),
        ("in the U.S. and", "S", "U.S."),
        ("said Umerov, who", "Umerov,", "Umerov"),
        ("the so-called “small-scale” fight", "“small-scale”", "small-scale"),
        ('the "small-scale" fight', '"small-scale', "small-scale"),
        ("Rome (Italy) was", "Rome (Italy)", "Rome (Italy)"),
        ("Rome (Italy) was", "Italy) was", "(Italy) was"),
        ("Rome (Italy) was", "Rome (Italy", "Rome (Italy)"),
        ('as "small-scale" fighting, noting', 'small-scale" fighting', '"small-scale" fighting'),
        ('as fighting "on a scale", noting', 'fighting "on a scale', 'fighting "on a scale"'),
        ("the “so-called” fight", "so-called” fight", "“so-called” fight"),
        ("Rome (Italy) was", "(Italy", "Italy"),
        ("the Defence Minister's man", "Minister", "Minister's"),
        ("at 10:30 sharp", "30", "10:30"),
        ("It ended. Then", "ended. ", "ended"),
        ("Größe über", "röße", "Größe"),
    ],
)
def test_edges(text: str, found: str, cleaned: str) -> None:
    start = text.index(found)
    span = snap_to_words(text, Span(start, start + len(found)))
    assert span is not None
    assert span.of(text) == cleaned


@pytest.mark.parametrize("behind", ["\n- pump: left", "\n\nPumps", "\n2. Pump", "\n| pump |"])
def test_a_span_ends_with_its_paragraph_entry_or_row(behind: str) -> None:
    text = f"- valve: brass{behind}"
    span = snap_to_words(text, Span(text.index("brass"), len(text)))
    assert span is not None
    assert span.of(text) == "brass"


def test_a_span_goes_on_in_the_next_line_of_its_paragraph() -> None:
    text = "It was built by Ann\nand Ben Rudd."
    span = snap_to_words(text, Span(text.index("Ann"), len(text)))
    assert span is not None
    assert span.of(text) == "Ann\nand Ben Rudd"


def test_nothing_is_left_of_marks_alone() -> None:
    assert snap_to_words("a -- b", Span(2, 4)) is None


@given(st.text(max_size=60), st.data())
def test_a_clean_span_is_within_the_text_and_not_blank(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = snap_to_words(text, Span(start, end))
    if span is not None:
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text).strip() == span.of(text)
