"""Run a set: check it, ask its questions, journal every outcome, write the record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from eval.ask_all import ask_all
from eval.asker import Answered, Asker
from eval.check import TextOf, check, own_texts, refuse
from eval.client import AskOptions, Client, IndexSeen
from eval.journal import Journal, locked
from eval.jsonable import jsonable
from eval.measures.summary import summarise
from eval.provenance import environment
from eval.questions import BadSet, EvalSet, Question
from eval.run_record import Facts, Run, write_run
from index.errors import NotFound
from index.ingest.prepare import Progress
from index.store.catalog import now

#: If none of so many gold documents is in the index, the set belongs to other documents.
LOOKED_FOR = 50
#: Documents whose text is cached while a set is checked.
CACHED_DOCUMENTS = 1_000
OWN_DOCUMENTS = "Add --corpus to ask an index of the set's own documents."


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run measures, and how.

    Args:
        place: What is asked: "local", "corpus" or a server's address.
        parallel: Questions asked at the same time.
    """

    evalset: EvalSet
    client: Client
    options: AskOptions
    place: str = "local"
    parallel: int = 2


def run_set(plan: Plan, folder: Path, progress: Progress, say: Callable[[str], None]) -> Run:
    """Measure a set and write `run.json`.  An unfinished run of the same plan in `folder` goes on.

    Args:
        progress: Called with the number of questions answered and their total.
        say: Called with one sentence on an unfinished run that goes on or is dropped.

    Raises:
        BadSet: The set does not fit the documents of the index; nothing is written.
        Unmeasurable: The service is gone or its index has changed; run again to go on.
    """
    index = _index(plan)
    verify(plan)
    facts = Facts(plan.place, set_hash(plan.evalset), plan.options, plan.parallel, index, environment())
    key = {name: value for name, value in jsonable(facts).items() if name != "environment"}
    questions = plan.evalset.questions
    with locked(folder), Journal(folder, {"set": plan.evalset.name, **key}) as journal:
        _tell(journal, len(questions), say)
        open_questions = [question for question in questions if question.id not in journal.answered]
        done = len(questions) - len(open_questions)
        progress(done, len(questions))

        def keep(answered: Answered) -> None:
            journal.add(answered)
            progress(len(journal.answered), len(questions))

        ask_all(open_questions, Asker(plan.client, plan.options, index), keep, plan.parallel)
        run = _record(plan, facts, journal)
        write_run(run, folder)
        journal.finish()
    return run


def _index(plan: Plan) -> IndexSeen:
    try:
        return plan.client.index(plan.options.collection)
    except NotFound as error:
        if not plan.evalset.documents:
            raise
        raise BadSet(error.detail, field=plan.evalset.name, hint=OWN_DOCUMENTS) from error


def verify(plan: Plan) -> None:
    """Raise `BadSet` unless the index has the documents of the set and its gold fits them."""
    collection, evalset = plan.options.collection, plan.evalset
    for question in evalset.questions:
        _check_encodable(question)
    gold = dict.fromkeys(gold.document_id for question in evalset.questions for gold in question.gold)
    names = list(gold)[:LOOKED_FOR] or [document.id for document in evalset.documents[:LOOKED_FOR]]
    if names and all(plan.client.document_text(collection, name) is None for name in names):
        hint = (
            OWN_DOCUMENTS if evalset.documents else "Ingest them, or name their collection with --collection."
        )
        raise BadSet(
            f"None of its documents is in collection {collection!r}, for example {names[0]!r}.",
            field=evalset.name,
            hint=hint,
        )
    if plan.place == "corpus":
        refuse(check(evalset, own_texts(evalset)))
    else:
        refuse(check(evalset, document_texts(plan.client, collection)))


def document_texts(client: Client, collection: str) -> TextOf:
    """The current texts of a collection, cached: consecutive questions often share a document."""
    return lru_cache(CACHED_DOCUMENTS)(lambda id: client.document_text(collection, id))


def _check_encodable(question: Question) -> None:
    """Raise `BadSet` for a lone surrogate, which neither a record nor a request can hold."""
    try:
        json.dumps(jsonable(question), ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadSet(
            f"Question {question.id!r} contains a lone surrogate, half of a character.",
            field=question.where,
            hint="Write the whole character.",
        ) from error


def set_hash(evalset: EvalSet) -> str:
    """SHA-256 over the questions and documents of a set, 64 hex digits."""
    digest = hashlib.sha256()
    for question in evalset.questions:
        digest.update(json.dumps(jsonable(replace(question, where="")), sort_keys=True).encode())
    for document in evalset.documents:
        digest.update(json.dumps([document.id, document.title, document.text]).encode())
    return digest.hexdigest()


def _tell(journal: Journal, total: int, say: Callable[[str], None]) -> None:
    if journal.dropped:
        say(f"Starting again: the unfinished run here differs in {', '.join(journal.dropped)}.")
    elif journal.answered:
        say(f"Continuing the run that began at {journal.began}: {len(journal.answered)} of {total} done.")


def _record(plan: Plan, facts: Facts, journal: Journal) -> Run:
    answered = [journal.answered[question.id] for question in plan.evalset.questions]
    outcomes = tuple(one.outcome for one in answered)
    # Wall-clock time would count interruptions; the sum of waiting times does not.
    seconds = sum(outcome.milliseconds for outcome in outcomes) / 1e3 / plan.parallel
    scored = summarise(plan.evalset, outcomes, seconds)
    return Run(
        set=plan.evalset.name,
        began=journal.began,
        ended=now(),
        seconds=round(seconds, 3),
        facts=facts,
        metrics=scored.metrics,
        kinds=scored.kinds,
        tags=scored.tags,
        questions=tuple(replace(question, where="") for question in plan.evalset.questions),
        outcomes=outcomes,
        values=scored.values,
        sources=tuple(sorted({source for one in answered for source in one.sources})),
    )
