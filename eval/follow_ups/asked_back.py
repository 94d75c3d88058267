"""How often a question is asked back, where it is clear and where it is not.

    python -m eval.follow_ups.asked_back --canard canard_dev.jsonl.gz

CANARD's questions are clear: a person has written what each of them means.  The dialogues of
`two_topics.jsonl`, our own, are about two things at a time; each says whether its last question is
unclear.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pydantic import BaseModel
from rich.console import Console

from eval.follow_ups.cases import HALVES, of_half, read_canard
from eval.formats.files import json_lines
from eval.formats.rows import cast
from qa.conversation.follow_up.turns import Turn
from qa.conversation.follow_up.unclear import meanings

SHOWN = Console()
DIALOGUES = Path(__file__).parent / "two_topics.jsonl"


class _Said(BaseModel):
    question: str
    answer: str


class _Dialogue(BaseModel):
    half: str
    history: list[_Said]
    question: str
    unclear: bool


def report_canard(path: Path) -> None:
    """Print the share that is asked back, with the title of the article as the first turn and without."""
    for half in HALVES:
        for title in (True, False):
            cases = of_half(read_canard(path, title=title), half)
            asked = sum(bool(meanings(case.question, case.history)) for case in cases)
            titled = "with titles" if title else "without titles"
            SHOWN.print(f"CANARD {half}, {titled}: {asked / len(cases):.3f} of {len(cases)} asked back")


def report_dialogues() -> None:
    """Print how many of our dialogues are decided rightly."""
    dialogues = [cast(_Dialogue, value, f"{DIALOGUES}:{n}") for n, value in json_lines(DIALOGUES)]
    for half in HALVES:
        own = [one for one in dialogues if one.half == half]
        right = [
            one
            for one in own
            if bool(meanings(one.question, [Turn(said.question, said.answer) for said in one.history]))
            == one.unclear
        ]
        unclear = sum(one.unclear for one in own)
        SHOWN.print(f"two topics, {half}: {len(right)} of {len(own)} right, {unclear} of them unclear")


def main() -> None:
    """Read the arguments, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--canard", type=Path, help="CANARD's development set")
    arguments = parser.parse_args()
    report_dialogues()
    if arguments.canard:
        report_canard(arguments.canard)


if __name__ == "__main__":
    main()
