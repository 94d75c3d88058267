"""Print how often the kind of a question is told rightly.

    python -m eval.question_kinds

By the patterns of `qa.understand.asked_form`, and by a linear model trained on the development questions.
"""

from __future__ import annotations

import argparse
from collections import Counter

from eval.question_kinds.labelled import labelled, name_of
from eval.question_kinds.linear_model import LinearModel
from qa.understand.asked_form import asked_form


def main() -> None:
    """Train, compare, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", action="store_true", help="print what the patterns take for another kind")
    show = parser.parse_args().show
    model = LinearModel(labelled("development"))
    for part in ("development", "held_out"):
        questions = labelled(part)
        told = [name_of(asked_form(one.text)) for one in questions]
        by_patterns = sum(one.kind == kind for one, kind in zip(questions, told, strict=True))
        by_model = sum(one.kind == model.kind(one.text) for one in questions)
        count = len(questions)
        print(f"{part}: {count} questions, patterns {by_patterns / count:.3f}, linear {by_model / count:.3f}")
        wrong = Counter(one.kind for one, kind in zip(questions, told, strict=True) if one.kind != kind)
        print(f"  wrong by patterns: {dict(wrong)}")
        for one, kind in zip(questions, told, strict=True):
            if show and one.kind != kind:
                print(f"  {one.kind} as {kind}: {one.text}")


if __name__ == "__main__":
    main()
