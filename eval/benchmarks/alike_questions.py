"""How well a cosine tells questions that mean the same from others on the same topic.

`python -m eval.benchmarks.alike_questions --folder ../shared/data/rewrites` prints, for each threshold, the
share of pairs of wordings of one request that it holds together (people's rewordings, cqr_alexa, and
CANARD's second references), and the share of pairs of different questions of one conversation that it holds
together by mistake (CANARD, CAsT).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from index.embed.model_embedder import ModelEmbedder
from index.embed.model_files import BUNDLED
from qa.insights.logged_question import same_words

THRESHOLDS = (0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
#: Conversations of each kind, and questions of each, so that none outweighs the rest.
MOST_CONVERSATIONS = 300
MOST_QUESTIONS = 6


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="Holds the files of rewrites.")
    folder: Path = parser.parse_args().folder
    same = [[one["rewrite"], *(one["others"] or ())] for one in _lines(folder / "cqr_alexa_dev.jsonl.gz")]
    pairs = _lines(folder / "canard_multiple_refs.jsonl.gz")
    dialogs: dict[str, list[str]] = defaultdict(list)
    for one in _lines(folder / "canard_dev.jsonl.gz"):
        dialogs[one["dialog"]].append(one["rewrite"])
    for name in ("cast_2019", "cast_2020"):
        for one in _lines(folder / f"{name}.jsonl.gz"):
            dialogs[one["id"].rpartition("_")[0] or one["id"].rpartition("-")[0]].append(one["rewrite"])
    measured = {
        "rewordings": _cosines(same),
        "second references": _cosines(pairs),
        "others of a conversation": _cosines([*dialogs.values()]),
    }
    print(f"{'at least':<26}" + "".join(f"{threshold:>8}" for threshold in THRESHOLDS))
    for what, cosines in measured.items():
        shares = (np.mean(cosines >= threshold) for threshold in THRESHOLDS)
        print(f"{f'{what} ({len(cosines):,})':<36}" + "".join(f"{share:8.3f}" for share in shares))


def _lines(path: Path) -> list[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _cosines(groups: Sequence[Sequence[str]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The cosines of all pairs of different wordings within each group."""
    model = ModelEmbedder(BUNDLED)
    chosen = random.Random(7).sample(groups, min(MOST_CONVERSATIONS, len(groups)))
    found = []
    for group in chosen:
        words = list(dict.fromkeys(map(same_words, group)))[:MOST_QUESTIONS]
        vectors = [one.whole for one in model.embed_questions(words)] if words else []
        found += [float(one @ other) for one, other in combinations(vectors, 2)]
    return np.array(found)


if __name__ == "__main__":
    main()
