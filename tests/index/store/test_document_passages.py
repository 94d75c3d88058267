"""The passages of one document, in order."""

from __future__ import annotations

from index.documents import Document, version_name
from index.store.catalog.passages import StoredPassage
from qa.service import Service


def passages(service: Service, id: str, text: str, most: int = 10) -> list[StoredPassage]:
    snapshot = service.index.snapshot("default")
    with snapshot.catalog.reading():
        return snapshot.passages_of(id, version_name(text), most=most)


def test_they_are_in_the_order_of_the_text_and_of_one_document(service: Service) -> None:
    text = "\n\n".join(f"# Part {n}\n\nSentence {n} of it." for n in range(5))
    documents = [Document("a", text, media_type="text/markdown"), Document("b", "Another one.")]
    service.ingester.add("default", documents)
    found = passages(service, "a", text)
    assert len(found) == 5
    assert [one.span for one in found] == sorted(one.span for one in found)
    assert {one.document_id for one in found} == {"a"}
    assert [one.id for one in passages(service, "a", text, most=2)] == [one.id for one in found[:2]]


def test_those_of_an_earlier_version_are_left_out(service: Service) -> None:
    service.ingester.add("default", [Document("a", "The old words.")])
    service.ingester.add("default", [Document("a", "The new words.")])
    assert [one.text for one in passages(service, "a", "The new words.")] == ["The new words."]
    assert passages(service, "a", "The old words.") == []
