"""Places: which of several counts."""

from __future__ import annotations

from index.places import Place, PlaceStart, tidy


def test_the_last_of_one_start_and_the_first_of_equal_neighbours_stay() -> None:
    none, one, two = Place(), Place(page=1), Place(page=2)
    starts = [(0, none), (1, one), (4, one), (6, one), (6, two), (9, two), (10, none)]
    found = tidy([PlaceStart(*start) for start in starts])
    assert found == (PlaceStart(1, one), PlaceStart(6, two), PlaceStart(10, none))
