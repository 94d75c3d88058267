"""Benchmark of follow-up questions: how near rewriting brings them to what people made of them.

    python -m eval.follow_ups --half test --canard canard_dev.jsonl.gz --cast cast_2020.jsonl.gz \\
        --squad dev.json.gz

Prints a table for each set: one row a rewriter, the questions as typed among them.  CANARD is measured twice:
with the title and the heading that its writers saw as the first turn, and with what was asked and answered
alone.  CAsT's conversations have no answers.  SQuAD's questions stand alone: each is asked after another of
its article, and after one of another article, and should stay as it is.  CANARD is halved by dialogue and
SQuAD by article; the rewriter's weights are learnt from the halves `develop`.  CAsT's file is taken whole:
2019's was learnt from, 2020's was not.

With `--llm-url` and `--llm-model` a language model is measured beside.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.follow_ups.cases import HALVES, Case, of_half, read_alone, read_canard, read_cast
from eval.follow_ups.measures import Figures, Rewriting, measure
from qa.conversation.follow_up.language_model import LanguageModel
from qa.conversation.follow_up.rewrite import rewrite
from qa.conversation.follow_up.rewriter import Rewriter

COLUMNS = ("rewriter", "word F1", "gain", "touched", "worse", "better", "stand-alone left alone")


def read_sets(
    half: str, canard: Path | None, cast: Path | None, squad: Path | None
) -> Mapping[str, list[Case]]:
    """The sets that files were given for, by name.  Raises `BadSet`."""
    sets = {}
    if canard:
        sets[f"CANARD, {half} half"] = of_half(read_canard(canard), half)
        sets[f"CANARD, {half} half, without titles"] = of_half(read_canard(canard, title=False), half)
    if cast:
        sets[f"CAsT ({cast.name})"] = read_cast(cast)
    if squad:
        sets[f"SQuAD, {half} half, after the same article"] = of_half(read_alone(squad, related=True), half)
        sets[f"SQuAD, {half} half, after another article"] = of_half(read_alone(squad, related=False), half)
    return sets


def rewriters(llm_url: str | None, llm_model: str | None) -> Mapping[str, Rewriting]:
    """What is measured, by name."""
    found: dict[str, Rewriting] = {"as typed": lambda case: case.question, "learnt": _learnt}
    if llm_url and llm_model:
        runner = asyncio.Runner()
        model = Rewriter(LanguageModel(llm_url, llm_model))

        def by_model(case: Case) -> str:
            return runner.run(model.suggest(case.question, case.history)) or _learnt(case)

        found[llm_model] = by_model
    return found


def _learnt(case: Case) -> str:
    return rewrite(case.question, case.history).question


def table(name: str, cases: list[Case], measured: Mapping[str, Rewriting]) -> Table:
    """The figures of all rewriters on one set."""
    shown = Table(*COLUMNS, title=f"{name}: {len(cases)} questions")
    for rewriter, rewriting in measured.items():
        shown.add_row(rewriter, *_row(measure(cases, rewriting)))
    return shown


def _row(figures: Figures) -> list[str]:
    gain = figures.rewritten - figures.typed
    return [
        f"{figures.rewritten:.3f}",
        f"{gain:+.3f} [{figures.gain.low:+.3f}, {figures.gain.high:+.3f}]",
        *(f"{share:.3f}" for share in (figures.touched, figures.worse, figures.better)),
        f"{figures.kept:.3f} of {figures.alone}" if figures.alone else "-",
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.follow_ups",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--half", choices=HALVES, default="develop")
    for name in ("--canard", "--cast", "--squad"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--llm-url")
    parser.add_argument("--llm-model")
    arguments = parser.parse_args()
    sets = read_sets(arguments.half, arguments.canard, arguments.cast, arguments.squad)
    if not sets:
        parser.error("name at least one of --canard, --cast and --squad")
    measured = rewriters(arguments.llm_url, arguments.llm_model)
    console = Console()
    for name, cases in sets.items():
        console.print(table(name, cases, measured))


if __name__ == "__main__":
    main()
