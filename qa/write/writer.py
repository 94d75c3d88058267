"""Written answers of one service: which questions get one, and how it takes the quoted answer's place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from index.errors import NotFound
from qa.reading_service import Readable
from qa.schemas import Answer, AnswerForm, AskQuery, AskResponse, Citation, Level, Writing, WrittenSentence
from qa.service import Service
from qa.settings import Settings
from qa.write.checking import CheckedSentence, Models, check
from qa.write.citing import cite_part, span_in_text
from qa.write.completion_stream import CompletionStream
from qa.write.drafting import ERASED, Drafting, Runs
from qa.write.sentence_stream import DraftSentence
from qa.write.sources import WritingSource, writing_sources

T = TypeVar("T")

NO_MODEL = "No language model is set."
NOT_SURE_ENOUGH = "No answer was found in the documents."
NOT_FOR_THE_KEY = "No answer to this key is written."
NO_PASSAGES = "There is no passage to write from."
NOTHING_PASSED = "No sentence passed the check."
#: Makes the response of the quoted one and of what was written.
After = Callable[[AskResponse, Drafting], Awaitable[AskResponse]]
#: Every collection, in the setting.
ALL = "*"


class Writer:
    """Writes answers.  Belongs to the event loop that first writes with it.

    Args:
        service: Its settings say which model writes, and for which collections.
        run: Runs blocking work.
    """

    def __init__(self, service: Service, run: Runs) -> None:
        self._service, self._run = service, run
        settings = service.settings
        self._collections = {name.strip() for name in settings.llm_write.split(",")} - {""}
        self._completions: CompletionStream | None = None
        if settings.llm_url is not None and settings.llm_model is not None:
            self._completions = CompletionStream(settings.llm_url, settings.llm_model, settings.llm_key)

    def wants(self, query: AskQuery, by_key: bool | None = None) -> bool:
        """Whether an answer is to be written, or a reason given why not: the query says so, or else its
        sender's key, or else the setting for its collections.
        """
        if query.write is not None:
            return query.write
        if self._completions is None:
            return False
        if by_key is not None:
            return by_key
        return ALL in self._collections or {*query.searched} <= self._collections

    def start(
        self, query: AskQuery, response: AskResponse, seen: Readable, by_key: bool | None = None
    ) -> WrittenAnswer:
        """Begin to write an answer; nothing is sent before it is iterated over.

        Args:
            seen: What is cited.
            by_key: What the sender's key says; False forbids it.
        """
        if by_key is False:
            drafting: Drafting | Writing = Writing(model=None, failure=NOT_FOR_THE_KEY)
        else:
            drafting = self._drafting(query, response, seen)
        return WrittenAnswer(response, drafting, partial(self._after, query, seen))

    async def written(
        self, query: AskQuery, response: AskResponse, seen: Readable, by_key: bool | None = None
    ) -> AskResponse:
        """The response with a written answer, if that is wanted and one can be written."""
        if not self.wants(query, by_key):
            return response
        answer = self.start(query, response, seen, by_key)
        async for _ in answer.sentences():
            pass
        return answer.response

    async def close(self) -> None:
        """Close the connections to the language model."""
        if self._completions is not None:
            await self._completions.close()

    def _drafting(self, query: AskQuery, response: AskResponse, seen: Readable) -> Drafting | Writing:
        if self._completions is None:
            return Writing(model=None, failure=NO_MODEL)
        shown = response.answer or response.closest
        sources = writing_sources(response.passages, shown)
        if shown is None or response.level is Level.NOTHING or shown.kind is AnswerForm.METADATA:
            return Writing(model=self._completions.model, failure=NOT_SURE_ENOUGH)
        if not sources:
            return Writing(model=self._completions.model, failure=NO_PASSAGES)
        question = response.searched_as or query.question
        checks = partial(self._check, seen, question, sources)
        seconds = self._service.settings.llm_write_seconds
        return Drafting(self._completions, question, sources, checks, self._run, seconds)

    async def _after(
        self, query: AskQuery, seen: Readable, response: AskResponse, drafting: Drafting
    ) -> AskResponse:
        """The response with what was written; asked anew where a document was erased meanwhile."""
        if not drafting.is_erased and await self._run(partial(_is_there, seen, response)):
            return _with(response, drafting)
        anew = await self._run(partial(seen.ask, query))
        return anew.model_copy(update={"writing": Writing(model=drafting.completions.model, failure=ERASED)})

    def _check(
        self,
        seen: Readable,
        question: str,
        sources: Sequence[WritingSource],
        sentence: DraftSentence,
        said: Sequence[str],
    ) -> tuple[CheckedSentence, WrittenSentence | None]:
        """Check a sentence, and cite what supports it.  Raises `NotFound` where that was erased meanwhile."""
        models = Models(self._service.support, self._service.reader)
        checked = check(models, question, sentence, sources, said)
        if checked.found is None:
            return checked, None
        whole = sources[checked.found.source].citation
        span = span_in_text(whole, checked.found.shown)
        if span is None:
            raise NotFound("What supports a written sentence is no text of the document.", field="write")
        index = seen.index
        with index.reading():
            cited = cite_part(whole, span, index.snapshot(whole.collection))
        return checked, WrittenSentence(text=checked.text, citations=[cited], score=checked.found.score)


def _is_there(seen: Readable, response: AskResponse) -> bool:
    """Whether all that was given to the model is still in the catalog."""
    index = seen.index
    with index.reading():
        for one in (passage.citation for passage in response.passages):
            try:
                index.snapshot(one.collection).version_text(one.document_id, one.version)
            except NotFound:
                return False
    return True


async def written_here(service: Service, query: AskQuery, response: AskResponse) -> AskResponse:
    """The response with a written answer, if that is wanted, without a server."""

    async def run(work: Callable[[], T]) -> T:
        return await asyncio.to_thread(work)

    writer = Writer(service, run)
    try:
        return await writer.written(query, response, service)
    finally:
        await writer.close()


class WrittenAnswer:
    """An answer while it is written, and the response with it afterwards."""

    def __init__(self, response: AskResponse, drafting: Drafting | Writing, after: After) -> None:
        self._drafting, self._after = drafting, after
        self.response = response

    async def sentences(self) -> AsyncIterator[WrittenSentence]:
        """The sentences that passed, one after the other; `response` is whole afterwards."""
        if isinstance(self._drafting, Writing):
            self.response = self.response.model_copy(update={"writing": self._drafting})
            return
        async for sentence in self._drafting.sentences():
            yield sentence
        self.response = await self._after(self.response, self._drafting)


def _with(response: AskResponse, drafting: Drafting) -> AskResponse:
    """The response with what was written; with the quoted answer where nothing was."""
    failure = drafting.failure or (None if drafting.kept else NOTHING_PASSED)
    writing = Writing(
        model=drafting.completions.model,
        kept=len(drafting.kept),
        left_out=dict(drafting.left_out),
        asked_again=drafting.asked_again,
        failure=failure,
    )
    quoted = response.answer or response.closest
    if not drafting.kept or quoted is None:
        return response.model_copy(update={"writing": writing})
    cited: dict[str, Citation] = {one.url: one for sentence in drafting.kept for one in sentence.citations}
    answer = Answer(
        kind=AnswerForm.WRITTEN,
        text=" ".join(sentence.text for sentence in drafting.kept),
        sentences=[*drafting.kept],
        probability=quoted.probability,
        citations=[*cited.values()],
        sentence=None,
    )
    place = "answer" if response.answer else "closest"
    return response.model_copy(update={place: answer, "quoted": quoted, "writing": writing})


def sent_to(settings: Settings) -> str | None:
    """The host to which questions and passages are sent where an answer is written; None where none is."""
    return urlsplit(settings.llm_url).netloc.rpartition("@")[2] if settings.llm_url else None
