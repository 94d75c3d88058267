"""Benchmark of the support model and of the exact check of facts beside it.

    python -m eval.benchmarks.support --support FOLDER --squad dev.json.gz [--model qa/support/model]

FOLDER has AttributionBench's development set (Li et al. 2024), WiCE's claims (Kamoi et al. 2023) and FEVER
symmetric (Schuster et al. 2019).  The threshold of AttributionBench is chosen on one half, by the claim's
number, and measured on the other, both ways.  Of SQuAD's sentences one number or name each is exchanged for
one that the paragraph does not have.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from eval.formats.files import objects_of
from eval.measures.abstention import auroc
from eval.reader_training.sources import read_squad2
from eval.support_training.alterations import other_name, other_number
from eval.support_training.human_pairs import tidy
from eval.support_training.squad_pairs import paragraphs
from index.language.function_words import FUNCTION_WORDS
from qa.language.names import TITLES
from qa.support.bundled import BundledSupport
from qa.support.check_sentence import SourceText, check_sentence
from qa.support.protocol import CONTRADICTED, SUPPORTED, ClaimedOf, SupportModel
from qa.support.stated_facts import SourceFacts

ALTERED = 300


class Scored(NamedTuple):
    """A sentence with what was found of it."""

    supported: bool
    score: float
    unstated: bool
    group: str


def attribution(folder: Path, model: SupportModel, every: int) -> list[Scored]:
    """Sentences of AttributionBench with the texts that they cite."""
    rows = [*objects_of(folder / "attributionbench_dev.jsonl.gz")][::every]
    found = []
    for row in rows:
        checked = check_sentence(model, row["claim"], [SourceText("", text) for text in row["references"]])
        right = row["attribution_label"] == "attributable"
        found.append(Scored(right, checked.score, bool(checked.unstated), row["src_dataset"]))
    return found


def wice(folder: Path, model: SupportModel, every: int) -> list[Scored]:
    """WiCE's claims with the sentences of the page that they cite; "partially supported" is not supported."""
    found = []
    for row in [*objects_of(folder / "wice_oracle_claim_dev.jsonl.gz")][::every]:
        checked = check_sentence(model, row["claim"], [SourceText("", " ".join(row["evidence"]))])
        found.append(Scored(row["label"] == "supported", checked.score, bool(checked.unstated), "wice"))
    return found


def fever(folder: Path, model: SupportModel) -> float:
    """The share of FEVER symmetric's development pairs for which the likelier of both classes is right."""
    rows = [*objects_of(folder / "fever_symmetric_dev.jsonl.gz")]
    shares = model.judge([ClaimedOf(tidy(row["claim"]), "", tidy(row["evidence"])) for row in rows])
    said = shares[:, SUPPORTED] > shares[:, CONTRADICTED]
    return float(np.mean(said == [row["label"] == "SUPPORTS" for row in rows]))


def balanced(rows: Sequence[Scored], threshold: float, exact: bool) -> float:
    """The mean of the shares of right sentences that pass and of wrong ones that do not."""
    passed = [row.score >= threshold and not (exact and row.unstated) for row in rows]
    right = [p for p, row in zip(passed, rows, strict=True) if row.supported]
    wrong = [not p for p, row in zip(passed, rows, strict=True) if not row.supported]
    return (mean(right) + mean(wrong)) / 2


def across_halves(rows: Sequence[Scored], exact: bool) -> float:
    """The balanced accuracy where the threshold comes from the other half."""
    halves = rows[::2], rows[1::2]
    found = []
    for one, other in (halves, halves[::-1]):
        best = max({row.score for row in one}, key=lambda t: balanced(one, t, exact))
        found.append(balanced(other, best, exact))
    return mean(found)


def altered(squad: Path) -> Iterator[tuple[str, str, str]]:
    """A sentence, the same with another number or name, and the paragraph, which has the name nowhere."""
    chance = random.Random(11)
    some = paragraphs(read_squad2(squad))
    chance.shuffle(some)
    far = [one.reading.text for one in some[:200]]
    for paragraph in some * 3:
        sentence, text = chance.choice(paragraph.sentences), paragraph.reading.text
        made = (
            other_number(sentence, "", chance)
            if chance.random() < 0.5
            else other_name(sentence, [chance.choice(far)], chance)
        )
        changed = _changed(sentence, made) if made else ""
        is_word = changed.casefold() in FUNCTION_WORDS or changed.casefold() in TITLES
        if made and not is_word and changed not in f"{text} {paragraph.reading.title}":
            yield sentence, made, text


def _changed(sentence: str, made: str) -> str:
    """The words of `made` that differ, whole."""
    one, other = sentence.split(), made.split()
    while one and other and one[0] == other[0]:
        del one[0], other[0]
    while one and other and one[-1] == other[-1]:
        del one[-1], other[-1]
    return " ".join(other).strip(" ,.;()")


def milliseconds(model: SupportModel, folder: Path) -> float:
    """The median time of checking a sentence against its first cited text."""
    found = []
    for row in [*objects_of(folder / "attributionbench_dev.jsonl.gz")][:60]:
        sources = [SourceText("", " ".join(row["references"][0].split()[:120]))]
        began = time.perf_counter()
        check_sentence(model, row["claim"], sources)
        found.append(1000 * (time.perf_counter() - began))
    return median(found[10:])


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--support", type=Path, required=True)
    parser.add_argument("--squad", type=Path, required=True)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every n-th row only")
    arguments = parser.parse_args()
    model = BundledSupport(arguments.model)
    table = Table("what", "figure")
    for what, figure in (
        *_of_attribution(attribution(arguments.support, model, arguments.every)),
        ("WiCE claims: AUROC", f"{_auroc(wice(arguments.support, model, arguments.every)):.3f}"),
        ("FEVER symmetric: right of two classes", f"{fever(arguments.support, model):.3f}"),
        _of_altered(arguments.squad),
        ("checking a sentence against 120 words, p50", f"{milliseconds(model, arguments.support):.1f} ms"),
    ):
        table.add_row(what, figure)
    Console().print(table)


def _of_attribution(rows: Sequence[Scored]) -> Iterator[tuple[str, str]]:
    """What is printed of AttributionBench: of all sentences, and of each set that they come from."""
    sets = {name: [row for row in rows if row.group == name] for name in sorted({row.group for row in rows})}
    for name, some in {"all": rows, **sets}.items():
        yield f"AttributionBench {name}: sentences; AUROC", f"{len(some)}; {_auroc(some):.3f}"
    for exact in (False, True):
        yield (
            f"AttributionBench {'with' if exact else 'without'} the exact check, balanced accuracy: at 0.5; "
            "threshold of other half",
            f"{balanced(rows, 0.5, exact):.3f}; {across_halves(rows, exact):.3f}",
        )
    by_set = {name: across_halves(some, exact=False) for name, some in sets.items()}
    for name, found in by_set.items():
        yield f"  {name}, threshold of the other half", f"{found:.3f}"
    yield "  mean of the sets, as published figures are", f"{mean(by_set.values()):.3f}"
    stopped = [row.unstated for row in rows if row.supported]
    yield "supported sentences with an unstated fact", f"{mean(stopped):.3f}"


def _of_altered(squad: Path) -> tuple[str, str]:
    changed = [*islice(altered(squad), ALTERED)]
    caught = [bool(SourceFacts([text]).unstated(made)) for _, made, text in changed]
    false = [bool(SourceFacts([text]).unstated(sentence)) for sentence, _, text in changed]
    what = f"{len(changed)} altered sentences caught; unaltered ones stopped"
    return what, f"{mean(caught):.3f}; {mean(false):.3f}"


def _auroc(rows: Sequence[Scored]) -> float:
    return auroc(np.array([row.score for row in rows]), np.array([row.supported for row in rows], float))


if __name__ == "__main__":
    main()
