"""The data of a report, independent of files and markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eval.measures.abstention import RiskCoverage
from eval.measures.calibration import Bin
from eval.measures.measure import Floats, Values
from eval.measures.summary import Metric
from eval.question_outcome import Outcome, RetrievedSpan
from eval.questions import Question
from eval.report.charts import OperatingPoint
from eval.span_texts import SpanText


class Verdict(StrEnum):
    """The result of a question, in the words of the report."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "rightly abstained"
    QUOTED = "unsure, right quote"
    MISSED = "wrongly abstained"
    UNJUDGED = "not judged"
    FAILED = "no response"


@dataclass(frozen=True, slots=True)
class Row:
    """One question.

    Args:
        values: Values by measure.
        gold_rank: Rank of the first passage that matches gold; 0 if none does, None if there is no gold.
    """

    question: Question
    outcome: Outcome
    values: Values
    verdict: Verdict
    gold_rank: int | None


@dataclass(frozen=True, slots=True)
class ReportData:
    """One run.

    Args:
        began: When, in ISO 8601.
        seconds: How long it took.
        facts: Machine, commit, models and settings, as names and values for people.
        metrics: By measure.
        kinds: By kind of question, then by measure.
        tags: By tag, then by measure.
        sources: Text of the passages and citations by version, start and end.
        shown: Reliability of the probabilities shown with answers.
        answerability: Reliability of the probabilities on which abstention is decided.
        curve: None if no question is judged.
    """

    set_name: str
    began: str
    seconds: float
    facts: Sequence[tuple[str, str]]
    metrics: Mapping[str, Metric]
    kinds: Mapping[str, Mapping[str, Metric]]
    tags: Mapping[str, Mapping[str, Metric]]
    rows: Sequence[Row]
    sources: Mapping[tuple[str, int, int], SpanText]
    shown: Sequence[Bin]
    answerability: Sequence[Bin]
    curve: RiskCoverage | None
    point: OperatingPoint | None
    milliseconds: Floats

    def source(self, span: RetrievedSpan) -> SpanText:
        """The text of a passage or a citation; empty if the run did not keep it."""
        key = (span.version, span.start, span.end)
        return self.sources.get(key) or SpanText(*key, text="")

    def verdicts(self) -> list[tuple[Verdict, int]]:
        """The number of questions with each verdict that occurs."""
        counts = Counter(row.verdict for row in self.rows)
        return [(verdict, counts[verdict]) for verdict in Verdict if counts[verdict]]
