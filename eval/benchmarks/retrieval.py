"""Benchmark of retrieval alone: hybrid, BM25 and dense in one run.

    python -m eval.benchmarks.retrieval --squad dev.json.gz --beir scifact --beir cranfield
    python -m eval.benchmarks.retrieval --paragraphs jaquad_train.jsonl.gz --first 200

SQuAD: all passages of the articles are ranked; a passage is right if it contains the span of a gold answer.
Paragraphs: the same with JSON lines, each a document of its own.
BEIR: documents are ranked, each at its best passage.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.corpus import open_corpus
from eval.formats.beir import read_beir
from eval.formats.squad import read_paragraphs, read_squad
from eval.questions import EvalSet, Question
from qa.schemas import Mode, Query, RankedPassage
from qa.service import Service
from qa.settings import Settings

Measured = dict[str, float]


def span_ranks(question: Question, passages: Sequence[RankedPassage]) -> Measured:
    """Top-1, top-5 and reciprocal rank of the first passage that contains a gold span."""
    ranks = [
        p.rank
        for p in passages
        for gold in question.gold
        if gold.document_id == p.citation.document_id
        and gold.end is not None
        and p.citation.start_char_index <= gold.start
        and gold.end <= p.citation.end_char_index
    ]
    first = min(ranks, default=math.inf)
    return {"top-1": float(first == 1), "top-5": float(first <= 5), "MRR@100": 1 / first}


def document_ndcg(question: Question, passages: Sequence[RankedPassage]) -> Measured:
    """nDCG@10 and recall@100 over documents, each at its best passage."""
    found = list(dict.fromkeys(p.citation.document_id for p in passages))
    grades = {gold.document_id: gold.grade for gold in question.gold}
    gain = sum(grades.get(id, 0) / math.log2(rank + 1) for rank, id in enumerate(found[:10], 1))
    ideal = sorted(grades.values(), reverse=True)[:10]
    best = sum(grade / math.log2(rank + 1) for rank, grade in enumerate(ideal, 1))
    return {"nDCG@10": gain / best, "R@100": len(grades.keys() & set(found[:100])) / len(grades)}


def measure(
    service: Service,
    questions: Sequence[Question],
    mode: Mode,
    judge: Callable[..., Measured],
    top_k: int = 100,
) -> tuple[Measured, list[float]]:
    """Mean of every measure over the questions, and each question's milliseconds."""
    rows, times = [], []
    for question in track(questions, description=mode.value, transient=True):
        start = time.perf_counter()
        response = service.search(Query(question=question.text[:4000], top_k=top_k, mode=mode))
        times.append(1e3 * (time.perf_counter() - start))
        rows.append(judge(question, response.passages))
    return {name: mean(row[name] for row in rows) for name in rows[0]}, sorted(times)


def benchmark(
    evalset: EvalSet, judge: Callable[..., Measured], modes: Sequence[Mode], console: Console, top_k: int
) -> None:
    """Print a table for one set."""
    service = open_corpus(
        evalset.documents, Settings(), lambda done, total: console.print(f"{done}/{total} documents")
    )
    questions = [q for q in evalset.questions if q.gold]
    passages = len(service.index.snapshot("default").vectors)
    table = Table(title=f"{evalset.name}: {len(questions)} questions, {passages} passages")
    table.add_column("mode")
    for number, mode in enumerate(modes):
        scores, times = measure(service, questions, mode, judge, top_k)
        if not number:
            for name in [*scores, "p50 ms", "p95 ms"]:
                table.add_column(name, justify="right")
        tail = [f"{times[len(times) // 2]:.1f}", f"{times[int(len(times) * 0.95)]:.1f}"]
        table.add_row(mode.value, *(f"{value:.4f}" for value in scores.values()), *tail)
    console.print(table)


def main() -> None:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, action="append", default=[], help="a SQuAD JSON file")
    parser.add_argument(
        "--paragraphs", type=Path, action="append", default=[], help="JSON lines: title, context, qas"
    )
    parser.add_argument("--first", type=int, help="how many of the paragraphs; by default all")
    parser.add_argument("--beir", type=Path, action="append", default=[], help="a folder in BEIR's layout")
    parser.add_argument(
        "--mode", type=Mode, action="append", help="retrieval mode, may be repeated; by default all"
    )
    parser.add_argument(
        "--top-k", type=int, default=100, help="passages asked for; of few, fewer candidates are scored"
    )
    arguments = parser.parse_args()
    console = Console()
    for path in arguments.squad:
        benchmark(read_squad(path), span_ranks, arguments.mode or [*Mode], console, arguments.top_k)
    for path in arguments.paragraphs:
        evalset = read_paragraphs(path, arguments.first)
        benchmark(evalset, span_ranks, arguments.mode or [*Mode], console, arguments.top_k)
    for path in arguments.beir:
        benchmark(read_beir(path), document_ndcg, arguments.mode or [*Mode], console, arguments.top_k)


if __name__ == "__main__":
    main()
