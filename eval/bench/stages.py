"""Where the time of a question goes: milliseconds of each stage, in one process, one question after another.

    python -m eval.bench.stages --home DIR --questions questions.json --kind search --asked 300

The data folder is one of `python -m eval.bench`.  A stage's time is its own, without that of the stages
inside it.  With `--cpu` it is the time of the asking thread on a processor, which other programs on the
machine change less; what the models' own threads do is not in it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from qa.cli.matrix_threads import one_matrix_thread

one_matrix_thread()  # as `qa` does, before numpy is imported

from eval.bench.measured import percentile  # noqa: E402
from index.embed.model_embedder import ModelEmbedder  # noqa: E402
from index.search.snapshot import Snapshot  # noqa: E402
from index.store.lexical import LexicalSnapshot  # noqa: E402
from index.store.vectors import VectorIndex  # noqa: E402
from qa import pipeline  # noqa: E402
from qa.read.table_questions.found_tables import TableReader  # noqa: E402
from qa.retrieve import retriever, scores  # noqa: E402
from qa.retrieve.collection_wordings import CollectionWordings  # noqa: E402
from qa.retrieve.spelling.spellers import Spellers  # noqa: E402
from qa.schemas import AskQuery, Query  # noqa: E402
from qa.service import Service  # noqa: E402
from qa.settings import Settings  # noqa: E402

#: Questions that are asked before anything is counted.
WARM = 40
#: The stages: a name, what holds the function, and the function's name; in the order of a question.
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("parsing", pipeline, "parse"),
    ("parsing", pipeline, "parse_search"),
    ("spelling", Spellers, "corrected"),
    ("other wordings", CollectionWordings, "of"),
    ("embedding", ModelEmbedder, "embed_questions"),
    ("FAISS", VectorIndex, "search"),
    ("tantivy", LexicalSnapshot, "search"),
    ("tantivy", LexicalSnapshot, "scores"),
    ("columns", Snapshot, "columns_of"),
    ("candidates", retriever, "retrieve"),
    ("question's terms", retriever, "question_terms"),
    ("MaxSim", scores, "maxsim"),
    ("term overlap", scores, "term_overlap"),
    ("other scores", retriever, "score"),
    ("fusion", retriever, "fuse"),
    ("copies", retriever, "distinct"),
    ("copies", retriever, "fold_dated_copies"),
    ("passages from SQLite", Snapshot, "fetch"),
    ("around reading", pipeline, "read_passages"),
    ("labels, speakers", pipeline, "weigh_labels"),
    ("labels, speakers", pipeline, "weigh_readings"),
    ("tables", TableReader, "found"),
    ("values", pipeline, "candidate_values"),
    ("composing", pipeline, "compose"),
    ("confidence", pipeline, "judge"),
    ("yes or no", pipeline, "settle"),
    ("claims", pipeline, "select_claims"),
    ("response", pipeline, "search_response"),
    ("response", pipeline, "ask_response"),
)
READING, JSON, REST = "reading", "JSON", "all else"
#: What is not our own code.
LIBRARIES = frozenset({"embedding", "FAISS", "tantivy", READING})


class Stages:
    """Collects the milliseconds of the stages of each question while functions are watched."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._open = [REST]
        self._last = clock()
        self._current: defaultdict[str, float] = defaultdict(float)
        self.questions: list[Mapping[str, float]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """What runs inside counts for a stage, and not for the one around it."""
        self._count()
        self._open.append(name)
        try:
            yield
        finally:
            self._count()
            self._open.pop()

    def _count(self) -> None:
        now = self._clock()
        self._current[self._open[-1]] += 1e3 * (now - self._last)
        self._last = now

    def begin(self) -> None:
        """A question begins."""
        self._current.clear()
        self._last = self._clock()

    def end(self) -> None:
        """It is answered."""
        self._count()
        self.questions.append(dict(self._current))

    def watched(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function whose time counts for a stage."""

        def run(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return function(*args, **kwargs)

        return run


@contextmanager
def watching(stages: Stages, service: Service) -> Iterator[None]:
    """Watch the functions of all stages."""
    with ExitStack() as undo:
        for name, holder, attribute in (*STAGES, (READING, type(service.reader), "read")):
            function = getattr(holder, attribute)
            setattr(holder, attribute, stages.watched(name, function))
            undo.callback(setattr, holder, attribute, function)
        yield


def measured(service: Service, questions: Sequence[str], kind: str, stages: Stages) -> None:
    """Ask all questions, the first `WARM` of them before anything is counted."""
    ask: Callable[[str], Any] = (
        (lambda question: service.search(Query(question=question)))
        if kind == "search"
        else (lambda question: service.ask(AskQuery(question=question)))
    )
    for question in questions[:WARM]:
        ask(question).model_dump_json()
    with watching(stages, service):
        for question in questions[WARM:]:
            stages.begin()
            response = ask(question)
            with stages.stage(JSON):
                response.model_dump_json(by_alias=True)
            stages.end()


def table(questions: Sequence[Mapping[str, float]]) -> str:
    """A table in Markdown: the median of each stage, then those of all of our own code and of the whole."""
    names = dict.fromkeys([*(name for name, *_ in STAGES), JSON, REST])
    ordered = [name for name in (*names, READING) if any(name in one for one in questions)]
    rows = [(name, [one.get(name, 0.0) for one in questions]) for name in ordered]
    own = [sum(ms for name, ms in one.items() if name not in LIBRARIES) for one in questions]
    rows += [("our own code", own), ("the whole", [sum(one.values()) for one in questions])]
    lines = ["| stage | p50, ms | p99, ms |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {percentile(ms, 0.5):.2f} | {percentile(ms, 0.99):.2f} |" for name, ms in rows]
    return "\n".join(lines)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--kind", choices=("search", "ask"), default="search")
    parser.add_argument("--asked", type=int, default=300)
    parser.add_argument("--cpu", action="store_true")
    options = parser.parse_args()
    questions = json.loads(options.questions.read_text(encoding="utf-8"))[: options.asked + WARM]
    service = Service(Settings(home=options.home))
    service.warm()
    service.index.snapshot("default").columns.catch_up()
    stages = Stages(time.thread_time if options.cpu else time.perf_counter)
    measured(service, questions, options.kind, stages)
    print(table(stages.questions))


if __name__ == "__main__":
    main()
