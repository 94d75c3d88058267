"""Questions to begin with, made without a language model: each was asked, and is surely answered.

They are questions that people found well answered, and headings of the documents.  A caller gets what its own
rights let it see: its documents' headings, and what it is answered itself.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from typing import Any, TypeVar

from pydantic import BaseModel, Field

from index.errors import NotFound
from index.store.catalog import Catalog
from index.store.catalog import documents as rows
from index.store.catalog.collections import find
from index.store.catalog.headings import Heading, newest_headings
from index.store.catalog.seen_catalog import SeenCatalog
from qa.feedback.records import StoredFeedback, Verdict
from qa.schemas import AskQuery, AskResponse
from qa.service import Service

#: How many are offered at most.
MOST = 8
#: A question of a visitor is offered to others once so many votes were for it, and fewer against it.
LEAST_VOTES = 2
#: How many candidates are asked at most: it takes a tenth of a second each.
MOST_ASKED = 16
_MOST_VOTES_READ = 500
_MOST_KEPT = 64
_NUMBERING = re.compile(r"^[\d.)\s]+(?=\D)")
_LENGTHS = range(4, 81)

T = TypeVar("T")
Ask = Callable[[AskQuery], AskResponse]


class Suggestion(BaseModel):
    """A question that the documents answer."""

    question: str = Field(description="What to ask: a question, or a heading.")
    document_title: str = Field(description="The document that answers it.")


class Suggestions:
    """Suggestions by collections, for a state of their documents.  Safe to call from many threads.

    Args:
        service: Has the headings and the votes.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._made: OrderedDict[Hashable, list[Suggestion]] = OrderedDict()
        self._making = threading.Lock()

    def of(
        self,
        collections: Sequence[str],
        ask: Ask,
        rights: Hashable = None,
        catalog: Catalog | SeenCatalog | None = None,
    ) -> list[Suggestion]:
        """The suggestions for a caller; none while another request makes some.

        Args:
            collections: Those to be asked together, which the caller may use.
            ask: Answers with the caller's rights.
            rights: Tells callers apart who may see different things.
            catalog: As the caller sees it; the whole one without.

        Raises:
            NotFound: There is no such collection.
        """
        generations, headings = _headings(collections, catalog or self._service.index.catalog)
        name = (*zip(collections, generations, strict=True), rights)
        if (made := self._made.get(name)) is not None:
            return made
        if not self._making.acquire(blocking=False):
            return []
        try:
            made = self._answered(self._votes(collections, catalog), headings, collections, ask)
            self._made[name] = made
            while len(self._made) > _MOST_KEPT:
                self._made.popitem(last=False)
            return made
        finally:
            self._making.release()

    def _votes(
        self, collections: Sequence[str], catalog: Catalog | SeenCatalog | None
    ) -> list[StoredFeedback]:
        """The votes that count for a caller: where some documents are hidden, those on what it sees."""
        votes = [one for name in collections for one in self._service.feedback.latest(_MOST_VOTES_READ, name)]
        if not isinstance(catalog, SeenCatalog):
            return votes
        with catalog.reading() as db:
            return [one for one in votes if _is_seen(db, one)]

    def _answered(
        self,
        votes: Sequence[StoredFeedback],
        headings: Sequence[Heading],
        collections: Sequence[str],
        ask: Ask,
    ) -> list[Suggestion]:
        candidates = chain(
            ((question, None) for question in well_answered(votes)),
            ((heading, heading) for heading in worth_asking(headings)),
        )
        answered: list[tuple[tuple[bool, float], Suggestion]] = []
        for question, heading in islice(candidates, MOST_ASKED):
            response = ask(AskQuery(question=question, collections=list(collections)))
            if response.answer and (title := answering_title(response, heading)):
                is_topic = heading is not None and not heading.endswith("?")
                place = is_topic, -response.answer.probability
                answered.append((place, Suggestion(question=question, document_title=title)))
        best = [one for _, one in sorted(answered, key=lambda one: one[0])]
        return documents_in_turn(best)[:MOST]


def _is_seen(db: sqlite3.Connection, vote: StoredFeedback) -> bool:
    """Whether a vote cites documents, and all of them are seen: else its question may tell of hidden ones."""
    try:
        return bool(vote.citations) and all(
            rows.has_version(
                db, find(db, cited.collection or vote.collection), cited.document_id, cited.version
            )
            for cited in vote.citations
        )
    except NotFound:
        return False


def _headings(collections: Sequence[str], catalog: Catalog | SeenCatalog) -> tuple[list[int], list[Heading]]:
    headings, generations = [], []
    with catalog.reading() as db:
        for name in collections:
            collection = find(db, name)
            generations.append(collection.generation)
            headings += newest_headings(db, collection)
    return generations, headings


def well_answered(votes: Sequence[StoredFeedback]) -> list[str]:
    """The questions whose answers enough people found good, the most praised first."""
    balance: Counter[str] = Counter()
    wording: dict[str, str] = {}
    for vote in votes:
        if vote.answer is not None:
            question = vote.standalone or vote.question
            key = " ".join(question.casefold().split()).rstrip(" ?.!")
            wording.setdefault(key, question)
            balance[key] += 1 if vote.verdict is Verdict.UP else -1
    return [wording[key] for key, count in balance.most_common() if count >= LEAST_VOTES]


def worth_asking(headings: Sequence[Heading]) -> list[str]:
    """Headings to try: questions first, documents in turn; what several share is vague."""
    documents: dict[str, set[int]] = {}
    by_document: dict[int, list[str]] = {}
    for text, document in headings:
        plain = _NUMBERING.sub("", text).strip()
        if len(plain) in _LENGTHS and any(letter.isalpha() for letter in plain):
            documents.setdefault(plain.casefold(), set()).add(document)
            by_document.setdefault(document, []).append(plain)
    own = dict.fromkeys(text for text in _in_turn(by_document) if len(documents[text.casefold()]) == 1)
    return sorted(own, key=lambda text: not text.endswith("?"))


def documents_in_turn(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """The same, the first of each document before its second; questions before headings."""
    groups: dict[bool, dict[str, list[Suggestion]]] = {True: {}, False: {}}
    for one in suggestions:
        groups[one.question.endswith("?")].setdefault(one.document_title, []).append(one)
    return [*_in_turn(groups[True]), *_in_turn(groups[False])]


def _in_turn(lists: Mapping[Any, Sequence[T]]) -> list[T]:
    return [one for row in zip_longest(*lists.values()) for one in row if one is not None]


def answering_title(response: AskResponse, heading: str | None) -> str | None:
    """The title of the document that answers; None without an answer, or where none is under the heading."""
    if response.answer is None or response.sources_disagree:
        return None
    cited = response.answer.citations[0]
    if heading is not None and not any(
        heading in chosen for chosen in _headings_around(response, cited.document_id, cited.version)
    ):
        return None
    return cited.document_title or cited.document_id


def _headings_around(response: AskResponse, document_id: str, version: str) -> Iterator[str]:
    for passage in response.passages:
        if (passage.citation.document_id, passage.citation.version) == (document_id, version):
            yield from passage.headings[-1:]
