"""Fit the weights and thresholds in qa/confidence/weights.json.

    python -m eval.fitting --squad train.json.gz --qed qed.jsonl.gz --beir scifact \\
        --out qa/confidence/weights.json

Fusion weights are fitted on a sample of the SQuAD file and on the folders of `--beir`; without `--beir` the
present ones are kept.  The weights of the reader, the probability and the thresholds are fitted on articles
that the reader was not trained on.  Their quality is measured by cross-validation, printed, and drawn beside
`--out`.
"""

from __future__ import annotations

import argparse
import random
from functools import partial
from pathlib import Path

from rich.console import Console

from eval.corpus import open_corpus
from eval.fitting.cases import (
    cases,
    kept_back,
    kept_back_qed,
    kept_back_tables,
    natural_questions,
    with_misleading,
)
from eval.fitting.confidence import fit_confidence, measure
from eval.fitting.cross_validation import cross_validate, risk_coverage_svg
from eval.fitting.fusion import fit_fusion, gather
from eval.fitting.reader_weights import fit_reading, mean_f1, right_first
from eval.formats.beir import read_beir
from eval.formats.squad import read_squad
from eval.questions import EvalSet
from qa.confidence.weights import Weights, load_weights
from qa.read.reader.factory import open_reader
from qa.retrieve.weights import FusionWeights
from qa.service import Service
from qa.settings import Settings

#: Sample that fusion weights are fitted on.
ARTICLES, QUESTIONS = 60, 2000
SHOWN = Console()


def sample(evalset: EvalSet) -> EvalSet:
    """Articles of a SQuAD file at equal distances, and a random sample of their questions."""
    documents = evalset.documents[:: max(1, len(evalset.documents) // ARTICLES)]
    ids = {document.id for document in documents}
    questions = [q for q in evalset.questions if q.gold and q.gold[0].document_id in ids]
    random.Random(0).shuffle(questions)
    return EvalSet(evalset.name, questions[:QUESTIONS], documents)


def opened(evalset: EvalSet) -> Service:
    """A service over the documents of a set."""
    settings = Settings()
    # A reader given as an argument need not be the one that the present weights were fitted for.
    reader = open_reader(settings.reader)
    return open_corpus(
        evalset.documents,
        settings,
        lambda done, of: SHOWN.print(f"{done}/{of}"),
        open_service=partial(Service, reader=reader),
    )


def fusion(squad: EvalSet, folders: list[Path]) -> FusionWeights:
    """Fitted fusion weights, or the present ones if there is no folder."""
    if not folders:
        return load_weights().fusion
    sets = [sample(squad), *map(read_beir, folders)]
    return fit_fusion([[*gather(opened(one), one.questions)] for one in sets])


def main() -> None:
    """Read the arguments, fit, write."""
    arguments = parsed()
    squad = read_squad(arguments.squad)
    fused = fusion(squad, arguments.beir)
    SHOWN.print(fused)
    sets = sets_of(arguments, squad)
    services = [opened(one) for one in sets]
    asked = [cases(service, one, arguments.questions) for service, one in zip(services, sets, strict=True)]
    reading = fit_reading([case for each in asked for case in each])
    for one, each in zip(sets, asked, strict=True):
        answerable = [case for case in each if case.answers]
        for counted in (reading.model_copy(update={"odds": 0.0}), reading):
            first, overlap = right_first(answerable, counted), mean_f1(answerable, counted)
            SHOWN.print(f"{one.name}, {counted}: right passage first {first:.4f}, F1 {overlap:.4f}")
    measured = [measure(each, reading) for each in asked]
    validated = cross_validate(measured)
    for one, said in zip(sets, validated, strict=True):
        SHOWN.print(f"{one.name}: {said.summary()}")
    confidence = fit_confidence(measured)
    paths = [
        arguments.squad,
        arguments.qed,
        *filter(None, [arguments.misleading, arguments.nq, arguments.tables]),
    ]
    weights = Weights(
        fitted_on=", ".join(path.name for path in [*paths, *arguments.beir]),
        reader=str(services[0].reader.identity["revision"]),
        fusion=fused,
        reading=reading,
        **confidence._asdict(),
    )
    SHOWN.print(weights)
    arguments.out.write_text(weights.model_dump_json(indent=2) + "\n", encoding="utf-8")
    arguments.out.with_name("risk-coverage.svg").write_text(risk_coverage_svg(validated), encoding="utf-8")


def sets_of(arguments: argparse.Namespace, squad: EvalSet) -> list[EvalSet]:
    """What probabilities are fitted on."""
    held = kept_back(squad)
    if arguments.misleading:
        held = with_misleading(held, arguments.misleading)
    sets = [held, kept_back_qed(arguments.qed)]
    if arguments.nq:
        sets.append(natural_questions(arguments.nq))
    if arguments.tables:
        sets.append(kept_back_tables(arguments.tables))
    return sets


def parsed() -> argparse.Namespace:
    """The arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--squad", type=Path, required=True, help="the SQuAD v1.1 file that the reader was trained on"
    )
    parser.add_argument("--qed", type=Path, required=True, help="the QED file that the reader was trained on")
    parser.add_argument("--misleading", type=Path, help="a folder of unanswerable questions on --squad")
    parser.add_argument("--nq", type=Path, help="questions with passages; every second is fitted on")
    parser.add_argument("--tables", type=Path, help="the folder of WikiTableQuestions")
    parser.add_argument("--beir", type=Path, action="append", default=[], help="folders in BEIR's layout")
    parser.add_argument("--questions", type=int, default=1500, help="questions of each held-out set")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
