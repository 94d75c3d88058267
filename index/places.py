"""Places: where in its file a part of a text stands, such as a page, or a row of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Place(NamedTuple):
    """What a format knows of where a part of the text stands; None for what it does not know.

    Args:
        page: The page or slide, from 1.
        sheet: The sheet of a workbook.
        row: The row of a table or the record of a list as its program numbers it, from 1.
        message_id: The Message-ID of an e-mail.
        file: The file within an archive.
    """

    page: int | None = None
    sheet: str | None = None
    row: int | None = None
    message_id: str | None = None
    file: str | None = None


class PlaceStart(NamedTuple):
    """A place and the code point at which it begins; it reaches to the next start.

    An empty `Place` ends the one before it.
    """

    start: int
    place: Place


#: In ascending order, no two with the same start.
Places = tuple[PlaceStart, ...]


class PlacedText(NamedTuple):
    """A text and its places."""

    text: str
    places: Places = ()


def tidy(places: Sequence[PlaceStart]) -> Places:
    """Ascending places without repeats: of several with one start the last, of equal neighbours the first."""
    kept: list[PlaceStart] = []
    for one in places:
        if kept and kept[-1].start == one.start:
            kept.pop()
        # Before the first start nothing is known.
        if one.place != (kept[-1].place if kept else Place()):
            kept.append(one)
    return tuple(kept)
