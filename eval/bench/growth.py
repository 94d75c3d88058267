"""Measure how one data folder grows: build time, disk, memory, start, search, answer, write, delete.

    python -m eval.bench.growth --documents docs.jsonl --questions questions.json \
        --sizes 1000 10000 100000 1000000 --out DIR

Documents are JSON lines with `id`, `title` and `text`, one passage each; questions a JSON list.  The first
`--real` documents are embedded; what a size has beyond them is made of their sentences and vectors
(`eval/bench/recombined.py`), and goes the way of every write but for cutting and embedding.  The folder
grows from one size to the next.  Each size is opened and measured in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from qa.cli.matrix_threads import one_matrix_thread

one_matrix_thread()  # as `qa` does, before numpy is imported

from eval.bench.recombined import Recombined  # noqa: E402
from index.documents import Document  # noqa: E402
from qa.service import Service  # noqa: E402
from qa.settings import Settings  # noqa: E402

#: Passages that become searchable together.
BATCH = 5000
STORES = ("catalog", "lexical", "vectors", "columns")
#: Seconds to wait for the vectors' lists to be made beside the searches.
PATIENCE = 3600.0


def main() -> None:
    """Read the arguments, grow, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--real", type=int, default=2000, help="documents that are embedded")
    parser.add_argument("--asked", type=int, default=1000, help="questions at each size")
    parser.add_argument("--answered", type=int, default=200, help="of them, that are answered, too")
    options = parser.parse_args()
    home = options.out / "home"
    options.out.mkdir(parents=True, exist_ok=True)
    questions = json.loads(options.questions.read_text(encoding="utf-8"))[: options.asked]
    asked = options.out / "asked.json"
    asked.write_text(json.dumps(questions), encoding="utf-8")
    rows: list[dict[str, float]] = []
    for size in sorted(options.sizes):
        row = grow(home, options.documents, options.real, size)
        row |= probe(home, asked, options.answered)
        row |= disk(home, size)
        rows.append(row)
        (options.out / "growth.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
        print(table(rows), flush=True)
        plot(rows, options.out / "growth.svg")


def grow(home: Path, documents: Path, real: int, size: int) -> dict[str, float]:
    """Let the folder have `size` passages and all its stores be made; says what that took."""
    service = Service(Settings(home=home))
    start, used = time.perf_counter(), time.process_time()
    before = _count(service)
    if before < min(real, size):
        with documents.open(encoding="utf-8") as lines:
            part = [json.loads(line) for line in islice(lines, before, min(real, size))]
        given = [Document(one["id"], one["text"], one["title"]) for one in part]
        for at in range(0, len(given), BATCH):
            service.ingester.add("default", given[at : at + BATCH])
    if _count(service) < size:
        _extend(service, real, size)
    snapshot = service.index.snapshot("default")
    snapshot.columns.catch_up()
    deadline = time.monotonic() + PATIENCE
    while service.index.snapshot("default").vectors.is_behind and time.monotonic() < deadline:
        time.sleep(0.2)
    added = max(_count(service) - before, 1)
    return {
        "passages": float(_count(service)),
        "build s": time.perf_counter() - start,
        "build CPU ms a passage": 1e3 * (time.process_time() - used) / added,
    }


def _count(service: Service) -> int:
    try:
        return len(service.index.snapshot("default").vectors)
    except Exception:  # there is no collection yet
        return 0


def _extend(service: Service, real: int, size: int) -> None:
    """Add passages that are made of the real ones."""
    snapshot = service.index.snapshot("default")
    kept = snapshot.fetch(sorted(snapshot.vectors.ids())[:real])
    count = len(snapshot.vectors)
    made = Recombined([*kept.values()], seed=count)
    identity = service.embedder.identity
    for at in range(count, size, BATCH):
        batch = [*made.documents(at, min(BATCH, size - at))]
        service.index.publish("default", batch, identity)
        print(f"{at + BATCH} of {size} passages", file=sys.stderr, flush=True)


def probe(home: Path, questions: Path, answered: int) -> dict[str, float]:
    """Measure the folder in a fresh process."""
    command = [sys.executable, "-m", "eval.bench.growth_probe", str(home), str(questions)]
    done = subprocess.run(
        [*command, str(time.time()), str(answered)], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def disk(home: Path, size: int) -> dict[str, float]:
    """Bytes a passage, by store."""
    found = dict.fromkeys(STORES, 0)
    for path in home.rglob("*"):
        if path.is_file():
            name = path.relative_to(home).parts[:3]  # a store's files may have another store's name
            store = next((one for one in STORES if any(part.startswith(one) for part in name)), "catalog")
            found[store] += os.stat(path).st_size
    shown = {f"disk B a passage, {store}": used / size for store, used in found.items()}
    return shown | {"disk B a passage": sum(found.values()) / size}


def table(rows: Sequence[dict[str, float]]) -> str:
    """A table in Markdown: a row a measure, a column a size."""
    sizes = " | ".join(f"{row['passages']:,.0f}" for row in rows)
    lines = [f"| passages | {sizes} |", f"| --- | {' | '.join(['---:'] * len(rows))} |"]
    for name in dict.fromkeys(name for row in rows for name in row if name != "passages"):
        shown = " | ".join(f"{row[name]:,.3g}" if name in row else "" for row in rows)
        lines.append(f"| {name} | {shown} |")
    return "\n".join(lines)


def plot(rows: Sequence[dict[str, float]], path: Path) -> None:
    """Draw how the measures grow."""
    from matplotlib.figure import Figure

    names = (
        "build CPU ms a passage",
        "disk B a passage",
        "resident MB",
        "start to first answer s",
        "search p50 ms",
        "ask p50 ms",
    )
    figure = Figure(figsize=(12, 6), layout="constrained")
    for place, name in enumerate(names, 1):
        axes = figure.add_subplot(2, 3, place)
        axes.plot([row["passages"] for row in rows], [row[name] for row in rows], marker="o")
        axes.set(title=name, xscale="log", ylim=(0, None), xlabel="passages")
    figure.savefig(path)


if __name__ == "__main__":
    main()
