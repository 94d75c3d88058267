"""The service: index, models and pipeline, opened from the settings."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from index.access import Audience
from index.embed.model_embedder import ModelEmbedder
from index.embed.protocol import Embedder
from index.errors import SourcelineError
from index.ingest.bulk.prepare_batch import BatchRecipe
from index.ingest.ingester import Ingester
from index.store.catalog import collections, last_write, sources
from index.store.catalog.documents import Address, ids_of_source
from index.store.catalog.originals import StoredOriginal
from index.store.receipts import CollectionReceipt, DeletionReceipt
from qa.answer_cache import AnswerCache
from qa.compose.verdict import Verdicts
from qa.confidence.policy import AnswerPolicy
from qa.confidence.weights import load_weights
from qa.feedback.dangling import erase_dangling
from qa.feedback.store import FeedbackStore
from qa.insights.dangling import erase_dangling_answers
from qa.insights.insights import InsightsReader
from qa.insights.question_log import QuestionLog
from qa.page_pictures import PagePictures
from qa.pipeline import Pipeline
from qa.read.reader.factory import open_reader
from qa.read.reader.protocol import Reader, ReadPassage
from qa.reading_service import Readable, ReadingService, original
from qa.retrieve.blas_threads import keep_to_one_thread
from qa.retrieve.query_batching import MicroBatcher
from qa.retrieve.retriever import Retriever
from qa.schemas import AskQuery, AskResponse, Query, SearchResponse
from qa.settings import Settings
from qa.stores import folder_prefix, open_index
from qa.support.bundled import BundledSupport
from qa.support.protocol import ClaimedOf, SupportModel

log = logging.getLogger(__name__)

#: A question with a misspelt word, a letter beyond ASCII, and an answer that is yes or no.
WARMING = "Can the caf\u00e9 be fuond here?"
#: A word of one token, and how many of it are embedded as a question or read as each of some passages.
WORD, QUESTION_WORDS = "warm ", range(4, 52, 8)
PASSAGE_WORDS, PASSAGES_TOGETHER = range(8, 208, 16), 4


class Service:
    """One data folder, open for questions and documents.  Safe to call from many threads.

    Args:
        settings: Where the data lives, which model, how to answer.
        embedder: Used in place of the settings' model.
        reader: Used in place of the settings' model.
        support: Used in place of the bundled model.

    Raises:
        IndexMismatch: The data folder holds another model's vectors.
    """

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder | None = None,
        reader: Reader | None = None,
        support: SupportModel | None = None,
    ) -> None:
        self.settings = settings
        self.index = open_index(settings)
        self.feedback = FeedbackStore(settings.home)
        self.question_log = QuestionLog(settings.home)
        self.insights = InsightsReader(self.question_log, self.feedback, settings.question_log_days)
        self.page_pictures = PagePictures()
        self.answers = AnswerCache(settings.answer_cache)
        self._seen = 0
        #: What the models took to load; 0 before.
        self.load_seconds = 0.0
        self._loading = threading.RLock()
        self._embedder = embedder
        self._reader = reader
        self._ingester: Ingester | None = None
        self._pipeline: Pipeline | None = None
        self._support: SupportModel = support or BundledSupport()

    @property
    def embedder(self) -> Embedder:
        """The embedding model; loaded at first use, which takes seconds."""
        with self._loading:
            if self._embedder is None:
                self._embedder = ModelEmbedder(
                    self.settings.embedding_model,
                    question_prompt=self.settings.question_prompt,
                    passage_prompt=self.settings.passage_prompt,
                )
            return self._embedder

    @property
    def reader(self) -> Reader:
        """The reader; loaded at first use."""
        with self._loading:
            if self._reader is None:
                reader = open_reader(self.settings.reader)
                load_weights().check_reader(reader, self.settings.reader)
                self._reader = reader
            return self._reader

    @property
    def batch_recipe(self) -> BatchRecipe:
        """What a worker on another machine needs to prepare files as `ingester` does."""
        opened = partial(
            ModelEmbedder,
            self.settings.embedding_model,
            question_prompt=self.settings.question_prompt,
            passage_prompt=self.settings.passage_prompt,
        )
        return BatchRecipe(opened, self.settings.passage_sizes, self.settings.parsing_limits)

    @property
    def support(self) -> SupportModel:
        """Says whether a text supports a sentence; loaded when it is first asked."""
        return self._support

    @property
    def ingester(self) -> Ingester:
        """Takes documents."""
        with self._loading:
            if self._ingester is None:
                self._ingester = Ingester(
                    self.index,
                    self.embedder,
                    self.settings.passage_sizes,
                    self.settings.parsing_limits,
                )
            return self._ingester

    @property
    def pipeline(self) -> Pipeline:
        """Answers questions."""
        with self._loading:
            if self._pipeline is None:
                self.index.check_model(self.embedder.identity)
                set_to = self.settings
                policy = AnswerPolicy(set_to.max_error_rate, set_to.threshold, set_to.read_passages)
                keep_to_one_thread()
                weights = load_weights()
                retriever = Retriever(self.index, MicroBatcher(self.embedder), weights.fusion)
                verdicts = Verdicts(self._support)
                self._pipeline = Pipeline(retriever, self.reader, policy, weights, verdicts, self._support)
            return self._pipeline

    def over(self, home: Path) -> Service:
        """A service over another data folder with the same models."""
        own = {"home": home, "milvus_prefix": folder_prefix(self.settings, home)}
        settings = self.settings.model_copy(update=own)
        return Service(settings, self.embedder, self._reader, self._support)

    def warm(self) -> None:
        """Load what the first question and the first document need; build what a kill left undone."""
        began = time.perf_counter()
        self.index.make_searchable()
        if self.index.keeps_documents:
            erase_dangling(self.feedback, self.index.catalog)
            self._tidy_question_log()
        _ = self.pipeline
        self.embedder.embed_questions(["warm"])
        self.reader.read("warm", [ReadPassage("", "warm")])
        if self.settings.llm_url is not None:  # the first written sentence is not to wait for it
            self._support.judge([ClaimedOf("warm", "", "warm")])
        if self.index.keeps_documents:
            _ = self.ingester
        self.load_seconds = max(self.load_seconds, time.perf_counter() - began)

    def warm_rest(self) -> None:
        """Load what only some questions need, so that none waits for it: seconds of work, for a quiet thread.

        That is the dictionaries, the words of the default collection, what says yes or no, and the networks
        for texts of the usual lengths: OpenVINO compiles for each.
        """
        for words in QUESTION_WORDS:
            self.embedder.embed_questions([WORD * words])
        for words in PASSAGE_WORDS:
            self.reader.read(WORD, [ReadPassage("", WORD * words)] * PASSAGES_TOGETHER)
        with suppress(SourcelineError):
            self.ask(AskQuery(question=WARMING))
        self._support.judge([ClaimedOf("warm", "", "warm")])

    def _tidy_question_log(self) -> None:
        """What a kill left undone; a log that cannot be used must not keep questions from being answered."""
        try:
            erase_dangling_answers(self.question_log, self.index.catalog)
        except SourcelineError as error:
            log.warning("The question log cannot be used: %s", error)

    def search(self, query: Query) -> SearchResponse:
        """Rank passages.  Raises `NotFound`, `InvalidInput`."""
        return self.pipeline.search(query)

    def expect(self, query: Query) -> None:
        """Say that a search waits for its turn; returns at once."""
        if self._pipeline is not None:
            self._pipeline.expect(query)

    def ask(self, query: AskQuery) -> AskResponse:
        """Answer or abstain.  Raises `NotFound`, `InvalidInput`."""
        return self.pipeline.ask(query)

    def original(
        self, collection: str, document_id: str, version: str = "", source: str = ""
    ) -> StoredOriginal:
        """The file of a version, by default of the current one.  Raises `NotFound`, `Ambiguous`."""
        return original(self.index.catalog, collection, document_id, version, source)

    def seen_by(self, audience: Audience | None) -> Readable:
        """What an audience may ask and read of it; None is someone who sees everything."""
        return self if audience is None else ReadingService(self, audience)

    def delete(self, collection: str, document_id: str, source: str = "") -> DeletionReceipt:
        """Erase a document from every store, and the feedback and the logged answers that quote it.

        Raises:
            NotFound: It is not there.
            Ambiguous: No source is given, and several have such a document.
        """
        return self._forget(self.index.delete(collection, document_id, source))

    def delete_ids(self, collection: str, source: str, ids: Sequence[str]) -> None:
        """Erase documents of a source at once, as `delete` does; passes over what is not there."""
        with self.index.catalog.reading() as db:
            there = ids_of_source(db, sources.find(db, collections.find(db, collection), source).key)
        addresses = [Address(source, id) for id in {*ids} & {*there}]
        for receipt in self.index.delete_several(collection, addresses) if addresses else []:
            self._forget(receipt)

    def delete_source(self, collection: str, source: str) -> list[DeletionReceipt]:
        """Erase a source with all its documents, as `delete` does.  Raises `NotFound`."""
        with self.index.catalog.reading() as db:
            ids = ids_of_source(db, sources.find(db, collections.find(db, collection), source).key)
        addresses = [Address(source, id) for id in ids]
        return [
            self._forget(receipt)
            for receipt in self.index.delete_several(collection, addresses, with_source=source)
        ]

    def notice_changes(self) -> None:
        """Drop from memory what another process's write has made stale or has erased."""
        try:
            written = last_write(self.index.catalog.connection)
            if written != self._seen:
                self._drop_stale()
                self._seen = written
        except (SourcelineError, sqlite3.Error) as error:
            log.warning("Whether documents have changed is not known: %s", error)

    def _drop_stale(self) -> None:
        self.page_pictures.clear()
        self.answers.drop_stale(self.index.catalog)

    def _forget(self, receipt: DeletionReceipt) -> DeletionReceipt:
        self._drop_stale()
        gone = (receipt.collection, receipt.document_id, receipt.version_names)
        erased = {**receipt.erased}
        if forgotten := self.feedback.forget(*gone):
            erased["feedback"] = {"records": forgotten}
        if forgotten := self.question_log.forget(*gone):
            erased["question_log"] = {"answers": forgotten}
        return receipt._replace(erased=erased)

    def delete_collection(self, name: str) -> CollectionReceipt:
        """Erase a collection from every store, the feedback on it and the questions to it.

        Raises:
            NotFound: It is not there.
        """
        receipt = self.index.delete_collection(name)
        self._drop_stale()
        erased = {**receipt.erased, "feedback": {"records": self.feedback.forget_collection(name)}}
        if forgotten := self.question_log.forget_collection(name):
            erased["question_log"] = {"questions": forgotten}
        return receipt._replace(erased=erased)
