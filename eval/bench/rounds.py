"""Measure engines in rounds, one after the other within each: what disturbs one disturbs the others."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from eval.bench.engine import Engine, Indexed, Served
from eval.bench.load import latencies, throughput
from eval.bench.measured import percentile

FIRST_PORT = 18_340
#: Questions before anything is counted, at each engine.
WARM = 20

#: A value for each round, by engine and measure.
Values = dict[str, dict[str, list[float]]]


class Plan(NamedTuple):
    """What is measured.

    Args:
        rounds: Each engine in turn.
        asked: Questions of one client in a round.
        clients: How many ask at the same time.
        seconds: Of load at each engine, for each number of clients, in a round.
    """

    rounds: int
    asked: int
    clients: Sequence[int]
    seconds: float


def home_of(out: Path, engine: str, size: int) -> Path:
    """Where the index of an engine is."""
    return out / f"{engine.lower()}-{size}"


def new_values() -> Values:
    """No values yet."""
    return defaultdict(lambda: defaultdict(list))


def index_all(engines: Sequence[Engine], documents: Path, size: int, out: Path, *, keep: bool) -> Values:
    """Index a file with each engine, once; indexes that are there are kept if `keep` says so.

    An index that something else has made has no values.
    """
    values = new_values()
    for engine in engines:
        home, known = home_of(out, engine.name, size), out / f"index-{engine.name}-{size}.json"
        if not (keep and home.exists()):
            shutil.rmtree(home, ignore_errors=True)
            found = engine.index(documents, home)
            known.write_text(json.dumps(found._asdict()), encoding="utf-8")
        if known.exists():
            _note_index(values, engine.name, Indexed(**json.loads(known.read_text(encoding="utf-8"))))
    return values


def index_rounds(engines: Sequence[Engine], documents: Path, rounds: int, out: Path, values: Values) -> None:
    """Index a file with each engine in turn, in new folders that are deleted.

    What the whole index took is then a measure of its own.
    """
    home = out / "round"
    for held in values.values():
        held["index, all"] = held.pop("index", [])
        held["index CPU, all"] = held.pop("index CPU", [])
    for _ in range(rounds):
        for engine in engines:
            shutil.rmtree(home, ignore_errors=True)
            _note_index(values, engine.name, engine.index(documents, home))
    shutil.rmtree(home, ignore_errors=True)


def _note_index(values: Values, name: str, found: Indexed) -> None:
    values[name]["index"].append(found.documents / found.seconds)
    values[name]["index CPU"].append(1e3 * found.cpu / found.documents)


def serve_all(
    engines: Sequence[Engine], homes: Mapping[str, Path], questions: Sequence[str], plan: Plan
) -> Values:
    """Start all servers, and ask them in turn."""
    values = new_values()
    with ExitStack() as servers:
        served: dict[str, Served] = {}
        for number, engine in enumerate(engines):
            running = engine.serve(homes[engine.name], FIRST_PORT + number, questions[0])
            served[engine.name] = servers.enter_context(running)
            values[engine.name]["start"].append(served[engine.name].seconds)
        for kind in ("search", "ask"):
            having = {name: one for name, one in served.items() if kind in one.targets}
            asyncio.run(latencies([one.targets[kind] for one in having.values()], questions[:WARM]))
            for number in range(plan.rounds):
                _round(kind, having, questions, number, plan, values)
        for name, one in served.items():
            values[name]["resident"].append(one.memory())
    return values


def _round(
    kind: str,
    served: Mapping[str, Served],
    questions: Sequence[str],
    number: int,
    plan: Plan,
    values: Values,
) -> None:
    """Ask every server that has this kind: one question at a time, then from many clients."""
    at = WARM + number * plan.asked
    asked = questions[at : at + plan.asked]
    timed = asyncio.run(latencies([one.targets[kind] for one in served.values()], asked))
    for name, times in timed.items():
        values[name][f"{kind} p50"].append(percentile(times, 0.5))
        values[name][f"{kind} p99"].append(percentile(times, 0.99))
    fresh = questions[WARM + plan.rounds * plan.asked :]
    for step, clients in enumerate(plan.clients):
        # No question comes twice: an answer that is remembered is no answer that is found.
        part = fresh[step * plan.rounds + number :: len(plan.clients) * plan.rounds]
        for name, one in served.items():
            before = one.cpu()
            done = asyncio.run(throughput(one.targets[kind], part, clients, plan.seconds))
            held = values[name]
            held[f"{kind}, {clients} clients"].append(done.per_second)
            if done.full:
                held[f"{kind} CPU, {clients} clients"].append(1e3 * (one.cpu() - before) / done.full)
            held["load generator"].append(done.own_share)
            held["not full"].append(done.failed)
            held["asked twice"].append(max(0, done.full - len(part)))


def floor_rounds(documents: Path, home: Path, questions: Path, rounds: int) -> dict[str, list[float]]:
    """What raw FAISS and tantivy take, over the vectors of our own index."""
    values: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        command = [sys.executable, "-m", "eval.bench.floor", str(documents), str(home), str(questions)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        for name, value in json.loads(done.stdout.splitlines()[-1]).items():
            values[name].append(value)
    return values
