"""Measure Sourceline beside txtai and Haystack, and above raw FAISS and tantivy.

    python -m eval.bench --texts train.json.gz corpus.jsonl.gz --sizes 1000 10000 --make-peers --out DIR

Indexing, searching and asking, one client and many; every engine embeds with the same model on the same
machine, in the same run, in turn.  txtai is behind its own API, Haystack behind Hayhooks, its own server.
Neither answers questions without a language model, so `ask` is measured for Sourceline alone.  Texts are eval
sets of any known format or BEIR corpora; they are cut into passages of 100 words, each a document.

Writes `bench.json` (every value of every round), `bench.md` and `bench.png`.  Indexes are kept in the folder:
with `--keep` a second run uses them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

from eval.bench import floor, haystack, txtai
from eval.bench.engine import Engine, Environment
from eval.bench.measured import Row, plot, table
from eval.bench.rounds import Plan, Values, floor_rounds, home_of, index_all, index_rounds, serve_all
from eval.bench.sourceline import Sourceline
from eval.bench.texts import Texts, read_texts, write_lines

PEERS: dict[str, tuple[Callable[[Environment], Engine], tuple[str, ...]]] = {
    "txtai": (txtai.Txtai, txtai.PACKAGES),
    "haystack": (haystack.Haystack, haystack.PACKAGES),
}


def main() -> None:
    """Read the arguments, measure, write, print."""
    options = _options()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    engines = _engines(options)
    texts = read_texts(options.texts, max(options.sizes))
    questions = out / "questions.json"
    questions.write_text(json.dumps(texts.questions[: floor.WARM + options.asked]), encoding="utf-8")
    about = _about(engines, texts)
    rows: list[Row] = []
    for size in options.sizes:
        part = out / f"documents-{size}.jsonl"
        write_lines(texts.passages[:size], part)
        rows += _measured(engines, part, size, texts, questions, options)
        about["load average at the end"] = os.getloadavg()
        _write(about, rows, out)
    print((out / "bench.md").read_text(encoding="utf-8"))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, nargs="+", required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--peers", nargs="*", choices=[*PEERS], default=[*PEERS])
    parser.add_argument("--txtai", type=Path, help="its virtual environment; in the output folder by default")
    parser.add_argument("--haystack", type=Path, help="the same")
    parser.add_argument("--make-peers", action="store_true", help="make environments that are not there")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--index-rounds", type=int, default=0, help="measure indexing apart, this often")
    parser.add_argument("--index-passages", type=int, default=1000, help="how many are indexed then")
    parser.add_argument("--asked", type=int, default=100, help="questions of one client in a round")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--seconds", type=float, default=4.0, help="of load at each engine in a round")
    parser.add_argument("--processes", type=int, default=1, help="of Sourceline's server")
    parser.add_argument("--keep", action="store_true", help="use the indexes of an earlier run")
    return parser.parse_args()


def _engines(options: argparse.Namespace) -> list[Engine]:
    engines: list[Engine] = [Sourceline(options.processes)]
    for name in options.peers:
        engine, packages = PEERS[name]
        folder = getattr(options, name) or options.out / f"{name}-venv"
        engines.append(engine(Environment(folder, packages, make=options.make_peers)))
    return engines


def _measured(
    engines: list[Engine],
    part: Path,
    size: int,
    texts: Texts,
    questions: Path,
    options: argparse.Namespace,
) -> list[Row]:
    """All measures at one size."""
    out, plan = options.out, Plan(options.rounds, options.asked, options.clients, options.seconds)
    whole = index_all(engines, part, size, out, keep=options.keep)
    if options.index_rounds:
        first = out / "documents-first.jsonl"
        write_lines(texts.passages[: min(size, options.index_passages)], first)
        index_rounds(engines, first, options.index_rounds, out, whole)
    homes = {engine.name: home_of(out, engine.name, size) for engine in engines}
    _say("indexed", whole, size)
    served = serve_all(engines, homes, texts.questions, plan)
    found: Values = {engine.name: whole[engine.name] | served[engine.name] for engine in engines}
    _say("asked", found, size)
    found[floor.NAME] = floor_rounds(part, homes["Sourceline"], questions, options.rounds)
    return [Row(name, size, values) for name, values in found.items()]


def _say(what: str, values: Values, size: int) -> None:
    """Print what is known so far: the whole takes minutes."""
    rows = [Row(name, size, held) for name, held in values.items()]
    print(f"{time.strftime('%H:%M:%S')} {what}\n{table(rows)}\n", file=sys.stderr, flush=True)


def _about(engines: list[Engine], texts: Texts) -> dict[str, object]:
    """The machine, the engines and the texts."""
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "processors": os.cpu_count(),
        "machine": f"{platform.machine()}, {_processor()}",
        "load average": os.getloadavg(),
        "engines": {engine.name: engine.versions for engine in engines},
        "texts": texts.note,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _write(about: dict[str, object], rows: list[Row], out: Path) -> None:
    kept = [
        row._asdict() | {"values": {name: [*found] for name, found in row.values.items()}} for row in rows
    ]
    (out / "bench.json").write_text(json.dumps({**about, "rows": kept}, indent=1), encoding="utf-8")
    said = "\n".join(f"- {name}: {value}" for name, value in about.items())
    (out / "bench.md").write_text(f"{said}\n\n{table(rows)}\n", encoding="utf-8")
    plot(rows, out / "bench.png")


if __name__ == "__main__":
    main()
