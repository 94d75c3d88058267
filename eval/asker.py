"""Ask one question, check the citations of its response, and keep what is measured of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from eval.client import AskOptions, Client, IndexSeen, Unmeasurable
from eval.measures.measure import no_response
from eval.question_outcome import Outcome, ShownClaim, cited_spans, retrieved_spans, shown_answer
from eval.questions import Question
from eval.span_texts import SpanText, span_texts
from index.documents import version_name
from qa.schemas import AnswerForm, AskResponse, Citation

#: Document versions whose text is cached during a run.
CACHED_VERSIONS = 10_000


class Answered(NamedTuple):
    """The outcome of a question, and the texts that a report shows for it."""

    outcome: Outcome
    sources: tuple[SpanText, ...] = ()


class Asker:
    """Asks questions of one generation of an index.  Safe to call from many threads.

    Args:
        index: The generation; if a response comes from another one, the run stops.
    """

    def __init__(self, client: Client, options: AskOptions, index: IndexSeen) -> None:
        self._client = client
        self._options = options
        self._index = index
        self._text = lru_cache(CACHED_VERSIONS)(self._version_text)

    def ask(self, question: Question) -> Answered:
        """Ask.  An error becomes the outcome of the question, except `Unmeasurable`, which is raised."""
        began = time.perf_counter()
        try:
            return self._ask(question, began)
        except Unmeasurable:
            raise
        # Any other error concerns this question alone: record it and ask the rest.
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            return Answered(replace(no_response(question.id, reason), milliseconds=_since(began)))

    def _ask(self, question: Question, began: float) -> Answered:
        response = self._client.ask(question, self._options)
        milliseconds = _since(began)
        forced = response
        # EM and F1 need a short answer even where the service shows none, if it is known which one is right.
        is_short = response.answer is not None and response.answer.kind is AnswerForm.SPAN
        if not is_short and (question.answers or question.unanswerable):
            forced = self._client.ask(question, self._options, abstain=False)
        for one in (response, forced):
            self._check_generation(one)
        answer = response.answer
        outcome = Outcome(
            question_id=question.id,
            answer=shown_answer(answer) if answer else None,
            forced=shown_answer(forced.answer) if forced.answer else None,
            answerability=response.answerability,
            probability=answer.probability if answer else None,
            passages=retrieved_spans(response),
            citations=cited_spans(answer.citations) if answer else (),
            citations_ok=all(self._is_exact(one) for one in (*_citations(response), *_citations(forced))),
            claims=tuple(ShownClaim(claim.value, claim.said_by or "") for claim in response.claims),
            milliseconds=milliseconds,
            level=response.level,
            closest=shown_answer(response.closest) if response.closest else None,
        )
        return Answered(outcome, span_texts(response))

    def _is_exact(self, citation: Citation) -> bool:
        text = self._text(citation.document_id, citation.version)
        span = slice(citation.start_char_index, citation.end_char_index)
        return text is not None and text[span] == citation.cited_text

    def _version_text(self, document_id: str, version: str) -> str | None:
        """The text of a version; None where its hash is not the name of the version."""
        text = self._client.version_text(self._options.collection, document_id, version)
        return text if text is not None and version_name(text) == version else None

    def _check_generation(self, response: AskResponse) -> None:
        if response.index.generation != self._index.generation:
            raise Unmeasurable(
                f"The index changed during the run: generation {self._index.generation} "
                f"became {response.index.generation}.",
                field=self._index.collection,
                hint="Run again while nothing writes to the index. All questions are then asked again.",
            )


def _citations(response: AskResponse) -> Iterator[Citation]:
    """All citations of texts."""
    yield from (passage.citation for passage in response.passages)
    for answer in filter(None, (response.answer, response.closest)):
        cited = (
            *answer.citations,
            *(one for item in answer.items for one in item.citations),
            answer.sentence,
        )
        yield from (one for one in cited if isinstance(one, Citation))
    claims = (citation for claim in response.claims for citation in claim.citations)
    yield from (one for one in claims if isinstance(one, Citation))


def _since(began: float) -> float:
    return round(1e3 * (time.perf_counter() - began), 3)
