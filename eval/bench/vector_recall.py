"""How much of an exact search the approximate one finds, and the processor time of both.

    python -m eval.bench.vector_recall --homes HOME ... --questions questions.json [--times 20]

The vectors are those of all passages of some data folders.  With `--times` there are so many times as many:
each is there again with noise (`eval/bench/recombined.py` says how much).  Questions are a JSON list.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from qa.cli.matrix_threads import one_matrix_thread

one_matrix_thread()  # as `qa` does, before numpy is imported

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from eval.bench.recombined import NOISE  # noqa: E402
from index.embed.model_embedder import ModelEmbedder  # noqa: E402
from index.store import vector_segments  # noqa: E402
from index.store.vector_codes import passage_codes, passage_vectors  # noqa: E402
from index.store.vector_segments import Segment  # noqa: E402
from index.store.vectors import bitmap  # noqa: E402

Floats = NDArray[np.float32]
PROBED = (32, 64, 128, 256, 512)


def stored(homes: list[Path]) -> Floats:
    """The distinct vectors of all passages."""
    rows: set[bytes] = set()
    for home in homes:
        with closing(sqlite3.connect(f"file:{home / 'catalog.sqlite'}?mode=ro", uri=True)) as db:
            rows |= {row[0] for row in db.execute("SELECT vector FROM passages")}
    return passage_vectors(np.stack([np.frombuffer(row, np.int8) for row in sorted(rows)]))


def more(vectors: Floats, times: int) -> Floats:
    """The vectors, and each again with noise."""
    random, width = np.random.default_rng(1), vectors.shape[1]
    parts = [vectors]
    for _ in range(times - 1):
        noise = random.standard_normal(vectors.shape, np.float32) * np.float32(NOISE / np.sqrt(width))
        parts.append(passage_vectors(passage_codes(vectors + noise)))
    return np.concatenate(parts)


def found(segment: Segment, questions: Floats, k: int) -> tuple[list[list[int]], float]:
    """The ids of the `k` nearest for each question, and the milliseconds of processor time of one search."""
    live, start = bitmap(np.arange(segment.ntotal), segment.ntotal), time.process_time()
    ids = [[id for id, _ in segment.search(one, k, live, segment.ntotal)] for one in questions]
    return ids, 1e3 * (time.process_time() - start) / len(questions)


def recall(due: list[list[int]], ids: list[list[int]], k: int) -> float:
    """The mean share of the first `k` that is found."""
    return float(np.mean([len({*a[:k]} & {*b[:k]}) / k for a, b in zip(due, ids, strict=True)]))


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--homes", type=Path, nargs="+", required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--asked", type=int, default=300)
    parser.add_argument("--times", type=int, default=1)
    options = parser.parse_args()
    texts = json.loads(options.questions.read_text("utf-8"))[: options.asked]
    questions = np.stack([one.whole for one in ModelEmbedder().embed_questions(texts)])
    vectors = more(stored(options.homes), options.times)
    ids = np.arange(len(vectors))
    exact = Segment.exact(ids, vectors, vectors.shape[1])
    due, milliseconds = found(exact, questions, 100)
    start = time.process_time()
    segment = Segment.learnt(ids, vectors)
    took = time.process_time() - start
    print(f"\n{len(vectors):,} vectors, {segment.lists} lists made in {took:.1f} s of processor time\n")
    print("| search | recall@10 | recall@100 | ms |\n| --- | ---: | ---: | ---: |")
    print(f"| exact | 1 | 1 | {milliseconds:.2f} |")
    for probed in PROBED:
        vector_segments.LEAST_PROBED = vector_segments.MOST_PROBED = probed
        vector_segments.SCANNED_WHOLE = 0
        got, milliseconds = found(segment, questions, 100)
        shares = " | ".join(f"{recall(due, got, k):.4f}" for k in (10, 100))
        print(f"| {probed} lists | {shares} | {milliseconds:.2f} |", flush=True)


if __name__ == "__main__":
    main()
