"""Prepare documents for the index: normalise, cut into passages, embed.  Nothing is written here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from index.documents import Document, Passage, normalise, normalise_with_offsets
from index.embed.protocol import Embedder, PassageText, PassageVectors
from index.errors import InvalidInput
from index.ingest.embeddable import embeddable
from index.ingest.formats import Block
from index.ingest.formats.registry import for_media_type
from index.ingest.passages import PassageSizes, cut
from index.language.detection import language_of
from index.places import PlaceStart, tidy
from index.store.catalog.documents import document_fingerprint
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

#: Passages embedded between two progress reports.
PROGRESS_INTERVAL = 64
#: Tokens of title, headings and captions that may stand before a passage when it is embedded.
CONTEXT_TOKENS = 48
#: Of them no more is looked at, for it is looked at for every passage.
CONTEXT_CHARACTERS = 4000
#: Raise this to cut unchanged documents again.
RECIPE_VERSION = 2


class _Words(NamedTuple):
    """What is known of a passage by its words.

    Args:
        essence: The words that must be the same in its copies.
    """

    terms: PassageTerms
    essence: Sequence[str]
    sketch: Sketch


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
        # Embedding leaves Python free, so the words are analysed meanwhile.
        with ThreadPoolExecutor(1, "analysis") as beside:
            analysed = beside.submit(self._analysed, owners, texts)
            vectors = self._vectors(owners, texts, progress, known)
            words = analysed.result()
        made = zip([passage for _, passage in owners], vectors, words, strict=True)
        return [
            self._prepared(document, fingerprint, list(islice(made, len(passages))), found)
            for (document, fingerprint), passages, found in zip(documents, cuts, blocks, strict=True)
        ]

    def _analysed(
        self, owners: Sequence[tuple[Document, Passage]], texts: Sequence[PassageText]
    ) -> list[_Words]:
        """What is known of each passage by its words alone."""
        found = []
        for (document, passage), text in zip(owners, texts, strict=True):
            analyze = partial(self._analyzer.indexed_terms, language=document.language)
            terms = passage_terms(analyze, *text)
            said = essence(passage.span.of(document.text), document.language, self._analyzer)
            found.append(_Words(terms, said, sketch(terms.text)))
        return found

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
            if (vectors := kept[id(document)].get(key_of(passage)))
        }
        missing = [n for n in range(len(texts)) if n not in found]
        missing.sort(key=lambda n: len(texts[n].context) + len(texts[n].text))  # the less padding
        progress(len(found), len(texts))
        for start in range(0, len(missing), PROGRESS_INTERVAL):
            numbers = missing[start : start + PROGRESS_INTERVAL]
            made = self.embedder.embed_passages([texts[n] for n in numbers])
            found |= zip(numbers, made, strict=True)
            progress(len(found), len(texts))
        return [found[n] for n in range(len(texts))]

    def _prepared(
        self,
        document: Document,
        fingerprint: str,
        passages: Sequence[tuple[Passage, PassageVectors, _Words]],
        blocks: Sequence[Block],
    ) -> PreparedDocument:
        """The document with the signatures of its passages and of its whole text."""
        words = [words for *_, words in passages]
        whole = b""
        if words:
            said = chain.from_iterable(one.essence for one in words)
            whole = signature(said, joint_sketch([one.sketch for one in words]))
        made = [
            PreparedPassage(passage, vectors, one.terms, signature(one.essence, one.sketch))
            for passage, vectors, one in passages
        ]
        return PreparedDocument(document, fingerprint, made, blocks, whole, self.recipe)

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
