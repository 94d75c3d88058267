"""What the served path shows for a question, and what speaks for yes and for no in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from eval.corpus import open_corpus
from eval.verdicts.questions import VerdictSet
from qa.claims.candidate_values import candidate_values
from qa.compose.compose import compose
from qa.compose.composed import Composed, Findings
from qa.compose.deciding_text import DECIDING, deciding_text
from qa.compose.verdict import asked_of, wants_verdict
from qa.confidence.weights import load_weights
from qa.read.rerank import rerank
from qa.schemas import Query, Verdict
from qa.service import Service
from qa.settings import Settings
from qa.support.protocol import SupportModel
from qa.support.verdict_features import VerdictFeatures, verdict_features
from qa.understand.parse import parse


class VerdictCase(NamedTuple):
    """A question, the sentence that is shown for it, and what is known of both."""

    question: str
    sentence: str
    verdict: Verdict | None
    held_out: bool
    features: VerdictFeatures | None


def cases(one: VerdictSet, model: SupportModel, progress: Callable[[str], None]) -> Iterator[VerdictCase]:
    """A case for every question that is understood to want yes or no and for which sentences are shown.

    Each question is asked of its own document.
    """
    service = open_corpus(one.documents, Settings(), lambda done, total: progress(f"{done} of {total}"))
    for asked in one.asked:
        question = parse(asked.question)
        draft = _draft(service, asked.question, asked.document)
        if draft and draft.form in DECIDING and wants_verdict(question):
            text = deciding_text(draft, question.text)
            features = verdict_features(model, asked_of(question), text)
            yield VerdictCase(asked.question, text.sentence, asked.verdict, asked.held_out, features)


def _draft(service: Service, question: str, document: str) -> Composed | None:
    """What would be shown, as the pipeline composes it."""
    ranking, read, tables = service.pipeline.read(Query(question=question, filters={"document_id": document}))
    weights = load_weights().reading
    read = rerank(read, weights, None)
    values = candidate_values(ranking.question, read, weights)
    drafts = compose(Findings(ranking.question, ranking.searched, read, values, tables))
    return drafts[0] if drafts else None
