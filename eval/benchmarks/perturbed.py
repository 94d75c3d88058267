"""Benchmark on questions as people type them: misspelt, in lower case, politely, within a story.

    python -m eval.benchmarks.perturbed --squad dev.json.gz --nq nq.jsonl.gz --questions 300

Of each set a sample is asked as it is and in every way of `eval.perturbations`, with fixed seeds; for
each way the table shows how often a passage with the answer is first, exact match and F1 of the best
answer whether it is shown or not, and how often another question was searched than was asked.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from eval.benchmarks.open_questions import opened
from eval.fitting.sets import natural_questions
from eval.formats.squad import read_squad
from eval.measures.answers import best_exact_match, best_f1
from eval.perturbations import PERTURBATIONS, Perturb
from eval.questions import EvalSet, Question
from qa.schemas import AskQuery, AskResponse
from qa.service import Service

SHOWN = Console()


def as_it_is(question: str, random: random.Random) -> str:
    """The question as it is."""
    del random
    return question


WAYS: dict[str, Perturb] = {"as it is": as_it_is, **PERTURBATIONS}


def report(
    name: str, service: Service, questions: Sequence[Question], ways: Sequence[str], *, spelling: bool
) -> None:
    """Print a line for each way of typing."""
    for way in ways:
        perturb, chance = WAYS[way], random.Random(way)
        asked = [perturb(question.text, chance) for question in questions]
        responses = [
            service.ask(AskQuery(question=text, abstain=False, spelling=spelling))
            for text in track(asked, description=f"{name}, {way}", console=SHOWN, transient=True)
        ]
        pairs = [*zip(questions, responses, strict=True)]
        first = np.mean([_is_first(q, r) for q, r in pairs])
        texts = [r.answer.shown if r.answer else "" for r in responses]
        exact = np.mean([best_exact_match(t, q.answers) for t, (q, _) in zip(texts, pairs, strict=True)])
        overlap = np.mean([best_f1(t, q.answers) for t, (q, _) in zip(texts, pairs, strict=True)])
        changed = np.mean([r.searched_as is not None for r in responses])
        SHOWN.print(
            f"{name}, {way}: passage first {first:.3f}, EM {exact:.3f}, F1 {overlap:.3f}, shown "
            f"{np.mean([_is_shown(r) for r in responses]):.3f}, changed {changed:.3f}"
        )


def _is_shown(response: AskResponse) -> bool:
    """Whether the answer would be shown as one at the error rate that is set."""
    return response.answer is not None and response.answer.probability >= response.threshold


def _is_first(question: Question, response: AskResponse) -> bool:
    """Whether the first passage touches where an answer is."""
    cited = response.passages[0].citation
    return any(
        gold.document_id == cited.document_id
        and (gold.end is None or (gold.start < cited.end_char_index and cited.start_char_index < gold.end))
        for gold in question.gold
    )


def main() -> None:
    """Read the arguments, index, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, help="a SQuAD file")
    parser.add_argument("--nq", type=Path, help="questions with passages, gzipped JSON lines")
    parser.add_argument("--questions", type=int, default=300, help="how many of each set")
    parser.add_argument("--seed", type=int, default=0, help="chooses the sample")
    parser.add_argument("--ways", nargs="*", default=[*WAYS], choices=[*WAYS], help="only these")
    parser.add_argument("--as-typed", action="store_true", help="do not correct the spelling")
    arguments = parser.parse_args()
    sets: list[EvalSet] = []
    if arguments.squad:
        sets.append(read_squad(arguments.squad))
    if arguments.nq:
        asked, other = natural_questions(arguments.nq, half=1), natural_questions(arguments.nq)
        sets.append(EvalSet("nq", asked.questions, [*asked.documents, *other.documents]))
    for one in sets:
        questions = random.Random(arguments.seed).sample(
            one.questions, min(arguments.questions, len(one.questions))
        )
        report(one.name, opened(one.documents), questions, arguments.ways, spelling=not arguments.as_typed)


if __name__ == "__main__":
    main()
