"""Answers in tables count less the worse their rows fit the question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.documents import Span
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.read.table_rows import ROW_WEIGHT, weigh_rows
from qa.retrieve.evidence import Evidence
from tests.support.passages import evidence, stored

HEAD = "| Quarter | Valves |\n| --- | --- |"
ROWS = ["| Q1 | 140 |", "| Q3 | 152 |"]


def passage(text: str, sentences: list[str], supports: list[float], above: tuple[str, ...] = ()) -> Evidence:
    """Evidence of a passage that begins at 100 of its version."""
    spans = tuple(Span(text.index(one), text.index(one) + len(one)).moved(100) for one in sentences)
    held = stored([["x"]])._replace(text=text, span=Span(100, 100 + len(text)), sentences=spans, above=above)
    return replace(evidence(1, 0.0, held), supports=tuple(supports))


def reading(text: str, margins: dict[str, float]) -> Reading:
    spans = [ScoredSpan(Span(text.index(w), text.index(w) + len(w)), m) for w, m in margins.items()]
    return Reading(tuple(spans), max(margins.values()) + 0.5)


def words(text: str, found: Reading) -> list[tuple[str, float]]:
    return [(scored.span.of(text), round(scored.margin, 3)) for scored in found.spans]


@pytest.mark.parametrize("above", [(), (HEAD,)])
def test_the_cell_of_the_row_that_fits_wins_and_the_others_lose(above: tuple[str, ...]) -> None:
    sentences = ROWS if above else [HEAD, *ROWS]
    text = "\n".join(sentences)
    one = passage(text, sentences, [0.9] * (not above) + [0.5, 0.75], above)
    [found] = weigh_rows([one], [reading(text, {"140": 1.0, "152": -2.0})])
    assert words(text, found) == [("152", -2.0), ("140", 1.0 - ROW_WEIGHT * 0.25)]
    assert found.odds == pytest.approx(1.5 - 3.0)


def test_rows_of_all_tables_compete_and_prose_does_not() -> None:
    text, prose = "\n".join([HEAD, *ROWS]), "A | in prose. 140 valves."
    table = passage(text, [HEAD, *ROWS], [0.9, 0.5, 0.5])
    better = passage(text, [HEAD, *ROWS], [0.9, 0.5, 1.0])
    other = passage(prose, ["A | in prose.", "140 valves."], [0.1, 0.1])
    given = [reading(text, {"140": 1.0}), reading(text, {"152": 1.0}), reading(prose, {"140": 1.0})]
    lowered, *same = weigh_rows([table, better, other], given)
    assert words(text, lowered) == [("140", 1.0 - ROW_WEIGHT * 0.5)]
    assert same == given[1:]


def test_a_table_in_which_nothing_was_found_is_left_alone() -> None:
    text = "\n".join([HEAD, *ROWS])
    nothing = Reading((), -1.0)
    assert weigh_rows([passage(text, [HEAD, *ROWS], [0.9, 0.5, 0.5])], [nothing]) == [nothing]
