"""Ask the questions of a set with and without groups of rules, and keep each question's measures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from eval.ablation.groups import Group
from eval.ablation.replay import Replaying
from eval.ablation.sets import AblationSet
from eval.ablation.switching import clear_caches, switched_off, watched
from eval.benchmarks.ramdocs import shares
from eval.measures.answers import RIGHT_F1, best_exact_match, best_f1
from eval.measures.measure import Case
from eval.measures.ranking import RANKING
from eval.question_outcome import Outcome, retrieved_spans
from eval.questions import Question
from qa.query_fields import LONGEST_QUESTION
from qa.schemas import AskQuery, AskResponse, Citation, MetadataCitation

Values = dict[str, float]
RANKED = ("nDCG@10", "Success@1")


@dataclass(frozen=True, slots=True)
class Measured:
    """What came back for one question.

    Args:
        values: Its measures; one that does not apply is absent.
        answerability: The probability that the answer is right.
        right: Whether the best answer is right; None where nobody knows.
        seen: All that a client sees but times, to tell whether anything changed.
    """

    values: Values
    answerability: float
    right: bool | None
    seen: str


Run = dict[str, Measured]


def ask(asker: Replaying, asked: AblationSet, question: Question) -> Measured:
    """Ask one question, always answering."""
    response = asker.pipeline.ask(
        AskQuery(
            question=question.text[:LONGEST_QUESTION],
            abstain=False,
            top_k=10,
            filters=asked.filters.get(question.id),
        )
    )
    return measured(question, response)


def measured(question: Question, response: AskResponse) -> Measured:
    """Measure a response that always answers; at the threshold it says what would be shown."""
    right = _is_right(question, response)
    probability = response.answer.probability if response.answer else 0.0
    shown = probability >= response.threshold
    values: Values = {}
    if right is not None:
        values["shown, right"] = float(shown and right)
        values["shown, wrong"] = float(shown and not right)
    if question.answers:
        text = response.answer.text if response.answer else ""
        value = response.answer.shown if response.answer else ""
        values["EM"], values["F1"] = best_exact_match(text, question.answers), best_f1(text, question.answers)
        values["EM of value"] = best_exact_match(value, question.answers)
        values["F1 of value"] = best_f1(value, question.answers)
    elif question.gold and right is not None:
        values["sentence"] = float(right)
    if question.claims:
        values |= claim_values(question, [claim.value for claim in response.claims])
    elif not question.unanswerable and shown:
        values["false dispute"] = float(len(response.claims) > 1)
    if question.gold:
        ranking = RANKING.values([Case(question, _outcome(question, response))])[0]
        values |= {name: ranking[name] for name in RANKED if name in ranking}
    return Measured(values, probability, right, _seen(response))


def claim_values(question: Question, shown: Sequence[str]) -> Values:
    """Recall and precision of the claims, and how many different right values each of them brings."""
    given = [claim.value for claim in question.claims]
    recall, precision = shares(given, shown)
    distinct = min(recall * len(given) / len(shown), 1.0) if shown else 0.0
    return {"claims recall": recall, "claims precision": precision, "distinct claims": distinct}


def run(asker: Replaying, asked: AblationSet, questions: Iterable[Question]) -> Run:
    """Ask all questions."""
    return {question.id: ask(asker, asked, question) for question in questions}


def with_all(
    asker: Replaying, asked: AblationSet, groups: Sequence[Group], tick: Callable[[], None]
) -> tuple[Run, dict[str, set[str]]]:
    """The run with every rule, and of each watched group the ids of the questions where it may matter.

    A question on which every replaced function would have given the same result needs no second answer.
    """
    touched: dict[str, set[str]] = {group.name: set() for group in groups}
    found: Run = {}
    now = [""]
    with ExitStack() as stack:
        for group in groups:
            ids = touched[group.name]
            stack.enter_context(watched(group.switches, group.within, partial(_note, ids, now)))
        for question in asked.evalset.questions:
            now[0] = question.id
            clear_caches()
            found[question.id] = ask(asker, asked, question)
            tick()
    return found, touched


def _note(ids: set[str], now: Sequence[str]) -> None:
    ids.update(now)


def without(asker: Replaying, asked: AblationSet, group: Group, base: Run, touched: set[str]) -> Run:
    """The run without a group; questions that it does not touch are those of `base`."""
    again = [q for q in asked.evalset.questions if q.id in touched]
    asker.retriever.reranks = group.name if group.reranks else ""
    try:
        with switched_off(group.switches):
            return {**base, **run(asker, asked, again)}
    finally:
        asker.retriever.forget(group.name)
        asker.retriever.reranks = ""


def save(path: Path, base: Run, changed: Mapping[str, Run]) -> None:
    """Write the base run, and of each group only what differs from it."""
    part = path.with_suffix(".part")
    value = {
        "base": _plain(base),
        "groups": {
            name: _plain({id: one for id, one in found.items() if one != base[id]})
            for name, found in changed.items()
        },
    }
    part.write_text(json.dumps(value), encoding="utf-8")
    part.replace(path)


def load(path: Path) -> tuple[Run, dict[str, Run]]:
    """Read what `save` wrote."""
    value = json.loads(path.read_text(encoding="utf-8"))
    base = _read(value["base"])
    return base, {name: {**base, **_read(found)} for name, found in value["groups"].items()}


def _plain(found: Run) -> dict[str, list[object]]:
    return {id: [one.values, one.answerability, one.right, one.seen] for id, one in found.items()}


def _read(value: Mapping[str, list[object]]) -> Run:
    return {id: Measured(*row) for id, row in value.items()}  # type: ignore[arg-type]


def _is_right(question: Question, response: AskResponse) -> bool | None:
    if question.unanswerable:
        return False
    if question.answers:
        text = response.answer.text if response.answer else ""
        return best_f1(text, question.answers) >= RIGHT_F1
    spans = [gold for gold in question.gold if gold.end is not None]
    if not spans:
        return None
    cited = response.answer.sentence if response.answer else None
    return cited is not None and any(
        gold.document_id == cited.document_id
        and gold.start < cited.end_char_index
        and cited.start_char_index < (gold.end or 0)
        for gold in spans
    )


def _outcome(question: Question, response: AskResponse) -> Outcome:
    return Outcome(
        question.id, None, None, response.answerability, None, retrieved_spans(response), (), True, (), 0.0
    )


def _seen(response: AskResponse) -> str:
    answer = response.answer
    shown = (
        response.question,
        answer and (answer.text, answer.value, *map(_place, (*answer.citations, answer.sentence))),
        round(response.answerability, 4),
        [
            (c.value, c.normalized, c.said_by, c.stance.value, *map(_place, c.citations))
            for c in response.claims
        ],
        [_place(passage.citation) for passage in response.passages],
    )
    return repr(shown)


def _place(citation: Citation | MetadataCitation | None) -> tuple[str, int, int]:
    if not isinstance(citation, Citation):
        return citation.document_id if citation else "", 0, 0
    return citation.document_id, citation.start_char_index, citation.end_char_index
