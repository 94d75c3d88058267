"""The result as Markdown: one row for each group, then every effect that may be more than noise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from eval.ablation.comparing import Effect, Judged
from eval.ablation.groups import GROUPS
from eval.ablation.measuring import Run

EXPLAINED = """\
Each row switches one group off and leaves all else as it is. *Gain* is the measure with the rules less the
measure without them, turned so that plus is good. The p value is of the paired randomisation test, after
Holm's correction for all measures of the group; below 0.05 a gain counts as shown.

`shown, right` and `shown, wrong` are shares of all questions at the error rate 0.2. `EM` and `F1` are of the
answer's text, `EM of value` and `F1 of value` of what the page shows, both always answering. `AUROC` tells
right answers from wrong ones by the answerability. `false dispute` is the share of shown answers with another
claim where the set knows of one answer. `distinct claims` is how many different right values there are for
each claim shown, so that a value shown twice counts against it. `sentence` is whether the cited sentence is
one that people chose."""
#: Effects named in a group's row.
NAMED = 3
#: Effects of a smaller p value than this, before correction, are listed below the table.
LISTED = 0.05


class SetFacts(NamedTuple):
    """A set's line: its name, where it is from, and its run with all rules."""

    name: str
    note: str
    run: Run


def as_markdown(sets: Sequence[SetFacts], groups: Sequence[Judged], made: str) -> str:
    """All of it.

    Args:
        made: Machine, date and command.
    """
    return "\n".join([*_top(made), *_sets(sets), *_groups(groups), *_effects(groups)]) + "\n"


def _top(made: str) -> Iterator[str]:
    yield from ("# What each group of rules gains", "", made, "", *EXPLAINED.splitlines(), "")


def _sets(sets: Sequence[SetFacts]) -> Iterator[str]:
    measures = [*dict.fromkeys(name for one in sets for found in one.run.values() for name in found.values)]
    yield "| set | from | questions | " + " | ".join(measures) + " |"
    yield "| --- " * (3 + len(measures)) + "|"
    for one in sets:
        cells = [_mean(one.run, name) for name in measures]
        yield f"| {one.name} | {one.note} | {len(one.run)} | " + " | ".join(cells) + " |"
    yield ""


def _mean(run: Run, name: str) -> str:
    values = [found.values[name] for found in run.values() if name in found.values]
    return f"{sum(values) / len(values):.3f}" if values else ""


def _groups(groups: Sequence[Judged]) -> Iterator[str]:
    rules: Mapping[str, str] = {group.name: group.rule for group in GROUPS}
    yield "| group | what it does | touches | verdict | strongest effects |"
    yield "| --- | --- | --- | --- | --- |"
    for group in groups:
        changed = [f"{name} {count} of {of}" for name, (count, of) in group.touched.items() if count]
        strongest = sorted(group.effects, key=lambda one: (one.p, -abs(one.gain)))[:NAMED]
        effects = "; ".join(
            f"{one.set} {one.measure} {one.gain:+.3f} (p {one.adjusted:.3f})" for one in strongest
        )
        touches = ", ".join(changed) or f"0 of {sum(of for _, of in group.touched.values())}"
        yield f"| {group.name} | {rules.get(group.name, '')} | {touches} | {group.verdict} | {effects} |"
    yield ""


def _effects(groups: Sequence[Judged]) -> Iterator[str]:
    yield "| group | set | measure | n | with | without | gain | 95% interval | p | p by Holm |"
    yield "| --- " * 10 + "|"
    for group in groups:
        yield from (_effect(group.name, one) for one in group.effects if one.p < LISTED)


def _effect(name: str, one: Effect) -> str:
    figures = (f"{one.before:.4f}", f"{one.after:.4f}", f"{one.gain:+.4f}")
    interval = f"{one.interval.low:+.4f} to {one.interval.high:+.4f}"
    cells = (
        name,
        one.set,
        one.measure,
        str(one.n),
        *figures,
        interval,
        f"{one.p:.4f}",
        f"{one.adjusted:.4f}",
    )
    return f"| {' | '.join(cells)} |"
