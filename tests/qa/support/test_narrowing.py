"""What of a sentence speaks of what is asked."""

from __future__ import annotations

import pytest

from index.store.stemming import TermAnalyzer
from qa.support.narrowing import narrowed, narrowed_cells

TERMS = TermAnalyzer().content_terms


@pytest.mark.parametrize(
    ("sentence", "asked", "left"),
    [
        (
            "The kiosk is shut on Mondays, Tuesdays and Fridays, and in winter.",
            "Is the kiosk open on Friday?",
            "The kiosk is shut on Fridays.",
        ),
        ("Bikes and scooters may not park here.", "May scooters park?", "scooters may not park here."),
        ("Tents, vans and boats pay 5 euros a day.", "Do vans pay?", "vans pay 5 euros a day."),
        (
            "Swimming is free; fishing needs a permit.",
            "Is a fishing permit needed?",
            "fishing needs a permit.",
        ),
        ("Bread is sold Monday to Thursday.", "Is bread sold on tuesday?", "Bread is sold Tuesday."),
        ("Bread is sold Monday to Thursday.", "Is bread sold on Friday?", None),
        ("Bikes and scooters may not park here.", "May bikes and scooters park?", None),
        ("Children may swim, and dogs may not.", "May dogs come?", None),
        ("The kiosk is shut in winter.", "Is it open on Friday?", None),
    ],
)
def test_a_sentence_is_cut_to_what_is_asked(sentence: str, asked: str, left: str | None) -> None:
    assert narrowed(sentence, asked, TERMS) == (left or sentence)


def test_a_row_keeps_its_name_and_the_cells_that_are_asked() -> None:
    row = "Boat: Tern; Seats: 4; Licence needed: no"
    assert narrowed_cells(row, "Does the Tern need a licence?", TERMS) == ("Boat: Tern", "Licence needed: no")
    assert narrowed_cells(row, "Is the Tern fast?", TERMS) == ("Boat: Tern", "Seats: 4", "Licence needed: no")
