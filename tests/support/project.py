"""Where the project and its seed documents are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
#: The documents of the shipped eval sets, besides the seeds.
SET_DOCUMENTS = ROOT / "eval" / "sets" / "documents"
SEED = SEEDS / "north-korean-troops-in-kursk.txt"
