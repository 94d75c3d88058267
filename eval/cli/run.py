"""`qa eval run`."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.open_client import Collection, SetPath, Split, Url, open_client, open_own_corpus
from index.errors import InvalidInput
from qa.cli.output import err, print_rows, printable
from qa.schemas import Mode

if TYPE_CHECKING:
    from eval.measures.summary import Metric
    from eval.questions import EvalSet, Question
    from eval.run_record import Run

SOME_FAILED = 1
RUNS = Path("eval-runs")
REPORT_FILE = "report.html"
#: Passages of a response by default.  To rank whole documents more are needed: several may be of one.
TOP_K, TOP_K_OF_DOCUMENTS = 10, 100


OwnDocuments = Annotated[
    bool, typer.Option("--corpus", help="Ask a temporary index of the documents in the set.")
]
Folder = Annotated[
    Path | None, typer.Option("--out", help="Folder of the record and the report; by default eval-runs/NAME.")
]
TopK = Annotated[
    int | None,
    typer.Option(
        "--top-k", "-k", min=1, max=100, help="Passages of each response; by default 10, or 100 for qrels."
    ),
]
MaxErrorRate = Annotated[
    float | None,
    typer.Option(
        "--max-error-rate",
        min=0,
        max=1,
        help="The share of shown answers that may be wrong; by default the setting of the service.",
    ),
]
RankBy = Annotated[
    Mode, typer.Option("--mode", help="Rank by all evidence, or by one retrieval method alone.")
]
Candidates = Annotated[
    int, typer.Option("--candidates", min=1, max=1000, help="Candidates that each retrieval method finds.")
]
Parallel = Annotated[
    int, typer.Option("--parallel", "-j", min=1, max=64, help="Questions asked at the same time.")
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Ask only the first so many questions.")]
Sample = Annotated[
    int | None,
    typer.Option("--sample", min=1, help="Ask only a random sample of this size, the same each time."),
]


def chosen(questions: Sequence[Question], sample: int | None) -> Sequence[Question]:
    """A random sample of the questions, in their order; all of them where none is wanted."""
    if sample is None or sample >= len(questions):
        return questions
    places = sorted(random.Random(0).sample(range(len(questions)), sample))
    return [questions[place] for place in places]


def run(
    path: SetPath,
    url: Url = None,
    corpus: OwnDocuments = False,
    folder: Folder = None,
    collection: Collection = "default",
    top_k: TopK = None,
    mode: RankBy = Mode.HYBRID,
    candidates: Candidates = 100,
    max_error_rate: MaxErrorRate = None,
    parallel: Parallel = 2,
    limit: Limit = None,
    sample: Sample = None,
    split: Split = "",
) -> None:
    """Ask every question of a set, measure the responses, write a record and a report.

    A run that was stopped goes on when it is started again. Exits with 1 if a question got no response.
    """
    from eval.client import AskOptions
    from eval.formats.registry import read_set
    from eval.runner import Plan, run_set
    from qa.cli.progress import shown_progress

    if corpus and (url or collection != "default"):
        raise InvalidInput(
            "This option cannot be combined with --url or --collection.",
            field="--corpus",
            hint="Leave one out.",
        )
    evalset = read_set(Path(path), split)
    evalset = replace(evalset, questions=chosen(evalset.questions[:limit], sample))
    options = AskOptions(collection, top_k or _depth(evalset), candidates, mode, max_error_rate)
    opened = open_own_corpus(evalset) if corpus else open_client(url)
    plan = Plan(evalset, opened.client, options, opened.place, parallel)
    folder = folder or RUNS / evalset.name
    with closing(opened.client), shown_progress(f"Asking {len(evalset.questions)} questions") as progress:
        done = run_set(plan, folder, progress, lambda line: err().print(line))
    _write_report(done, folder)
    _print_summary(done, folder)
    if done.scored.failed:
        raise typer.Exit(SOME_FAILED)


def _depth(evalset: EvalSet) -> int:
    whole = any(gold.end is None for question in evalset.questions for gold in question.gold)
    return TOP_K_OF_DOCUMENTS if whole else TOP_K


def _write_report(run: Run, folder: Path) -> None:
    from eval.cli.report import rendered
    from eval.run_record import write_whole

    write_whole(folder / REPORT_FILE, rendered(run, "html"))


def _print_summary(run: Run, folder: Path) -> None:
    headings = ("measure", "value", "95% interval", "n")
    print_rows(headings, map(_row, run.metrics.values()), headed=True)
    for outcome in [outcome for outcome in run.outcomes if outcome.error][:1]:
        first = f"{outcome.question_id}: {outcome.error}"
        err().print(printable(f"{len(run.scored.failed)} got no response; the first is {first}"))
    # On standard error, so that a pipe receives the table alone.
    err().print(f"\n{folder / 'run.json'}\n{folder / REPORT_FILE}")


def _row(metric: Metric) -> tuple[str, str, str, int]:
    interval = f"{metric.interval.low:.4f} to {metric.interval.high:.4f}" if metric.interval else ""
    return metric.measure, f"{metric.value:.4f}", interval, metric.n
