"""Fit the model of whether a second value competes with the answer.

    python -m eval.fitting.rivals --data DATA

DATA is a folder in the layout of the project's shared data.  Values compete in RAMDocs (documents with other
right answers), in ConflictNQ (an invented passage) and in twins that contradict (`twins.py`).  They do not in
SQuAD, in Natural Questions outside QED and in twins of another subject.  RAMDocs' misinformation is left out.
Every second question is fitted on; the others are to measure on.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import track

from eval.ablation import sets
from eval.ablation.sets import AblationSet
from eval.corpus import open_corpus
from eval.fitting.cases import Case
from eval.fitting.logistic import fit_logistic
from eval.fitting.twins import twins
from eval.formats.files import objects_of
from eval.formats.squad import read_squad
from eval.measures.claims import claim_words, same_source
from eval.questions import EvalSet, GoldClaim, Question
from qa.claims.found_value import FoundValue
from qa.claims.rivals import RivalModel, features
from qa.claims.selection import rated_claims
from qa.confidence.weights import load_weights
from qa.query_fields import LONGEST_QUESTION
from qa.schemas import Query
from qa.settings import Settings

SHOWN = Console()
WEIGHTS = load_weights()
#: How much each set counts, whatever its size.
SHARES = {"ramdocs": 2.0, "conflictnq": 0.5, "twins": 0.5, "squad": 1.0, "nq": 1.0}
OUT = Path(__file__).parents[2] / "qa" / "claims" / "rivals.json"
#: Of the right rivals in RAMDocs this share is kept by the model.
KEPT = 0.78
ERROR_RATE = 0.2


class Asked(NamedTuple):
    """A question of a set with what was read for it.

    Args:
        unsure: Values that are no answers, but are said to be by a document that is wrong.
    """

    question: Question
    case: Case
    values: list[FoundValue]
    unsure: tuple[str, ...] = ()


class Pair(NamedTuple):
    """The features of a second value, and whether it competes; None where nobody knows."""

    features: dict[str, float]
    competes: bool | None


def twins_of_squad(data: Path, most: int) -> AblationSet:
    """SQuAD with twins; the claims of a question are what competes."""
    whole = read_squad(data / "squad1" / "dev.json.gz")
    questions = [q for q in whole.questions if q.gold and q.gold[0].end]
    random.Random(6).shuffle(questions)
    made = [*twins(whole, questions, most)]
    asked = [
        Question(twin.document.id, twin.question.text, claims=tuple(map(GoldClaim, twin.values)))
        for twin in made
    ]
    documents = [*whole.documents, *(twin.document for twin in made)]
    return AblationSet(EvalSet("twins", asked, documents), "")


def read(asked: AblationSet) -> list[Asked]:
    """Ask every question of a set as the pipeline does, up to the values found."""
    service = open_corpus(asked.evalset.documents, Settings(), lambda done, of: None)
    found = []
    for question in track(asked.evalset.questions, description=asked.name, console=SHOWN):
        query = Query(question=question.text[:LONGEST_QUESTION], filters=asked.filters.get(question.id))
        ranking, evidence, tables = service.pipeline.read(query)
        case = Case(ranking.question, ranking.searched, evidence, question.answers, question.gold, tables)
        found.append(Asked(question, case, case.values(WEIGHTS.reading)))
    return found


def without_misinformation(data: Path, asked: Sequence[Asked]) -> list[Asked]:
    """RAMDocs with the values of its documents that are wrong on purpose."""
    wrong = [tuple(row["wrong_answers"]) for row in objects_of(data / "ramdocs" / "dev.jsonl.gz")]
    return [one._replace(unsure=wrong[int(one.question.id)]) for one in asked]


def pairs(asked: Asked) -> Iterator[Pair]:
    """The answer with each other value that could stand beside it."""
    case, values = asked.case, asked.values
    rated = rated_claims(case.question, values) if values else []
    strongest = max((one.strength for one in rated), default=0.0)
    for one in rated:
        if not one.claim.is_answer:
            gap = strongest - one.strength
            measured = features(case.searched.analyzer, values[0], one.claim.best, one.strength, gap)
            yield Pair(measured, _competes(asked, values[0].words, one.claim.value))


def _competes(asked: Asked, answer: str, other: str) -> bool | None:
    gold = [claim.value for claim in asked.question.claims]
    ours, its = ({g for g in gold if _same(g, words)} for words in (answer, other))
    if not its and any(_same(one, other) for one in asked.unsure):
        return None
    return bool(its) and not ours & its


def _same(one: str, other: str) -> bool:
    return same_source(claim_words(one), claim_words(other))


def fit(sets_of: dict[str, list[Asked]]) -> RivalModel:
    """Fit on every second question of each set."""
    rows, wanted, counts = [], [], []
    for name, share in SHARES.items():
        found = [p for one in sets_of[name][::2] for p in pairs(one) if p.competes is not None]
        rows += [pair.features for pair in found]
        wanted += [bool(pair.competes) for pair in found]
        counts += [share / max(len(found), 1)] * len(found)
    model = fit_logistic(rows, wanted, counts)
    drafted = RivalModel(fitted_on=", ".join(SHARES), bias=model.bias, weights=model.weights, least=0.0)
    right = [p for one in sets_of["ramdocs"][::2] for p in pairs(one) if p.competes]
    odds = np.sort([drafted.log_odds(pair.features) for pair in right])
    return drafted.model_copy(update={"least": round(float(np.quantile(odds, 1 - KEPT)), 3)})


def main() -> None:
    """Read the arguments, read the sets, fit, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--most", type=int, default=500, help="questions of each set")
    arguments = parser.parse_args()
    data, most = arguments.data, arguments.most
    makers = (sets.ramdocs, sets.squad, sets.natural_questions, sets.conflictnq, twins_of_squad)
    made = [make(data, most) for make in makers]
    found_of = {asked.name: read(asked) for asked in made}
    found_of["ramdocs"] = without_misinformation(data, found_of["ramdocs"])
    model = fit(found_of)
    OUT.write_text(model.model_dump_json(indent=2) + "\n", encoding="utf-8")
    SHOWN.print(model)


if __name__ == "__main__":
    main()
