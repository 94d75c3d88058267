"""Pairs that people made: FEVER symmetric, RTE, WiCE."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.formats.files import objects_of
from eval.support_training.pair import CONTRADICTED, SUPPORTED, Pair, Target

FEVER = {"SUPPORTS": SUPPORTED, "REFUTES": CONTRADICTED}
#: What RTE and WiCE say not to follow may be contradicted or left open.
NOT_ENTAILED: Target = (0.0, 0.3, 0.7)
UNTOLD: Target = (0.05, 0.1, 0.85)
#: Sentences of a page beside those that bear on a claim.
BESIDE = 1


def fever(paths: Sequence[Path], held_out: Path) -> Iterator[Pair]:
    """FEVER symmetric (Schuster et al. 2019), without the claims of a file that is measured on."""
    measured = {row["claim"] for row in objects_of(held_out)}
    for path in paths:
        for row in objects_of(path):
            if row["claim"] not in measured:
                yield Pair(
                    tidy(row["claim"]), "", tidy(row["evidence_sentence"]), FEVER[row["label"]], "fever"
                )


def rte(path: Path) -> Iterator[Pair]:
    """Recognising Textual Entailment, as GLUE has it (Wang et al. 2018)."""
    for row in objects_of(path):
        target = SUPPORTED if row["label"] == "entailment" else NOT_ENTAILED
        yield Pair(row["hypothesis"], "", row["premise"], target, "rte")


def wice(path: Path) -> Iterator[Pair]:
    """WiCE (Kamoi et al. 2023): claims that are partly supported; with the unsupported words left out where
    they are the claim's last."""
    for row in objects_of(path):
        at = sorted({n for some in row["supporting_sentences"][:1] for n in some})
        near = sorted(
            {m for n in at for m in range(n - BESIDE, n + BESIDE + 1)} & set(range(len(row["evidence"])))
        )
        text = " ".join(row["evidence"][n] for n in near)
        yield Pair(row["claim"], "", text, UNTOLD, "wice partly")
        if short := _supported_part(row):
            yield Pair(short, "", text, SUPPORTED, "wice")


def _supported_part(row: dict[str, Any]) -> str | None:
    marks, words = row["non_supported_spans"], row["claim_tokens"]
    first = marks.index(True) if True in marks else len(words)
    if first < 5 or not all(marks[first:-1]):
        return None
    return f"{tidy(' '.join(words[:first])).rstrip(' ,')}."


def tidy(text: str) -> str:
    """Tokenised text as it is written."""
    for mark, written in {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "--": "–"}.items():
        text = text.replace(mark, written)
    text = re.sub(r"\s+([,.;:!?)\]'’%])", r"\1", text)
    text = re.sub(r"(\w) n['’]t\b", r"\1n't", text)
    return re.sub(r"([(\[])\s+", r"\1", text).replace("``", '"').replace("''", '"')
