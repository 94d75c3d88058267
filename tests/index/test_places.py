"""Places: which of several counts."""

from __future__ import annotations

from index.places import Place, PlaceStart, tidy


def test_the_last_of_one_start_and_the_first_of_equal_neighbours_stay() -> None:
    none, one, two = Place(), Place(page=1), Place(page=2)
    given = [PlaceStart(0, none)]
    assert tidy(given) == ()
    given += [
        PlaceStart(0, one),
        PlaceStart(4, one),
        PlaceStart(6, one),
        PlaceStart(6, two),
        PlaceStart(9, two),
    ]
    assert tidy(given) == (PlaceStart(1, one), PlaceStart(6, two))
