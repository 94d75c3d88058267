"""Prepare documents for the index: normalise, cut into passages, embed.  Nothing is written here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from index.documents import Document, Passage, normalise, normalise_with_offsets
from index.embed.protocol import Embedder, PassageVectors
from index.errors import InvalidInput
from index.ingest.embeddable import embeddable
from index.ingest.formats.registry import for_media_type
from index.ingest.passages import PassageSizes, cut
from index.places import PlaceStart, tidy
from index.store.catalog.documents import document_fingerprint
from index.store.catalog.schema import FORMAT
from index.store.prepared_document import PreparedDocument, PreparedPassage
from index.store.stemming import TermAnalyzer
from index.store.term_ids import passage_terms

#: Called with the number of passages embedded so far and their total.
Progress = Callable[[int, int], None]

#: Passages embedded between two progress reports.
PROGRESS_INTERVAL = 64
#: Tokens of title, headings and captions that may stand before a passage when it is embedded.
CONTEXT_TOKENS = 48
#: Raise this to cut unchanged documents again.
RECIPE_VERSION = 2


class Preparer:
    """Cuts and embeds documents, all in the same way.

    Args:
        embedder: Makes the vectors.
        sizes: Of passages, in tokens of the embedder; limited to what the embedder reads.
    """

    def __init__(self, embedder: Embedder, sizes: PassageSizes) -> None:
        most = min(sizes.most, embedder.max_tokens - min(CONTEXT_TOKENS, embedder.max_tokens // 4))
        self.embedder = embedder
        self._analyzer = TermAnalyzer()
        self._sizes = replace(sizes, most=most, least=min(sizes.least, most))
        self._recipe = f"{RECIPE_VERSION} {self._sizes}"

    def normalised(self, document: Document) -> tuple[Document, str]:
        """The document as it will be stored, and its fingerprint.  Raises `InvalidInput` without text."""
        text, starts = normalise_with_offsets(document.text, [start for start, _ in document.places])
        if not text.strip():
            raise InvalidInput(
                "The document has no text.", field="text", hint="Send the text to be searched."
            )
        places = tidy(
            [PlaceStart(start, one.place) for start, one in zip(starts, document.places, strict=True)]
        )
        title = " ".join(normalise(document.title).split())
        kept = replace(document, text=text, title=title, places=places)
        return kept, document_fingerprint(kept, self._recipe)

    def prepare(
        self, documents: Sequence[tuple[Document, str]], progress: Progress
    ) -> list[PreparedDocument]:
        """Cut and embed normalised documents, given with their fingerprints."""
        blocks = [for_media_type(document.media_type).blocks(document.text) for document, _ in documents]
        cuts = [
            without_title(document.title, cut(document.text, found, self.embedder, self._sizes))
            for (document, _), found in zip(documents, blocks, strict=True)
        ]
        owners = [
            (document, passage)
            for (document, _), passages in zip(documents, cuts, strict=True)
            for passage in passages
        ]
        texts = [
            embeddable(document.text, document.title, passage, self._shortened)
            for document, passage in owners
        ]
        vectors: list[PassageVectors] = []
        progress(0, len(texts))
        for start in range(0, len(texts), PROGRESS_INTERVAL):
            vectors += self.embedder.embed_passages(texts[start : start + PROGRESS_INTERVAL])
            progress(len(vectors), len(texts))
        terms = [passage_terms(self._analyzer.terms, *text) for text in texts]
        made = map(PreparedPassage, [passage for _, passage in owners], vectors, terms)
        return [
            PreparedDocument(document, fingerprint, list(islice(made, len(passages))), found)
            for (document, fingerprint), passages, found in zip(documents, cuts, blocks, strict=True)
        ]

    def _shortened(self, context: str) -> str:
        starts = self.embedder.token_starts(context)
        return context if len(starts) <= CONTEXT_TOKENS else context[: starts[CONTEXT_TOKENS]].rstrip()


def without_title(title: str, passages: Sequence[Passage]) -> list[Passage]:
    """The passages without the document's title as the first of their headings: it is known anyway."""
    return [
        replace(passage, headings=passage.headings[1:])
        if passage.headings and _same_words(passage.headings[0], title)
        else passage
        for passage in passages
    ]


def _same_words(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def recipe_name(identity: Mapping[str, object], sizes: PassageSizes) -> str:
    """A short name for the way text is cut and embedded: a key for caches of whole indexes."""
    return hashlib.sha256(
        f"{FORMAT} {RECIPE_VERSION} {sizes} {sorted(identity.items())}".encode()
    ).hexdigest()[:16]
