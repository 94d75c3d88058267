"""Make tokens of pairs, so that another machine can learn from them.

python -m eval.support_training.pack --pairs pairs.jsonl.gz --out pairs.npz
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from eval.support_training.batches import encode
from eval.support_training.pair import read_pairs
from index.embed.model_files import BUNDLED, locate
from qa.support.tokens import ClaimTokenizer

MOST_TOKENS = 192


def main() -> None:
    """Read the arguments, encode, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--most-tokens", type=int, default=MOST_TOKENS, help="longer pairs are left out")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    made = encode([*read_pairs(arguments.pairs)], ClaimTokenizer(locate(BUNDLED)), arguments.most_tokens)
    made.write(arguments.out)
    Console().print(f"{len(made.ends):,} pairs, {len(made.ids) / len(made.ends):.0f} tokens each")


if __name__ == "__main__":
    main()
