"""Fit and measure the check of short answers, `qa/confidence/check.py`.

    python -m eval.fitting.check --squad2 dev.json.gz --nq dev.jsonl.gz --qed train.jsonl.gz \\
        [--out qa/confidence/check.json]

Of SQuAD 2.0 the articles that the reader has not learnt from are asked, of QED the paragraphs kept back; one
half of each set is fitted on, the other one measured.  Without `--out` the model that ships is measured.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from eval.fitting.cases import Case, cases
from eval.fitting.gathering import opened
from eval.fitting.logistic import fit_logistic
from eval.fitting.measured import measure
from eval.fitting.sets import kept_back_qed, natural_questions
from eval.formats.files import text_of
from eval.formats.squad import read_squad
from eval.questions import EvalSet
from qa.compose.compose import compose
from qa.confidence.check import DOUBTFUL, CheckModel, check_model, features
from qa.confidence.judging import judge
from qa.confidence.levels import decide
from qa.confidence.logistic import Logistic, probability
from qa.confidence.policy import AnswerPolicy
from qa.confidence.weights import Weights, load_weights
from qa.schemas import AnswerForm, Level
from qa.support.bundled import BundledSupport

SHOWN = Console()
#: Of SQuAD 2.0's articles the reader has learnt from every second one, beginning with the first.
PARTS, FITTED, MEASURED = 4, 1, 3


class Answered(NamedTuple):
    """A short answer that is shown: what the check looks at, and whether it is right."""

    features: dict[str, float]
    right: bool


def squad2(path: Path, part: int) -> EvalSet:
    """The questions of every fourth article; all articles are searched."""
    whole, articles = read_squad(path), json.loads(text_of(path))["data"][part::PARTS]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    kept = {asked["id"] for paragraph in paragraphs for asked in paragraph["qas"]}
    return EvalSet(whole.name, [one for one in whole.questions if one.id in kept], whole.documents)


def answered(support: BundledSupport, found: Sequence[Case], weights: Weights) -> Iterator[Answered]:
    """The short answers that are shown at the default error rate."""
    least = AnswerPolicy().least_probability(None, weights)
    for case in (one for one in found if one.read):
        findings = case.findings(weights.reading)
        drafts = compose(findings)
        decision = decide(case.question, judge(findings, drafts, weights), least, weights.closest)
        best = decision.best
        if decision.level is Level.ANSWERED and best and best.form is AnswerForm.SPAN:
            right = measure([case], weights.reading)[0].answers[drafts.index(best)].right
            measured = features(support, case.question, best, decision.probability)
            yield Answered(measured, bool(right))


def main() -> None:
    """Read the arguments, ask, fit, measure, print."""
    arguments = parsed()
    support, weights = BundledSupport(), load_weights()

    def asked(half: int) -> dict[str, list[Answered]]:
        sets = [
            squad2(arguments.squad2, (FITTED, MEASURED)[half]),
            natural_questions(arguments.nq, half),
            kept_back_qed(arguments.qed, half),
        ]
        return {
            one.name: [*answered(support, cases(opened(one), one, arguments.questions), weights)]
            for one in sets
        }

    model = fitted(asked(0), support) if arguments.out else check_model()
    if arguments.out:
        arguments.out.write_text(model.model_dump_json(indent=1) + "\n", "utf-8")
    report(asked(1), model.right)


def fitted(sets: Mapping[str, Sequence[Answered]], support: BundledSupport) -> CheckModel:
    """The model fitted on the answers of some sets."""
    rows = [one for each in sets.values() for one in each]
    right = fit_logistic([one.features for one in rows], [one.right for one in rows])
    return CheckModel(fitted_on=", ".join(sets), support=str(support.identity["revision"]), right=right)


def report(sets: Mapping[str, Sequence[Answered]], right: Logistic) -> None:
    """Print how many right and how many wrong answers the check takes away."""
    table = Table("set", "right", "taken away", "wrong", "taken away")
    for name, found in sets.items():
        row = [name]
        for is_right in (True, False):
            some = [one for one in found if one.right is is_right]
            gone = sum(probability(right, one.features) < DOUBTFUL for one in some)
            row += [str(len(some)), str(gone)]
        table.add_row(*row)
    SHOWN.print(table)


def parsed() -> argparse.Namespace:
    """The arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad2", type=Path, required=True, help="a file of SQuAD 2.0")
    parser.add_argument("--nq", type=Path, required=True, help="questions with passages, gzipped JSON lines")
    parser.add_argument("--qed", type=Path, required=True, help="QED, gzipped JSON lines")
    parser.add_argument("--questions", type=int, default=500, help="of each set and half")
    parser.add_argument("--out", type=Path, help="write the fitted numbers here")
    return parser.parse_args()


if __name__ == "__main__":
    main()
