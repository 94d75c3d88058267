"""What each group of hand-written rules gains on development data.

    python -m eval.ablation --data ../shared/data --work /tmp/ablation --write docs/ablation.md

Every set is indexed once, asked once with all rules, and once without each group.  What is measured stays in
`--work`, and is not measured again; `--again` measures anew, with vectors and readings that are known.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from eval.ablation import derived, rewritten, sets
from eval.ablation.comparing import judge
from eval.ablation.groups import GROUPS, Group
from eval.ablation.measuring import Run, load, save, with_all, without
from eval.ablation.replay import Memory, Replaying
from eval.ablation.sets import AblationSet
from eval.ablation.table import SetFacts, as_markdown
from eval.corpus import open_corpus
from qa.settings import Settings

SHOWN = Console()


class Source(NamedTuple):
    """How a set is read, and how many of its questions are asked."""

    read: Callable[[Path, int], AblationSet]
    most: int


SOURCES = {
    "squad": Source(sets.squad, derived.SQUAD),
    "qed": Source(sets.qed, 150),
    "nq": Source(sets.natural_questions, 150),
    "clapnq": Source(sets.clapnq, 150),
    "ramdocs": Source(sets.ramdocs, 200),
    "conflictnq": Source(sets.conflictnq, 60),
    "whether": Source(derived.whether, 200),
    "who-said-figures": Source(derived.who_said_figures, 100),
    "according-figures": Source(derived.according_figures, 120),
    "sources": Source(derived.sources, 80),
    "tables": Source(sets.tables, 480),
    "polite": Source(derived.polite, 240),
    "framed": Source(derived.framed, 240),
    "of-the-text": Source(derived.of_the_text, 100),
    "unmarked": Source(derived.unmarked, 240),
    "marked-up": Source(derived.marked_up, 240),
    "two-dates": Source(rewritten.dates, 40),
    "two-numbers": Source(rewritten.numbers, 40),
    "two-units": Source(rewritten.units, 40),
    "two-names": Source(rewritten.names, 40),
    "seeds": Source(sets.seeds, 200),
}
#: Questions after which vectors and readings are saved.
SAVED_EVERY = 100


def measure(
    asked: AblationSet, groups: Sequence[Group], work: Path, again: bool
) -> tuple[Run, dict[str, Run]]:
    """Measure a set with all rules and without each group; what the folder holds already is kept."""
    path = work / f"{asked.name}.json"
    base: Run = {}
    done: dict[str, Run] = {}
    if path.exists() and not again:
        base, done = load(path)
    if base.keys() != {question.id for question in asked.evalset.questions}:
        base, done = {}, {}
    missing = [group for group in groups if group.name not in done]
    if not missing:
        return base, done
    service = open_corpus(asked.evalset.documents, Settings(), lambda done, of: None, work / "index")
    memory = Memory(work / "memory", service.embedder, service.reader)
    asker = Replaying(service, memory)
    numbers = count(1)
    base, touched = with_all(
        asker, asked, missing, lambda: None if next(numbers) % SAVED_EVERY else memory.save()
    )
    memory.save()
    save(path, base, done)
    SHOWN.print(f"{asked.name}: {len(base)} questions")
    for group in missing:
        where = touched[group.name]
        done[group.name] = without(asker, asked, group, base, where)
        changed = sum(base[id].seen != one.seen for id, one in done[group.name].items())
        SHOWN.print(f"{asked.name}: {group.name}: {len(where)} asked again, {changed} changed")
        save(path, base, done)
    memory.save()
    return base, done


def main() -> None:
    """Read the arguments, measure, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of the development sets")
    parser.add_argument("--work", type=Path, required=True, help="for indexes and measured values")
    parser.add_argument("--set", choices=SOURCES, action="append", help="only these sets; all by default")
    parser.add_argument(
        "--group", choices=[g.name for g in GROUPS], action="append", help="only these groups"
    )
    parser.add_argument("--questions", type=int, help="at most so many of each set")
    parser.add_argument("--again", action="store_true", help="measure anew what the folder holds")
    parser.add_argument("--write", type=Path, help="write the table here too")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    groups = [group for group in GROUPS if not arguments.group or group.name in arguments.group]
    facts, runs = [], {}
    for name in arguments.set or SOURCES:
        source = SOURCES[name]
        asked = source.read(arguments.data, min(arguments.questions or source.most, source.most))
        runs[name] = measure(asked, groups, arguments.work, arguments.again)
        facts.append(SetFacts(name, asked.note, runs[name][0]))
    judged = [
        judge(group.name, {name: (base, off[group.name]) for name, (base, off) in runs.items()})
        for group in groups
    ]
    table = as_markdown(facts, judged, _made())
    SHOWN.print(table, markup=False, soft_wrap=True)
    if arguments.write:
        arguments.write.write_text(table, encoding="utf-8")


def _made() -> str:
    command = "python -m eval.ablation --data DATA --work WORK --write docs/ablation.md"
    return f"`{command}` on {platform.machine()}, {platform.system()}, {date.today():%d %B %Y}."


if __name__ == "__main__":
    main()
