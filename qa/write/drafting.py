"""One answer being written: the model is listened to, each sentence checked as soon as it is whole.

What is not found in the passages is asked for once more, then left out.  Nothing that goes wrong is an error:
what was kept so far stands, and where nothing was, the quoted answer does.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from index.errors import CitationBroken, NotFound, Overloaded
from qa.conversation.follow_up.language_model import Unusable
from qa.schemas import WrittenSentence
from qa.write.checking import CheckedSentence, Fault
from qa.write.completion_stream import CompletionStream, Messages
from qa.write.prompt import REFUSAL, again, messages
from qa.write.sentence_stream import DraftSentence, SentenceStream
from qa.write.sources import WritingSource

log = logging.getLogger(__name__)
T = TypeVar("T")

#: Sentences of an answer, and sentences that are checked for it.
MOST_KEPT, MOST_CHECKED = 6, 16
ERASED = "A document was erased meanwhile."
#: What is asked for once more.
MENDABLE = (Fault.UNSTATED, Fault.UNSUPPORTED)


class Runs(Protocol):
    """Runs blocking work without blocking the event loop; may raise `Overloaded`."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]:
        """What the work returns."""
        ...


#: Checks and cites one sentence, given what was said before; blocking.
Check = Callable[[DraftSentence, Sequence[str]], tuple[CheckedSentence, WrittenSentence | None]]


@dataclass
class Drafting:
    """Writes one answer; to be iterated over once.

    Args:
        completions: The language model.
        question: As it was searched.
        sources: What it is given.
        check: Checks a sentence.
        run: Runs the check.
        seconds: For everything together.
    """

    completions: CompletionStream
    question: str
    sources: Sequence[WritingSource]
    check: Check
    run: Runs
    seconds: float
    kept: list[WrittenSentence] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    asked_again: bool = False
    failure: str | None = None
    is_erased: bool = False
    _checked: int = 0

    async def sentences(self) -> AsyncIterator[WrittenSentence]:
        """The sentences that passed, as soon as they have; the other fields are whole afterwards."""
        ready: asyncio.Queue[WrittenSentence | None] = asyncio.Queue()
        writing = asyncio.create_task(self._write(ready))
        try:
            while (sentence := await ready.get()) is not None:
                yield sentence
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing

    async def _write(self, ready: asyncio.Queue[WrittenSentence | None]) -> None:
        try:
            async with asyncio.timeout(self.seconds):
                request = messages(self.question, self.sources)
                said, failed = await self._listen(request, ready)
                if failed and len(self.kept) < MOST_KEPT:
                    self.asked_again = True
                    _, failed = await self._listen(again(request, said, failed), ready)
        except TimeoutError:
            self.failure = f"It took longer than {self.seconds:g} seconds."
        except Unusable as error:
            self.failure = f"{str(error)[:1].upper()}{str(error)[1:]}."
        except Overloaded as error:
            self.failure = str(error)
        except (NotFound, CitationBroken):
            self.failure, self.is_erased = ERASED, True
        except Exception:
            log.exception("An answer could not be written.")
            self.failure = "Something went wrong; the log says what."
        finally:
            ready.put_nowait(None)

    async def _listen(
        self, request: Messages, ready: asyncio.Queue[WrittenSentence | None]
    ) -> tuple[str, list[str]]:
        """Listen to one reply; the reply, and the sentences of it that are to be written anew."""
        stream, failed = SentenceStream(), list[str]()
        try:
            async with aclosing(self.completions.pieces(request)) as pieces:
                async for piece in pieces:
                    for sentence in stream.add(piece):
                        await self._take(sentence, ready, failed)
                    if self._is_enough():
                        return stream.text, failed
        except Unusable:  # what is whole of it counts
            for sentence in stream.rest():
                if sentence.ends:
                    await self._take(sentence, ready, failed)
            raise
        if stream.text.strip().strip('."*').upper() == REFUSAL and not self.kept:
            self.failure = "It found no answer in the passages."
            return stream.text, []
        for sentence in stream.rest():
            await self._take(sentence, ready, failed)
        return stream.text, failed

    async def _take(
        self, sentence: DraftSentence, ready: asyncio.Queue[WrittenSentence | None], failed: list[str]
    ) -> None:
        if self._is_enough():
            return
        self._checked += 1
        said = [one.text for one in self.kept]
        checked, written = await self.run(partial(self.check, sentence, said))
        if written is not None:
            self.kept.append(written)
            ready.put_nowait(written)
            return
        if checked.fault is not None:
            self.left_out[checked.fault] += 1
        if checked.fault in MENDABLE:
            failed.append(checked.text)

    def _is_enough(self) -> bool:
        return len(self.kept) >= MOST_KEPT or self._checked >= MOST_CHECKED
