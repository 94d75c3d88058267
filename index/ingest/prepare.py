"""Prepare documents for the index: normalise, cut into passages, embed.  Nothing is written here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import NamedTuple

from index.documents import Document, Passage, normalise, normalise_with_offsets
from index.embed.bulk import BulkEmbedding
from index.embed.protocol import Embedder, PassageText, PassageVectors
from index.errors import InvalidInput
from index.ingest.embeddable import embeddable
from index.ingest.formats import Block
from index.ingest.formats.registry import for_media_type
from index.ingest.passages import PassageSizes, cut
from index.language.detection import language_of
from index.places import PlaceStart, tidy
from index.store.catalog.fingerprints import document_fingerprint
from index.store.catalog.known_vectors import PassageKey, key_of
from index.store.catalog.schema import FORMAT
from index.store.prepared_document import PreparedDocument, PreparedPassage
from index.store.signatures import Sketch, essence, joint_sketch, signature, sketch
from index.store.stemming import TermAnalyzer
from index.store.term_ids import PassageTerms, passage_terms

#: The vectors of passages of a document that are stored already.
KnownVectors = Callable[[Document], Mapping[PassageKey, PassageVectors]]

#: Called with the number of passages embedded so far and their total.
Progress = Callable[[int, int], None]

#: Tokens of title, headings and captions that may stand before a passage when it is embedded.
CONTEXT_TOKENS = 48
#: Of them no more is looked at, for it is looked at for every passage.
CONTEXT_CHARACTERS = 4000
#: Raise this to cut unchanged documents again.
RECIPE_VERSION = 3


class _Words(NamedTuple):
    """What is known of a passage by its words.

    Args:
        essence: The words that must be the same in its copies.
    """

    terms: PassageTerms
    essence: Sequence[str]
    sketch: Sketch


class _Read(NamedTuple):
    """A document's parts.

    Args:
        texts: What is embedded of each passage.
        known: The vectors of each passage; None where they have to be made.
    """

    blocks: Sequence[Block]
    passages: Sequence[Passage]
    texts: Sequence[PassageText]
    known: Sequence[PassageVectors | None]


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
        text, starts = normalise_with_offsets(document.text, [start for start, _ in document.places])
        if not text.strip():
            raise InvalidInput(
                "The document has no text.", field="text", hint="Send the text to be searched."
            )
        places = tidy(
            [PlaceStart(start, one.place) for start, one in zip(starts, document.places, strict=True)]
        )
        title = " ".join(normalise(document.title).split())
        language = document.language or language_of(document.metadata, text)
        kept = replace(document, text=text, title=title, language=language, places=places)
        return kept, document_fingerprint(kept, self.recipe)

    def amended_fingerprint(self, before: Document, fingerprint: str, after: Document) -> str:
        """The fingerprint of a stored document whose text stays.

        If it was cut by another recipe, its next write is taken for a change.
        """
        # When a file was last saved may stand for the date of its last change, and is not in its fingerprint.
        for known in (before, replace(before, modified="")):
            if fingerprint == document_fingerprint(known, self.recipe):
                modified = known.modified if after.modified == before.modified else after.modified
                return document_fingerprint(replace(after, modified=modified), self.recipe)
        return document_fingerprint(after, f"amended {fingerprint}")

    def prepare(
        self,
        documents: Sequence[tuple[Document, str]],
        progress: Progress,
        known: KnownVectors = lambda document: {},
    ) -> list[PreparedDocument]:
        """Cut and embed normalised documents, given with their fingerprints, but for what is `known`."""
        read: list[_Read] = []
        # Embedding leaves Python free, so the next documents are cut, and words analysed, meanwhile.
        with BulkEmbedding(self.embedder) as embedding:
            for document, _ in documents:
                one = self._read(document, known)
                embedding.add(
                    [text for text, vectors in zip(one.texts, one.known, strict=True) if not vectors]
                )
                read.append(one)
            words = [self._words(document, one) for (document, _), one in zip(documents, read, strict=True)]
            total = sum(len(one.texts) for one in read)
            before = sum(vectors is not None for one in read for vectors in one.known)
            progress(before, total)
            new = iter(embedding.vectors(lambda ready: progress(before + ready, total)))
        return [
            self._prepared(document, fingerprint, one, said, [vectors or next(new) for vectors in one.known])
            for (document, fingerprint), one, said in zip(documents, read, words, strict=True)
        ]

    def _read(self, document: Document, known: KnownVectors) -> _Read:
        blocks = for_media_type(document.media_type).blocks(document.text)
        passages = without_title(document.title, cut(document.text, blocks, self.embedder, self._sizes))
        texts = [embeddable(document.text, document.title, one, self._shortened) for one in passages]
        kept = known(document)
        return _Read(blocks, passages, texts, [kept.get(key_of(one)) for one in passages])

    def _words(self, document: Document, read: _Read) -> list[_Words]:
        """What is known of each passage by its words alone."""
        analyze = partial(self._analyzer.indexed_terms, language=document.language)
        found = []
        for passage, text in zip(read.passages, read.texts, strict=True):
            terms = passage_terms(analyze, *text)
            said = essence(passage.span.of(document.text), document.language, self._analyzer)
            found.append(_Words(terms, said, sketch(terms.text)))
        return found

    def _prepared(
        self,
        document: Document,
        fingerprint: str,
        read: _Read,
        words: Sequence[_Words],
        vectors: Sequence[PassageVectors],
    ) -> PreparedDocument:
        """The document with the signatures of its passages and of its whole text."""
        whole = b""
        if words:
            said = chain.from_iterable(one.essence for one in words)
            whole = signature(said, joint_sketch([one.sketch for one in words]))
        made = [
            PreparedPassage(passage, found, one.terms, signature(one.essence, one.sketch))
            for passage, found, one in zip(read.passages, vectors, words, strict=True)
        ]
        return PreparedDocument(document, fingerprint, made, read.blocks, whole, self.recipe)

    def _shortened(self, context: str) -> str:
        context = context[:CONTEXT_CHARACTERS]
        if len(context) <= CONTEXT_TOKENS:
            return context
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
