"""Prepare documents for the index: normalise, cut, embed.  Pure: nothing is written here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from index.documents import Document, Span, normalise
from index.embed.protocol import Embedder, PassageText, PassageVectors
from index.errors import InvalidInput
from index.ingest.formats.registry import for_media_type
from index.ingest.passages import Passage, PassageSizes, cut
from index.store.catalog.documents import fingerprint
from index.store.catalog.schema import FORMAT
from index.store.stemming import Words
from index.store.term_numbers import PassageTerms, passage_terms

#: Called with the passages embedded so far and their total.
Progress = Callable[[int, int], None]

#: Passages embedded between two reports of progress.
STRIDE = 64
#: Tokens of title and headings that may stand before a passage when it is embedded.
CONTEXT_TOKENS = 48
#: Bump to have documents cut again though they did not change.
RECIPE = 1


class PreparedPassage(NamedTuple):
    """A passage with all that is indexed of it."""

    passage: Passage
    vectors: PassageVectors
    terms: PassageTerms


@dataclass(frozen=True, slots=True)
class Prepared:
    """A normalised document with its passages and vectors, ready to be published.

    Args:
        mark: The fingerprint under which it is kept.
    """

    document: Document
    mark: str
    passages: Sequence[PreparedPassage]


class Preparer:
    """Cuts and embeds by one recipe.

    Args:
        embedder: Makes the vectors.
        sizes: Of passages, in the embedder's tokens; capped by what the embedder reads.
    """

    def __init__(self, embedder: Embedder, sizes: PassageSizes) -> None:
        most = min(sizes.most, embedder.max_tokens - min(CONTEXT_TOKENS, embedder.max_tokens // 4))
        self.embedder = embedder
        self._words = Words()
        self._sizes = replace(sizes, most=most, least=min(sizes.least, most))
        self._recipe = f"{RECIPE} {self._sizes}"

    def normalised(self, document: Document) -> tuple[Document, str]:
        """The document as it will be kept, and its fingerprint.  Raises `InvalidInput` if it has no text."""
        text = normalise(document.text)
        if not text.strip():
            raise InvalidInput(
                "The document has no text.", field="text", hint="Send the words to be searched."
            )
        kept = replace(document, text=text, title=" ".join(normalise(document.title).split()))
        return kept, fingerprint(kept, self._recipe)

    def prepare(self, documents: Sequence[tuple[Document, str]], progress: Progress) -> list[Prepared]:
        """Cut and embed normalised documents, given with their fingerprints."""
        cuts = [self._cut(document) for document, _ in documents]
        owners = [
            (document, passage) for (document, _), cut in zip(documents, cuts, strict=True) for passage in cut
        ]
        texts = [self._embeddable(document, passage) for document, passage in owners]
        vectors: list[PassageVectors] = []
        progress(0, len(texts))
        for start in range(0, len(texts), STRIDE):
            vectors += self.embedder.embed_passages(texts[start : start + STRIDE])
            progress(len(vectors), len(texts))
        terms = [passage_terms(self._words.terms, *text) for text in texts]
        made = map(PreparedPassage, [passage for _, passage in owners], vectors, terms)
        return [
            Prepared(document, mark, list(islice(made, len(cut))))
            for (document, mark), cut in zip(documents, cuts, strict=True)
        ]

    def _cut(self, document: Document) -> list[Passage]:
        blocks = for_media_type(document.media_type).blocks(document.text)
        return cut(document.text, blocks, self.embedder, self._sizes)

    def _embeddable(self, document: Document, passage: Passage) -> PassageText:
        start = passage.span.start
        sentences = tuple(Span(a - start, b - start) for a, b in passage.sentences)
        context = "\n".join(filter(None, [document.title, " > ".join(passage.headings)]))
        return PassageText(self._shortened(context), passage.span.of(document.text), sentences)

    def _shortened(self, context: str) -> str:
        starts = self.embedder.token_starts(context)
        return context if len(starts) <= CONTEXT_TOKENS else context[: starts[CONTEXT_TOKENS]].rstrip()


def recipe_name(identity: Mapping[str, object], sizes: PassageSizes) -> str:
    """A short name for how text is cut and embedded, for caches of whole indexes."""
    return hashlib.sha256(f"{FORMAT} {RECIPE} {sizes} {sorted(identity.items())}".encode()).hexdigest()[:16]
