"""The registry of all measures."""

from __future__ import annotations

from eval.measures import abstention, calibration, latency, levels
from eval.measures.abstention import ABSTENTION
from eval.measures.answers import ANSWERS
from eval.measures.calibration import CALIBRATION
from eval.measures.citations import CITATIONS
from eval.measures.claims import CLAIMS
from eval.measures.kinds import KINDS
from eval.measures.levels import LEVELS
from eval.measures.measure import Measure
from eval.measures.ranking import RANKING

FAMILIES = (RANKING, ANSWERS, KINDS, CITATIONS, LEVELS, ABSTENTION, CALIBRATION, CLAIMS)
OVERALL = (*levels.OVERALL, *abstention.OVERALL, *calibration.OVERALL, *latency.OVERALL)

#: Measures with a value for each question, in the order of a report; paired tests compare these.
PER_QUESTION = tuple(measure for family in FAMILIES for measure in family.measures)
#: Every measure by name.
MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (*PER_QUESTION, *(overall.measure for overall in OVERALL), latency.THROUGHPUT)
}
