"""The way of a question: parse -> retrieve -> fuse -> read -> claims -> compose -> confidence -> cite."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

from index.search.matching import FilterWarning
from index.store.passage_index import PassageIndex
from index.store.seen_collections import SeenCollections
from qa.claims.asked_speaker import weigh_readings
from qa.claims.candidate_values import candidate_values
from qa.claims.metadata_answer import PROBABILITY, metadata_answers, text_answers_better
from qa.claims.selection import select_claims
from qa.compose.compose import compose, states_a_value
from qa.compose.composed import Composed, Findings
from qa.compose.joint_answer import agree, joint_answer
from qa.compose.verdict import Verdicts
from qa.confidence.check import checked
from qa.confidence.judging import Judgement, judge
from qa.confidence.levels import Decision, decide
from qa.confidence.policy import AnswerPolicy
from qa.confidence.settling import settle
from qa.confidence.weights import Weights
from qa.read.label_fit import weigh_labels
from qa.read.read_evidence import ReadEvidence
from qa.read.read_passages import read_passages
from qa.read.reader.protocol import Reader
from qa.read.rerank import rerank
from qa.read.table_questions.found_tables import FoundTable, TableReader
from qa.read.table_questions.ranker import table_ranker
from qa.read.table_questions.reweighing import reweighed
from qa.respond import Models, Outcome, ask_response, search_response
from qa.retrieve.evidence import Evidence
from qa.retrieve.ranked import score_at
from qa.retrieve.retriever import Ranking, Retriever
from qa.schemas import AskQuery, AskResponse, Level, Query, SearchResponse
from qa.support.protocol import SupportModel
from qa.understand.parse import parse, parse_search, searched_text

ONE_OF_TWO = FilterWarning("question", "It asks two things, of which perhaps only one is answered.")


class Pipeline:
    """Answers questions over an index.  Safe to call from many threads.

    Args:
        retriever: Ranks passages.
        reader: Reads the first passages.
        policy: When to answer, and how much to read before.
        weights: How scores are summed, and how probable answers are.
        verdicts: Says yes or no; None says neither.
        support: Has a second look at short answers; None has none.
    """

    def __init__(
        self,
        retriever: Retriever,
        reader: Reader,
        policy: AnswerPolicy,
        weights: Weights,
        verdicts: Verdicts | None = None,
        support: SupportModel | None = None,
    ) -> None:
        self._retriever = retriever
        self._reader = reader
        self._policy = policy
        self._weights = weights
        self._tables = TableReader(table_ranker())
        self._verdicts = verdicts
        self._support = support
        self._models = Models(retriever.embedder.model, reader, weights)

    def over(self, index: PassageIndex | SeenCollections) -> Pipeline:
        """The same over another view of the index."""
        other = copy(self)
        other._retriever = self._retriever.over(index)
        return other

    def ask(self, query: AskQuery) -> AskResponse:
        """Answer with the words of a passage, or abstain.  Raises as `Retriever.ranked` does."""
        with self._retriever.ranked(query, parse(query.question)) as ranking:
            watch, evidence = ranking.watch, ranking.evidence
            threshold = self._policy.least_probability(query.max_error_rate, self._weights)
            least = threshold if query.abstain else 0.0
            found, judgement, decision = self._decided(ranking, least)
            if joint := self._joint(ranking, least, decision):
                decision = joint
            elif found.question.parts and decision.level is Level.ANSWERED:
                ranking = ranking._replace(warnings=[*ranking.warnings, ONE_OF_TWO])
            question = found.question
            stated = found.values if decision.level is Level.ANSWERED else []
            about = metadata_answers(question, found.searched, evidence) if least <= PROBABILITY else []
            if about and text_answers_better(question, found.searched.analyzer, stated):
                about = []
            if about:
                decision = Decision(Level.ANSWERED, None, PROBABILITY)
            if not states_a_value(question, decision.best):
                stated = []
            claims = select_claims(question, found.searched.analyzer, stated)
            watch.lap("claims")
            shown: list[Evidence] = [*found.read]
            if len(shown) < query.top_k or question.mentions:  # what mentions a thing may be further down
                shown += evidence[len(shown) :][: query.top_k]
            outcome = Outcome(shown, decision, judgement.answerability, threshold, claims, about)
            return ask_response(query, ranking, outcome, self._models)

    def _decided(self, ranking: Ranking, least: float) -> tuple[Findings, Judgement, Decision]:
        """What is found, how it is judged, and what is shown of it."""
        question, watch = ranking.question, ranking.watch
        read, tables = self._read(ranking)
        read = rerank(read, self._weights.reading, score_at(ranking.evidence, len(read)))
        watch.lap("read")
        values = candidate_values(question, read, self._weights.reading)
        mentioning = ranking.evidence if question.mentions else ()
        found = Findings(question, ranking.searched, read, values, tables, mentioning)
        drafts = compose(found)
        watch.lap("compose")
        judgement = judge(found, drafts, self._weights)
        decision = decide(question, judgement, least, self._weights.closest)
        if self._support and least > 0:
            decision = checked(self._support, question, judgement, decision)
        if self._verdicts:
            decision = settle(self._verdicts, question, decision, least)
        return found, judgement, decision

    def _joint(self, ranking: Ranking, least: float, whole: Decision) -> Decision | None:
        """The answers to all questions that one joins, with their least probability; None if one is missing.

        They are read in the passages that were found for all; one that refers to the first in its document.
        """
        answers: list[Composed] = []
        probability = 1.0
        for part in ranking.question.parts:
            evidence = ranking.evidence[: self._policy.passages]
            if part.refers and answers:
                key = answers[0].parts[0].passage.document_key
                evidence = [one for one in evidence if one.passage.document_key == key]
            question = replace(parse(part.question), wordings=ranking.question.wordings)
            own = ranking._replace(question=question, evidence=evidence)
            decision = self._decided(own, least)[2]
            if decision.level is not Level.ANSWERED or decision.best is None:
                return None
            answers.append(decision.best)
            probability = min(probability, decision.probability)
        joint = joint_answer([part.words for part in ranking.question.parts], answers) if answers else None
        if joint and whole.best and whole.level is Level.ANSWERED and not agree(joint, whole.best):
            return None
        return Decision(Level.ANSWERED, joint, probability) if joint else None

    def search(self, query: Query) -> SearchResponse:
        """Rank passages.  Raises as `Retriever.ranked` does."""
        with self._retriever.ranked(query, parse_search(query.question)) as ranking:
            return search_response(query, ranking, self._models)

    def expect(self, query: Query) -> None:
        """Say that a search will be made soon: it is embedded together with those before it."""
        self._retriever.embedder.expect(searched_text(query.question))

    def rank(self, query: Query) -> Ranking:
        """All the evidence for a search, best first.  Raises as `Retriever.ranked` does."""
        with self._retriever.ranked(query, parse_search(query.question)) as ranking:
            return ranking._replace(evidence=[*ranking.evidence])

    def read(self, query: Query) -> tuple[Ranking, list[ReadEvidence], list[FoundTable]]:
        """What `ask` retrieves and reads, for fitting the weights of all that follows."""
        with self._retriever.ranked(query, parse(query.question)) as ranking:
            return ranking, *self._read(ranking)

    def _read(self, ranking: Ranking) -> tuple[list[ReadEvidence], list[FoundTable]]:
        """Read the first passages, and the tables among them; the order of passages stays."""
        question, searched = ranking.question, ranking.searched
        read = read_passages(
            self._reader, question, ranking.evidence, self._policy.passages, searched.version_text
        )
        read = weigh_readings(question, weigh_labels(question, searched.analyzer, read))
        tables = self._tables.found(question, searched, read)
        return reweighed(read, tables), tables
