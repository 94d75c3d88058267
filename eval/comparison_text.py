"""Write the comparison of two runs as text and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from eval.compare import Changed, Comparison, Difference, Verdict, compare
from eval.jsonable import jsonable
from eval.question_outcome import Outcome
from eval.questions import Question
from eval.run_record import BadRun, Run
from qa.answer_schemas import Level

#: In a pull request this would notify a person.
MENTION = re.compile(r"(?<!\w)@")
#: Characters of an answer that are shown.
SHOWN = 160
HEADINGS = ("measure", "n", "before", "after", "difference", "95% interval", "p", "verdict")


class Pairing(NamedTuple):
    """Two runs of the same questions, compared."""

    before: Run
    after: Run
    comparison: Comparison

    @property
    def verdict(self) -> str:
        """One sentence."""
        found = [
            f"{verdict.value} in {', '.join(names)}"
            for verdict in (Verdict.BETTER, Verdict.WORSE)
            if (names := [row.measure for row in self.comparison.differences if row.verdict is verdict])
        ]
        return f"The second run is {' and '.join(found)}." if found else "No significant difference."


def pair(before: Run, after: Run, most: int = 10) -> Pairing:
    """Compare two runs.

    Args:
        most: Changed questions to name.

    Raises:
        BadRun: They share no question, or a question is not the same in both.
    """
    known = {question.id: question for question in before.questions}
    shared = [question for question in after.questions if question.id in known]
    hint = "Compare runs of the same set."
    if not shared:
        raise BadRun(f"{before.set!r} and {after.set!r} share no question.", field="compare", hint=hint)
    for question in shared:
        if question != known[question.id]:
            raise BadRun(f"Question {question.id!r} is not the same in both.", field="compare", hint=hint)
    return Pairing(before, after, compare(before.side, after.side, most))


def as_text(pairing: Pairing) -> str:
    """For a terminal or a pipe."""
    table = _columns([HEADINGS, *map(_cells, pairing.comparison.differences)])
    parts = [*_facts(pairing), "", *table, "", pairing.verdict, *_missing(pairing.comparison)]
    if kinds := list(_kinds(pairing.comparison)):
        parts += ["", *_columns([("kind", *HEADINGS), *kinds])]
    questions = {question.id: question for question in pairing.after.questions}
    for row in pairing.comparison.changed:
        parts += ["", f"{row.question_id} ({row.change:+.2f}): {questions[row.question_id].text}"]
        parts += [f"  {label}: {_shown(outcome)}" for label, outcome in _sides(row)]
    return "\n".join(parts)


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _kinds(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    for kind, differences in comparison.kinds.items():
        yield from ((kind, *_cells(row)) for row in differences)


def as_markdown(pairing: Pairing) -> str:
    """For a pull request."""
    questions = {question.id: question for question in pairing.after.questions}
    parts = [f"**{pairing.verdict}**", "", *(f"- {line}" for line in _facts(pairing))]
    parts += [f"- {line}" for line in _missing(pairing.comparison)]
    parts += ["", *_table(HEADINGS, map(_cells, pairing.comparison.differences))]
    if pairing.comparison.kinds:
        parts += ["", "By kind of question:", ""]
        parts += _table(("kind", *HEADINGS), _kinds(pairing.comparison))
    if pairing.comparison.changed:
        parts += ["", "Questions that changed most:", ""]
        parts += _table(("question", "change", "before", "after"), _changed(pairing, questions))
    return "\n".join(parts) + "\n"


def _changed(pairing: Pairing, questions: dict[str, Question]) -> Iterator[Sequence[str]]:
    for row in pairing.comparison.changed:
        shown = [_shown(outcome) for _, outcome in _sides(row)]
        yield (f"{row.question_id}: {questions[row.question_id].text}", f"{row.change:+.2f}", *shown)


def _sides(row: Changed) -> tuple[tuple[str, Outcome], tuple[str, Outcome]]:
    return ("before", row.before), ("after ", row.after)


def _cells(row: Difference) -> tuple[str, ...]:
    interval = f"{row.interval.low:+.4f} to {row.interval.high:+.4f}"
    figures = (f"{row.before:.4f}", f"{row.after:.4f}", f"{row.difference:+.4f}", interval)
    return (row.measure, str(row.n), *figures, f"{row.adjusted_p:.4f}", row.verdict.value)


def _facts(pairing: Pairing) -> list[str]:
    runs = (("before", pairing.before), ("after ", pairing.after))
    return [f"{label} {_described(run)}" for label, run in runs] + _settings(pairing)


def _described(run: Run) -> str:
    index, commit = run.facts.index, run.facts.environment.commit
    made = f", commit {commit[:12]}{'+' * commit.endswith('+')}" if commit else ""
    return f"{run.set}, {run.began[:19]}, {run.facts.place}, generation {index.generation}{made}"


def _settings(pairing: Pairing) -> list[str]:
    """Options whose values differ."""
    one, other = (jsonable(run.facts.options) for run in (pairing.before, pairing.after))
    return [f"{name}: {one[name]}, then {other[name]}" for name in one if one[name] != other[name]]


def _missing(comparison: Comparison) -> list[str]:
    found = []
    for label, ids in (("first", comparison.only_before), ("second", comparison.only_after)):
        if ids:
            found.append(f"{len(ids)} questions are only in the {label} run and are not compared.")
    return found


def _shown(outcome: Outcome) -> str:
    if outcome.error:
        return f"(no response: {outcome.error})"
    if outcome.answer is None:
        best = _short(outcome.forced.text) if outcome.forced else ""
        return f"({_abstained(outcome)}, answerability {outcome.answerability:.2f}) {best}".rstrip()
    return _short(outcome.answer.text)


def _abstained(outcome: Outcome) -> str:
    return "unsure" if outcome.level is Level.UNSURE else "abstained"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 3]}..."


def _table(headings: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield _line(headings)
    yield _line(["---"] * len(headings))
    yield from map(_line, rows)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"


def _escaped(cell: str) -> str:
    for mark, instead in (("\\", "\\\\"), ("|", "\\|"), ("`", "\\`"), ("<", "&lt;"), ("\n", " ")):
        cell = cell.replace(mark, instead)
    return MENTION.sub("&#64;", cell)
