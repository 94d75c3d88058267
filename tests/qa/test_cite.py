"""Places of what is cited: looked up once where all of it stands in one place, right where it does not."""

from __future__ import annotations

import pytest

from index.documents import Document, Span
from index.places import Place, PlaceStart
from index.search.snapshot import Snapshot
from qa.schemas import Query
from qa.service import Service

TEXT = "Wax melts at sixty degrees. It is soft before. Honey does not melt. It only flows."
SECOND = TEXT.index("Honey")


@pytest.mark.parametrize(
    ("pages", "looked_up"),
    [((), 0), (((0, 1),), 1), (((0, 1), (SECOND, 2)), 2), (((SECOND, 2),), 2)],
)
def test_a_sentence_stands_where_the_places_say(
    service: Service, monkeypatch: pytest.MonkeyPatch, pages: tuple[tuple[int, int], ...], looked_up: int
) -> None:
    places = tuple(PlaceStart(start, Place(page=page)) for start, page in pages)
    service.ingester.add("default", [Document("wax", TEXT, places=places)])
    spans, places_of = list[Span](), Snapshot.places_of

    def counting(self: Snapshot, id: str, version: str, span: Span, source: str = "") -> tuple[Place, Place]:
        spans.append(span)
        return places_of(self, id, version, span, source)

    monkeypatch.setattr(Snapshot, "places_of", counting)
    [found] = service.search(Query(question="Does honey melt?")).passages
    known = dict(pages)
    [marked] = found.highlights
    assert TEXT[marked.start : marked.end].startswith("Honey")
    assert marked.page == known.get(SECOND, known.get(0))
    assert (found.citation.page, found.citation.page_end) == (known.get(0), marked.page)
    assert len(spans) == looked_up
