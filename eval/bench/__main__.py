"""Measure Sourceline beside txtai: indexing, one client, many clients, memory.

    python -m eval.bench --documents docs.jsonl --questions questions.json --sizes 1000 10000 --out DIR

Documents are JSON lines with `id`, `title` and `text`; questions a JSON list.  txtai is installed into a
virtual environment in the output folder.  Its index and ours are kept there, so a second run with
`--keep` measures the servers alone.  The servers of both run at the same time and are asked in turn.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from statistics import mean

from eval.bench.load import Throughput, latencies, throughput
from eval.bench.measured import Row, percentile, plot, table
from eval.bench.systems import Indexed, Served, Sourceline, Txtai

Engine = Sourceline | Txtai
FIRST_PORT = 18_340
#: Questions before anything is counted, the same number for each engine.
WARM = 40
#: The parts into which the seconds of load are cut, the engines in turn.
TURNS = 2


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--peer", type=Path, help="txtai's virtual environment; made where there is none")
    parser.add_argument("--asked", type=int, default=300, help="questions of one client")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=20.0, help="of load for each engine")
    parser.add_argument("--keep", action="store_true", help="use the indexes of an earlier run")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    engines: list[Engine] = [Sourceline(), Txtai(options.peer or options.out / "txtai")]
    questions = json.loads(options.questions.read_text(encoding="utf-8"))
    rows: list[Row] = []
    for size in options.sizes:
        indexed = _index(engines, options.documents, size, options.out, keep=options.keep)
        rows += _serve(engines, indexed, size, questions, options)
        print(table(rows), flush=True)
        kept = [{"engine": row.engine, "documents": row.documents, **row.values} for row in rows]
        (options.out / "bench.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")
        plot(rows, options.out / "bench.svg")


def _index(
    engines: Sequence[Engine], documents: Path, size: int, out: Path, *, keep: bool
) -> dict[str, Indexed]:
    """Index the first documents with every engine, one after the other."""
    part = out / f"documents-{size}.jsonl"
    with documents.open(encoding="utf-8") as lines:
        part.write_text("".join(islice(lines, size)), encoding="utf-8")
    found = {}
    for engine in engines:
        home, kept = _home(out, engine, size), out / f"index-{engine.name}-{size}.json"
        if keep and kept.exists():
            found[engine.name] = Indexed(**json.loads(kept.read_text(encoding="utf-8")))
            continue
        shutil.rmtree(home, ignore_errors=True)
        found[engine.name] = indexed = engine.index(part, home)
        kept.write_text(json.dumps(indexed._asdict()), encoding="utf-8")
    return found


def _home(out: Path, engine: Engine, size: int) -> Path:
    return out / f"{engine.name.lower()}-{size}"


def _serve(
    engines: Sequence[Engine],
    indexed: dict[str, Indexed],
    size: int,
    questions: Sequence[str],
    options: argparse.Namespace,
) -> list[Row]:
    """Start all servers and ask them in turn."""
    values = {
        name: {"index": one.documents / one.seconds if one.seconds else 0.0} for name, one in indexed.items()
    }
    with ExitStack() as servers:
        served: dict[str, Served] = {}
        for number, engine in enumerate(engines):
            running = engine.serve(_home(options.out, engine, size), FIRST_PORT + number, questions[0])
            served[engine.name] = servers.enter_context(running)
            values[engine.name]["start"] = served[engine.name].seconds
        for kind in ("search", "ask"):
            _measure(kind, served, questions, options, values)
        for name, one in served.items():
            values[name]["resident"], values[name]["of it no file"] = one.memory()
    return [Row(name, indexed[name].documents, held) for name, held in values.items()]


def _measure(
    kind: str,
    served: dict[str, Served],
    questions: Sequence[str],
    options: argparse.Namespace,
    values: dict[str, dict[str, float]],
) -> None:
    """Measure one kind of request at every server that has it."""
    targets = [one.targets[kind] for one in served.values() if kind in one.targets]
    asyncio.run(latencies(targets, questions[:WARM]))
    timed = asyncio.run(latencies(targets, questions[WARM : WARM + options.asked]))
    loads: dict[str, list[Throughput]] = {target.name: [] for target in targets}
    rest = questions[WARM + options.asked :]
    for turn in range(TURNS):
        for target in targets:
            asked = rest[turn::TURNS]
            done = asyncio.run(throughput(target, asked, options.clients, options.seconds / TURNS))
            loads[target.name].append(done)
    for name, times in timed.items():
        held, done_there = values[name], loads[name]
        held[f"{kind} p50"], held[f"{kind} p99"] = percentile(times, 0.5), percentile(times, 0.99)
        held[f"{kind}, many clients"] = mean(one.per_second for one in done_there)
        share = max(one.own_share for one in done_there)
        held["load generator"] = max(share, held.get("load generator", 0.0))
        held["other than 200"] = held.get("other than 200", 0) + sum(one.failed for one in done_there)


if __name__ == "__main__":
    main()
