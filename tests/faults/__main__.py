"""Try every kind of fault and count: `python -m tests.faults --rounds 10 [--only KIND] [--seed 0]`.

Prints a line for each kind: how often it was tried, what was lost, leaked or crashed, and the median time to
recover.  Exit code 1 where anything was.  Needs no model; some kinds need the right to mount a disk, and are
told as not possible without it.
"""

from __future__ import annotations

import argparse
import logging
import random
import statistics
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from tests.faults import damage_trials, disk_trials, kill_trials
from tests.faults.trial import NotPossible, Trial, Try

KINDS: dict[str, Try] = {
    "writer killed (add, replace, delete, compaction)": kill_trials.writer,
    "server killed under questions and writes": kill_trials.server,
    "two writers, one killed, under questions": kill_trials.two_writers,
    "qa sync killed": kill_trials.sync,
    "reader of files killed": kill_trials.file_reader,
    "upgrade killed": kill_trials.upgrade,
    "backup and restore killed": kill_trials.backup,
    "disk full in mid-write": disk_trials.full_disk,
    "folder made read-only under a service": disk_trials.read_only,
    "folder read-only at the start": disk_trials.read_only_start,
    "clock set back": disk_trials.clock,
    "bit of the catalog flipped": damage_trials.flipped_bit,
    "derived file damaged": damage_trials.derived_file,
    "older catalog put back": damage_trials.older_catalog,
}
HEADINGS = ("kind of fault", "tried", "lost", "leaked", "crashed", "median recovery")


def trial_of(kind: str, folder: Path, chance: random.Random) -> Trial:
    """One trial in a new folder; whatever is raised is a crash of the project."""
    folder.mkdir(parents=True)
    try:
        return KINDS[kind](folder, chance)
    except NotPossible:
        raise
    except Exception:
        return Trial(crashed=1, notes=(traceback.format_exc(limit=-4),))


def row_of(kind: str, trials: Sequence[Trial]) -> str:
    """A row of the table."""
    times = [trial.seconds for trial in trials if trial.seconds]
    recovery = f"{statistics.median(times):.2f} s" if times else "-"
    lost, leaked = sum(trial.lost for trial in trials), sum(trial.leaked for trial in trials)
    crashed = sum(trial.crashed for trial in trials)
    return f"| {kind} | {len(trials)} | {lost} | {leaked} | {crashed} | {recovery} |"


def main() -> int:
    """Run it; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="trials of each kind")
    parser.add_argument("--only", action="append", default=[], help="kinds that have these words")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    clean = True
    print(f"| {' | '.join(HEADINGS)} |\n|{' --- |' * len(HEADINGS)}", flush=True)
    for kind in KINDS:
        if options.only and not any(word in kind for word in options.only):
            continue
        trials: list[Trial] = []
        with tempfile.TemporaryDirectory() as folder:
            for n in range(options.rounds):
                chance = random.Random(f"{options.seed} {kind} {n}")
                try:
                    trials.append(trial_of(kind, Path(folder) / str(n), chance))
                except NotPossible as error:
                    print(f"NOT TRIED: {kind}: this machine lacks {error}", file=sys.stderr, flush=True)
                    break
                for note in trials[-1].notes:
                    print(f"{kind} {n}: {note}", file=sys.stderr, flush=True)
        print(row_of(kind, trials), flush=True)
        clean &= all(trial.is_clean for trial in trials)
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
