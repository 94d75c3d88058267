"""Prepare documents for the index: normalise, cut into passages, embed.  Nothing is written here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from index.documents import Document, Passage, Span, normalise
from index.embed.protocol import Embedder, PassageText, PassageVectors
from index.errors import InvalidInput
from index.ingest.formats.registry import for_media_type
from index.ingest.passages import PassageSizes, cut
from index.store.catalog.documents import document_fingerprint
from index.store.catalog.known_vectors import PassageKey
from index.store.catalog.schema import FORMAT
from index.store.prepared_document import PreparedDocument, PreparedPassage
from index.store.stemming import TermAnalyzer
from index.store.term_ids import passage_terms

#: The vectors of passages of a document that are stored already.
KnownVectors = Callable[[Document], Mapping[PassageKey, PassageVectors]]

#: Called with the number of passages embedded so far and their total.
Progress = Callable[[int, int], None]

#: Passages embedded between two progress reports.
PROGRESS_INTERVAL = 64
#: Tokens of title and headings that may stand before a passage when it is embedded.
CONTEXT_TOKENS = 48
#: Raise this to cut unchanged documents again.
RECIPE_VERSION = 1


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
        self.recipe = f"{RECIPE_VERSION} {self._sizes}"

    def normalised(self, document: Document) -> tuple[Document, str]:
        """The document as it will be stored, and its fingerprint.  Raises `InvalidInput` without text."""
        text = normalise(document.text)
        if not text.strip():
            raise InvalidInput(
                "The document has no text.", field="text", hint="Send the text to be searched."
            )
        kept = replace(document, text=text, title=" ".join(normalise(document.title).split()))
        return kept, document_fingerprint(kept, self.recipe)

    def prepare(
        self,
        documents: Sequence[tuple[Document, str]],
        progress: Progress,
        known: KnownVectors = lambda document: {},
    ) -> list[PreparedDocument]:
        """Cut and embed normalised documents, given with their fingerprints, but for what is `known`."""
        cuts = [self._cut(document) for document, _ in documents]
        owners = [
            (document, passage) for (document, _), cut in zip(documents, cuts, strict=True) for passage in cut
        ]
        texts = [self._embeddable(document, passage) for document, passage in owners]
        vectors = self._vectors(owners, texts, progress, known)
        terms = [passage_terms(self._analyzer.terms, *text) for text in texts]
        made = map(PreparedPassage, [passage for _, passage in owners], vectors, terms)
        return [
            PreparedDocument(document, fingerprint, list(islice(made, len(cut))), self.recipe)
            for (document, fingerprint), cut in zip(documents, cuts, strict=True)
        ]

    def _vectors(
        self,
        owners: Sequence[tuple[Document, Passage]],
        texts: Sequence[PassageText],
        progress: Progress,
        known: KnownVectors,
    ) -> list[PassageVectors]:
        kept = {id(document): known(document) for document, _ in owners}
        found = {
            n: vectors
            for n, (document, passage) in enumerate(owners)
            if (vectors := kept[id(document)].get((passage.span, passage.headings, passage.sentences)))
        }
        missing = [n for n in range(len(texts)) if n not in found]
        progress(len(found), len(texts))
        for start in range(0, len(missing), PROGRESS_INTERVAL):
            numbers = missing[start : start + PROGRESS_INTERVAL]
            made = self.embedder.embed_passages([texts[n] for n in numbers])
            found |= zip(numbers, made, strict=True)
            progress(len(found), len(texts))
        return [found[n] for n in range(len(texts))]

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
    """A short name for the way text is cut and embedded: a key for caches of whole indexes."""
    return hashlib.sha256(
        f"{FORMAT} {RECIPE_VERSION} {sizes} {sorted(identity.items())}".encode()
    ).hexdigest()[:16]
