"""Ask one question and keep what came back, its citations checked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from eval.client import AskOptions, Client, IndexSeen, Unmeasurable
from eval.measures.measure import no_response
from eval.outcomes import FoundClaim, Outcome, found, found_passages
from eval.questions import Question
from eval.sources import Source, sources_of
from index.documents import version_name
from qa.schemas import AskResponse, Citation

#: Versions whose text is held while a run lasts.
HELD = 10_000


class Answered(NamedTuple):
    """The outcome of a question, with the texts that a report shows of it."""

    outcome: Outcome
    sources: tuple[Source, ...] = ()


class Asking:
    """Asks questions of one state of an index.  Safe to call from many threads.

    Args:
        index: The state; if another one answers, the run cannot go on.
    """

    def __init__(self, client: Client, options: AskOptions, index: IndexSeen) -> None:
        self._client = client
        self._options = options
        self._index = index
        self._text = lru_cache(HELD)(self._version_text)

    def ask(self, question: Question) -> Answered:
        """Ask; an error of this question is its outcome.  Raises `Unmeasurable`."""
        began = time.perf_counter()
        try:
            return self._ask(question, began)
        except Unmeasurable:
            raise
        # Whatever it is, this question has no response, and the others are to be asked.
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            return Answered(replace(no_response(question.id, reason), milliseconds=_since(began)))

    def _ask(self, question: Question, began: float) -> Answered:
        response = self._client.ask(question, self._options)
        milliseconds = _since(began)
        forced = response
        # What would have been answered counts only where it is known what is right.
        if response.answer is None and (question.answers or question.unanswerable):
            forced = self._client.ask(question, self._options, abstain=False)
        for one in (response, forced):
            self._check_generation(one)
        answer = response.answer
        outcome = Outcome(
            question_id=question.id,
            answer=answer.text if answer else None,
            forced=forced.answer.text if forced.answer else "",
            answerability=response.answerability,
            probability=answer.probability if answer else None,
            passages=found_passages(response),
            citations=tuple(found(one, 0.0) for one in answer.citations) if answer else (),
            citations_ok=all(self._is_exact(one) for one in (*_citations(response), *_citations(forced))),
            claims=tuple(FoundClaim(claim.value, claim.said_by or "") for claim in response.claims),
            milliseconds=milliseconds,
        )
        return Answered(outcome, sources_of(response))

    def _is_exact(self, citation: Citation) -> bool:
        text = self._text(citation.document_id, citation.version)
        span = slice(citation.start_char_index, citation.end_char_index)
        return text is not None and text[span] == citation.cited_text

    def _version_text(self, document_id: str, version: str) -> str | None:
        """The text of a version, if that is the version's own: it is named by its hash."""
        text = self._client.version_text(self._options.collection, document_id, version)
        return text if text is not None and version_name(text) == version else None

    def _check_generation(self, response: AskResponse) -> None:
        if response.index.generation != self._index.generation:
            raise Unmeasurable(
                f"The index changed while it was measured: generation {self._index.generation} "
                f"became {response.index.generation}.",
                field=self._index.collection,
                hint="Let nothing write to it, and run again; what was measured so far is then asked anew.",
            )


def _citations(response: AskResponse) -> Iterator[Citation]:
    yield from (passage.citation for passage in response.passages)
    if response.answer:
        yield from (*response.answer.citations, response.answer.sentence)
    for claim in response.claims:
        yield from claim.citations


def _since(began: float) -> float:
    return round(1e3 * (time.perf_counter() - began), 3)
