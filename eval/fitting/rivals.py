"""Fit the model of whether a second value competes with the answer, and measure it on other questions.

    python -m eval.fitting.rivals --data DATA

DATA is a folder in the layout of the project's shared data.  Values compete in RAMDocs (documents with other
right answers), in ConflictNQ (an invented passage) and in twins that contradict (`twins.py`).  They do not in
SQuAD, in Natural Questions outside QED and in twins of another subject.  RAMDocs' misinformation is left out.
Every second question is fitted on; the others are measured, and so are lists (MultiSpanQA), which are never
fitted on.
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
from eval.benchmarks.ramdocs import shares
from eval.corpus import open_corpus
from eval.fitting.cases import Case
from eval.fitting.logistic import fit_logistic
from eval.fitting.twins import twins
from eval.formats.files import objects_of
from eval.formats.squad import read_squad
from eval.measures.claims import claim_words, same_source
from eval.questions import EvalSet, GoldClaim, Question
from index.documents import Document
from qa.claims.found_value import FoundValue
from qa.claims.rivals import RivalModel, features
from qa.claims.selection import RatedClaim, disagree, rated_claims, select_claims
from qa.compose.compose import compose, states_a_value
from qa.confidence.judging import judge
from qa.confidence.levels import decide
from qa.confidence.weights import load_weights
from qa.query_fields import LONGEST_QUESTION
from qa.schemas import Level, Query
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


def lists(data: Path, most: int) -> AblationSet:
    """MultiSpanQA: questions with several answers in one passage."""
    documents, questions = [], []
    for row in objects_of(data / "multispanqa" / "valid.jsonl.gz"):
        documents.append(Document(row["id"], row["context"]))
        questions.append(Question(row["id"], row["question"], tuple(row["answers"])))
    return AblationSet(EvalSet("lists", sets.sample(questions, most), documents), "")


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


def claims_of(asked: Asked) -> list[RatedClaim]:
    """The claims of the values found, whether or not an answer is shown."""
    return select_claims(asked.case.question, asked.case.searched.analyzer, asked.values)


def claims_beside(asked: Asked, threshold: float) -> list[RatedClaim] | None:
    """The claims that are shown beside the answer; None where none is shown at a threshold."""
    found = asked.case.findings(WEIGHTS.reading)
    decision = decide(judge(found, compose(found), WEIGHTS), threshold, WEIGHTS.closest)
    if decision.level is not Level.ANSWERED:
        return None
    return claims_of(asked) if states_a_value(asked.case.question, decision.best) else []


def report(name: str, asked: Sequence[Asked]) -> str:
    """What becomes of the questions of a set."""
    threshold = WEIGHTS.threshold(ERROR_RATE)
    if name == "ramdocs":
        found = [
            shares(
                [claim.value for claim in one.question.claims],
                [rated.claim.value for rated in claims_of(one)],
            )
            for one in asked
        ]
        recall, precision = np.mean(found, axis=0)
        return f"{name}: {len(found)} questions, recall {recall:.3f}, precision {precision:.3f}"
    shown = [claims for one in asked if (claims := claims_beside(one, threshold)) is not None]
    false = np.mean([disagree(claims) for claims in shown])
    return f"{name}: {len(shown)} answers shown, of them disputed {false:.3f}"


def main() -> None:
    """Read the arguments, read the sets, fit, write; then measure what was written in another run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--most", type=int, default=500, help="questions of each set")
    parser.add_argument("--measure", action="store_true", help="measure the model that ships; do not fit")
    arguments = parser.parse_args()
    data, most = arguments.data, arguments.most
    makers = (sets.ramdocs, sets.squad, sets.natural_questions)
    if arguments.measure:
        for asked in (*(make(data, most) for make in makers), lists(data, most)):
            found = read(asked)
            SHOWN.print(report(asked.name, found[1::2] if asked.name in SHARES else found))
        return
    made = [*(make(data, most) for make in makers), sets.conflictnq(data, most), twins_of_squad(data, most)]
    found_of = {asked.name: read(asked) for asked in made}
    found_of["ramdocs"] = without_misinformation(data, found_of["ramdocs"])
    model = fit(found_of)
    OUT.write_text(model.model_dump_json(indent=2) + "\n", encoding="utf-8")
    SHOWN.print(model)


if __name__ == "__main__":
    main()
