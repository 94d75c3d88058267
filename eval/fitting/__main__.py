"""Fit the weights and thresholds in qa/confidence/weights.json.

    python -m eval.fitting --squad train.json.gz --qed qed.jsonl.gz --misleading squad2_unanswerable \\
        --nq nq.jsonl.gz --tables tables --clapnq clapnq --out qa/confidence/weights.json

The probabilities and the thresholds are fitted on articles that the reader was not trained on.  With
`--reading` the weights of the reader beside retrieval are fitted too, with `--beir` those of fusion, on a
sample of the SQuAD file and on these folders; else the present ones are kept.  Their quality is measured by
cross-validation, and with each set left out in turn; both are printed, and the first is drawn beside `--out`.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from rich.console import Console

from eval.fitting.confidence import fit_confidence
from eval.fitting.cross_validation import cross_validate, leave_one_out, risk_coverage_svg
from eval.fitting.fusion import fit_fusion, gather
from eval.fitting.gathering import Sources, measure_all, opened
from eval.formats.beir import read_beir
from eval.formats.squad import read_squad
from eval.questions import EvalSet
from qa.confidence.weights import Weights, load_weights
from qa.read.reader.factory import open_reader
from qa.retrieve.weights import FusionWeights
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


def fusion(squad: Path, folders: list[Path]) -> FusionWeights:
    """Fitted fusion weights, or the present ones if there is no folder."""
    if not folders:
        return load_weights().fusion
    sets = [sample(read_squad(squad)), *map(read_beir, folders)]
    return fit_fusion([[*gather(opened(one), one.questions)] for one in sets])


def main() -> None:
    """Read the arguments, fit, write."""
    arguments = parsed()
    fused = fusion(arguments.squad, arguments.beir)
    sources = Sources(
        arguments.squad,
        arguments.qed,
        arguments.misleading,
        arguments.nq,
        arguments.tables,
        arguments.clapnq,
        arguments.fetaqa,
    )
    reading, sets = measure_all(sources, arguments.questions, fit=arguments.reading)
    measured, elsewhere = [one.asked for one in sets], [case for one in sets for case in one.elsewhere]
    validated = cross_validate(measured, elsewhere)
    for said, way in ((validated, "other folds"), (leave_one_out(measured), "other sets")):
        SHOWN.print(f"Fitted on {way}:")
        for one, found in zip(sets, said, strict=True):
            SHOWN.print(f"- {one.name}: {found.summary()}")
    weights = Weights(
        fitted_on=", ".join(path.name for path in [*filter(None, sources), *arguments.beir]),
        reader=str(open_reader(Settings().reader).identity["revision"]),
        fusion=fused,
        reading=reading,
        **fit_confidence(measured, elsewhere)._asdict(),
    )
    SHOWN.print(weights)
    arguments.out.write_text(weights.model_dump_json(indent=2) + "\n", encoding="utf-8")
    arguments.out.with_name("risk-coverage.svg").write_text(risk_coverage_svg(validated), encoding="utf-8")


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
    parser.add_argument("--clapnq", type=Path, help="the folder of ClapNQ; every second is fitted on")
    parser.add_argument("--fetaqa", type=Path, help="FeTaQA, gzipped JSON lines")
    parser.add_argument("--reading", action="store_true", help="fit the weights of the reader, too")
    parser.add_argument("--beir", type=Path, action="append", default=[], help="folders in BEIR's layout")
    parser.add_argument("--questions", type=int, default=1500, help="questions of each set")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
