"""The last seven days in words."""

from __future__ import annotations

from collections.abc import Sequence

from qa.feedback.wrong_reasons import WORDS
from qa.insights.report import Levels, QuestionGroup, Speed, Verdicts

#: A change of fewer points in a hundred is not told.
LEAST_POINTS = 2


def summary(
    week: Levels, before: Levels, missing: Sequence[QuestionGroup], verdicts: Verdicts, speed: Speed
) -> list[str]:
    """Sentences.

    Args:
        week: The last seven days.
        before: The seven days before them.
        missing: The questions of the week that nobody got an answer to.
        verdicts: What people said in the week.
        speed: How long the answers of the week took.
    """
    if not week.asked:
        return ["Nobody asked anything in the last seven days."]
    said = [_asked(week, before), _shares(week, before)]
    if missing:
        said.append(_missing(missing[0]))
    if verdicts.up or verdicts.down:
        said.append(_verdicts(verdicts))
    said.append(
        f"Half of the answers took at most {speed.half:.0f} ms, 95 in 100 at most {speed.most:.0f} ms."
    )
    return said


def _asked(week: Levels, before: Levels) -> str:
    said = f"{counted(week.asked, 'question')} in the last seven days"
    if not before.asked:
        return f"{said}, none in the seven days before."
    change = round(100 * (week.asked / before.asked - 1))
    if not change:
        return f"{said}, as many as in the seven days before."
    return f"{said}, {abs(change)}% {'more' if change > 0 else 'fewer'} than in the seven days before."


def _shares(week: Levels, before: Levels) -> str:
    answered, unsure, nothing = (
        round(100 * week.share(level)) for level in ("answered", "unsure", "nothing")
    )
    said = f"{answered}% were answered, {unsure}% got the closest passage, {nothing}% got nothing"
    earlier = round(100 * before.share("answered"))
    if before.asked and abs(answered - earlier) >= LEAST_POINTS:
        said += f"; in the seven days before, {earlier}% were answered"
    return f"{said}."


def _missing(group: QuestionGroup) -> str:
    ways = f" in {group.wordings} wordings" if group.wordings > 1 else ""
    return f"Asked most without an answer: “{group.name}” ({counted(group.asked, 'time')}{ways})."


def _verdicts(verdicts: Verdicts) -> str:
    both = verdicts.up + verdicts.down
    said = f"{verdicts.down} of {counted(both, 'verdict')} said that the answer did not help"
    if verdicts.reasons:
        reason, count = max(verdicts.reasons.items(), key=lambda item: item[1])
        said += f"; most often: {WORDS[reason].lower()} ({count})"
    return f"{said}."


def counted(count: int, what: str) -> str:
    """`3 questions`, `1 question`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
