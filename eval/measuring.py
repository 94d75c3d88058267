"""Measure a set: ask what is not answered yet, keep every outcome, write the record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from eval.asking import Answered, Asking
from eval.check import TextOf, check, own_texts, refuse
from eval.client import AskOptions, Client, IndexSeen
from eval.evaluate import evaluate
from eval.journal import Journal, locked
from eval.measures.summary import summarise
from eval.plain import plain
from eval.questions import BadSet, EvalSet, Question
from eval.runs import Facts, Run, write_run
from eval.software import environment
from index.errors import NotFound
from index.ingest.prepare import Progress
from index.store.catalog import now

#: Documents of the gold that are looked for before a set is said not to be about the index.
LOOKED_FOR = 50
#: Documents whose text is held while a set is checked.
HELD = 1_000
OWN_DOCUMENTS = "Add --corpus to ask an index of the set's own documents."


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured.

    Args:
        place: What is asked: "local", "corpus" or a server's address.
        parallel: Questions asked at the same time.
    """

    evalset: EvalSet
    client: Client
    options: AskOptions
    place: str = "local"
    parallel: int = 2


def measure(plan: Plan, folder: Path, progress: Progress, say: Callable[[str], None]) -> Run:
    """Measure a set and write `run.json`; an unfinished run of the same in `folder` goes on.

    Args:
        progress: Called with the questions that are answered and their total.
        say: Told what became of an unfinished run.

    Raises:
        BadSet: The index does not bear out the set; nothing is written.
        Unmeasurable: What answers is gone or has changed; run again to go on.
    """
    index = _index(plan)
    verify(plan)
    facts = Facts(plan.place, set_hash(plan.evalset), plan.options, plan.parallel, index, environment())
    key = {name: value for name, value in plain(facts).items() if name != "environment"}
    questions = plan.evalset.questions
    with locked(folder), Journal(folder, {"set": plan.evalset.name, **key}) as journal:
        _tell(journal, len(questions), say)
        open_questions = [question for question in questions if question.id not in journal.answered]
        done = len(questions) - len(open_questions)
        progress(done, len(questions))

        def keep(answered: Answered) -> None:
            journal.add(answered)
            progress(len(journal.answered), len(questions))

        evaluate(open_questions, Asking(plan.client, plan.options, index), keep, plan.parallel)
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
    """Raise `BadSet` unless the index has the set's documents and these bear out its gold."""
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
            f"None of its documents is in collection {collection!r}, {names[0]!r} for one.",
            field=evalset.name,
            hint=hint,
        )
    if plan.place == "corpus":
        refuse(check(evalset, own_texts(evalset)))
    else:
        refuse(check(evalset, texts_of(plan.client, collection)))


def texts_of(client: Client, collection: str) -> TextOf:
    """The current texts of a collection; questions that follow one another are often about one document."""
    return lru_cache(HELD)(lambda id: client.document_text(collection, id))


def _check_encodable(question: Question) -> None:
    """No record can hold half of a surrogate pair, nor can a request."""
    try:
        json.dumps(plain(question), ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadSet(
            f"Question {question.id!r} holds half of a surrogate pair.",
            field=question.where,
            hint="Write whole characters.",
        ) from error


def set_hash(evalset: EvalSet) -> str:
    """SHA-256 over the questions and documents of a set, 64 hex digits."""
    digest = hashlib.sha256()
    for question in evalset.questions:
        digest.update(json.dumps(plain(replace(question, where="")), sort_keys=True).encode())
    for document in evalset.documents:
        digest.update(json.dumps([document.id, document.title, document.text]).encode())
    return digest.hexdigest()


def _tell(journal: Journal, total: int, say: Callable[[str], None]) -> None:
    if journal.dropped:
        say(f"The unfinished run here is begun anew; it differs in {', '.join(journal.dropped)}.")
    elif journal.answered:
        say(f"Going on with the run that began at {journal.began}: {len(journal.answered)} of {total} done.")


def _record(plan: Plan, facts: Facts, journal: Journal) -> Run:
    answered = [journal.answered[question.id] for question in plan.evalset.questions]
    outcomes = tuple(one.outcome for one in answered)
    # A run that was interrupted has no clock of its own; the clients' waiting has.
    seconds = sum(outcome.milliseconds for outcome in outcomes) / 1e3 / plan.parallel
    scored = summarise(plan.evalset, outcomes, seconds)
    return Run(
        set=plan.evalset.name,
        began=journal.began,
        ended=now(),
        seconds=round(seconds, 3),
        facts=facts,
        metrics=scored.metrics,
        tags=scored.tags,
        questions=tuple(replace(question, where="") for question in plan.evalset.questions),
        outcomes=outcomes,
        values=scored.values,
        sources=tuple(sorted({source for one in answered for source in one.sources})),
    )
