"""What fewer bits and fewer tokens cost in ranking, and how far they move the scores.

    python -m eval.benchmarks.vector_bits --squad dev.json.gz --beir cranfield --first 300

Every passage is embedded again, with all tokens and in full precision.  Of each question the candidates,
their BM25 scores and their term overlap stay; the vectors of sentences and tokens are made coarser, and the
candidates are ranked again by the fused score, without feedback.  "Moved" is the mean and the standard
deviation of the change over all candidates: of MaxSim, and of the nearest sentence's cosine.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from eval.corpus import open_corpus
from eval.formats.beir import read_beir
from eval.formats.squad import read_squad
from eval.questions import EvalSet, Question
from index.documents import Span
from index.embed.content_tokens import content_tokens
from index.embed.protocol import QuestionVectors
from index.ingest.prepare import Preparer
from index.store.columns.passage_columns import PassageColumns
from index.store.vector_codes import sentence_codes, sentence_vectors, token_codes, token_vectors
from qa.confidence.weights import load_weights
from qa.query_fields import LONGEST_QUESTION
from qa.retrieve.candidates import Candidates, retrieve
from qa.retrieve.depth import Depth
from qa.retrieve.fusion import weighted_sum
from qa.retrieve.question_terms import QuestionTerms, question_terms
from qa.retrieve.scores import Scores, score
from qa.service import Service
from qa.settings import Settings
from qa.understand.parse import parse
from qa.understand.parsed_question import ParsedQuestion

Flags = NDArray[np.bool_]
#: The sizes that a number may have at so many bits, where the variance is one (Lloyd-Max).
LEVELS = {2: (0.4528, 1.510), 1: (0.7979,)}


class Case(NamedTuple):
    """A question with its candidates, which are rows of all passages."""

    question: Question
    parsed: ParsedQuestion
    terms: QuestionTerms
    vectors: QuestionVectors
    found: Candidates
    rows: NDArray[np.int64]


class Variant(NamedTuple):
    """Columns that are compared, and the bytes of sentences and tokens for a passage."""

    name: str
    size: float
    columns: PassageColumns


def every_token(
    text: str, starts: NDArray[np.integer], sentences: Sequence[Span]
) -> tuple[Flags, NDArray[np.int32]]:
    """Keeps all tokens, in place of `content_tokens`."""
    counts = [int(np.diff(np.searchsorted(starts, span))[0]) for span in sentences]
    return np.ones(len(starts), bool), np.array(counts, np.int32)


def in_full(service: Service, evalset: EvalSet, columns: PassageColumns) -> tuple[PassageColumns, Flags]:
    """The columns in full precision with all tokens, and which tokens are of words that say something."""
    preparer = Preparer(service.embedder, service.settings.passage_sizes)
    with patch("index.embed.model_embedder.content_tokens", every_token):
        made = preparer.prepare([preparer.normalised(d) for d in evalset.documents], lambda *_: None)
    by_place = {
        (one.document.id, own.passage.span.start): (own, one.document.text)
        for one in made
        for own in one.passages
    }
    places = service.index.snapshot("default").places(columns.ids.tolist())
    chosen = [by_place[(*places[id],)] for id in columns.ids.tolist()]
    says = []
    for own, whole in chosen:
        text, start = own.passage.span.of(whole), own.passage.span.start
        starts = np.array(service.embedder.token_starts(text))
        spans = [span.moved(-start) for span in own.passage.sentences]
        mask = content_tokens(text, starts, spans)[0]
        count = len(own.vectors.tokens)
        says.append(mask if len(mask) == count else np.ones(count, bool))  # rows of tables are read otherwise
    vectors = [own.vectors for own, _ in chosen]
    full = columns._replace(
        sentence_vectors=np.concatenate([one.sentences for one in vectors]),
        tokens=np.concatenate([one.tokens for one in vectors]),
        token_starts=np.cumsum([0, *np.concatenate([one.token_counts for one in vectors])]),
    )
    return full, np.concatenate(says)


def variants(full: PassageColumns, says: Flags) -> Iterator[Variant]:
    """What is compared with the first."""
    count, dimension = full.vectors.shape
    sentences, tokens = len(full.sentences) / count, len(full.tokens) / count
    half, byte, kept = sentences * 2 * dimension, tokens * full.tokens.shape[1], float(says.mean())
    codes = sentence_codes(full.sentence_vectors)
    four, three = sentence_vectors(codes, dimension), token_vectors(token_codes(full.tokens))
    small = sentences * codes.shape[1]
    yield Variant("sentences 16, tokens 8 bits", half + byte, full)
    yield Variant("the same, words that say something", half + byte * kept, _chosen(full, says))
    yield Variant("sentences 4 bits", small + byte, full._replace(sentence_vectors=four))
    for bits in LEVELS:
        coarse = _coarse(full.sentence_vectors, bits)
        size = sentences * dimension * bits / 8 + byte
        yield Variant(f"sentences {bits} bits", size, full._replace(sentence_vectors=coarse))
    yield Variant("tokens 3 bits", half + byte * 3 / 8, full._replace(tokens=three))
    for bits in LEVELS:
        bytes_ = np.rint(_coarse((full.tokens / 127).astype(np.float32), bits) * 127).astype(np.int8)
        yield Variant(f"tokens {bits} bits", half + byte * bits / 8, full._replace(tokens=bytes_))
    stored = _chosen(full._replace(sentence_vectors=four, tokens=three), says)
    yield Variant("as stored: 4 and 3 bits, words", small + byte * kept * 3 / 8, stored)


def _chosen(columns: PassageColumns, kept: Flags) -> PassageColumns:
    before = np.concatenate([[0], np.cumsum(kept)])
    return columns._replace(tokens=columns.tokens[kept], token_starts=before[columns.token_starts])


def _coarse(vectors: NDArray[np.float32], bits: int) -> NDArray[np.float32]:
    """Each number as the nearest of few values; of unit length again."""
    levels = np.array(LEVELS[bits], np.float32)
    sizes = np.abs(vectors) * np.float32(math.sqrt(vectors.shape[1]))
    nearest = levels[np.searchsorted((levels[1:] + levels[:-1]) / 2, sizes)]
    coarse = np.where(vectors < 0, -nearest, nearest)
    return np.asarray(coarse / np.linalg.norm(coarse, axis=1, keepdims=True), np.float32)


def cases(service: Service, questions: Sequence[Question], ids: NDArray[np.int64]) -> Iterator[Case]:
    """Each question that has candidates."""
    snapshot = service.index.snapshot("default")
    for question in questions:
        parsed = parse(question.text[:LONGEST_QUESTION])
        vectors = service.embedder.embed_questions([parsed.text])[0]
        found = retrieve(snapshot, parsed, vectors, Depth(100, 200), None)
        if len(found):
            terms = question_terms(snapshot, parsed, "en")
            yield Case(question, parsed, terms, vectors, found, np.searchsorted(ids, found.passages.ids))


def scored(case: Case, columns: PassageColumns) -> Scores:
    """The scores of a question's candidates over these columns."""
    passages = columns.take(case.rows)
    cosines = passages.sentence_vectors @ case.vectors.whole
    return score(
        case.parsed, case.terms, case.vectors, replace(case.found, passages=passages, sentences=cosines)
    )


def quality(question: Question, ranked: Sequence[tuple[str, Span]]) -> float:
    """Whether the first passage holds a gold span; nDCG@10 where documents are relevant as a whole."""
    spans = [gold for gold in question.gold if gold.end is not None]
    if spans:
        document, (first, last) = ranked[0]
        return float(
            any(g.document_id == document and first <= g.start and (g.end or 0) <= last for g in spans)
        )
    grades = {gold.document_id: gold.grade for gold in question.gold}
    found = list(dict.fromkeys(document for document, _ in ranked))[:10]
    gain = sum(grades.get(id, 0) / math.log2(rank + 1) for rank, id in enumerate(found, 1))
    due = sorted(grades.values(), reverse=True)[:10]
    return gain / sum(grade / math.log2(rank + 1) for rank, grade in enumerate(due, 1))


def benchmark(evalset: EvalSet, first: int) -> None:
    """Print a table in Markdown for one set."""
    service = open_corpus(evalset.documents, Settings(), lambda *_: None)
    snapshot = service.index.snapshot("default")
    columns = snapshot.columns_of(sorted(snapshot.vectors.ids()))
    stored = snapshot.fetch(columns.ids.tolist())
    ids, weights = columns.ids, load_weights().fusion
    questions = [question for question in evalset.questions if question.gold]
    chosen = random.Random(5).sample(questions, min(first, len(questions)))
    asked = [*cases(service, chosen, ids)]
    print(f"\n{evalset.name}: {len(asked)} questions, {len(ids)} passages\n")
    print("| stored | bytes a passage | quality | MaxSim moved | cosine moved |")
    print("| --- | ---: | ---: | ---: | ---: |")
    exact: list[Scores] = []
    for variant in variants(*in_full(service, evalset, columns)):
        made = [scored(case, variant.columns) for case in asked]
        exact = exact or made
        qualities = []
        for case, scores in zip(asked, made, strict=True):
            order = case.rows[np.lexsort((ids[case.rows], -weighted_sum(scores, weights)))]
            ranked = [(stored[int(ids[row])].document_id, stored[int(ids[row])].span) for row in order]
            qualities.append(quality(case.question, ranked))
        moved = [_moved(name, exact, made) for name in ("tokens", "nearest")]
        print(
            f"| {variant.name} | {variant.size:,.0f} | {np.mean(qualities):.4f} | {' | '.join(moved)} |",
            flush=True,
        )


def _moved(name: str, exact: Sequence[Scores], made: Sequence[Scores]) -> str:
    change = np.concatenate([getattr(b, name) - getattr(a, name) for a, b in zip(exact, made, strict=True)])
    return f"{change.mean():+.4f} ± {change.std():.4f}"


def main() -> None:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, action="append", default=[], help="a SQuAD JSON file")
    parser.add_argument("--beir", type=Path, action="append", default=[], help="a folder in BEIR's layout")
    parser.add_argument("--first", type=int, default=300, help="questions of each, chosen by chance")
    options = parser.parse_args()
    for evalset in [*map(read_squad, options.squad), *map(read_beir, options.beir)]:
        benchmark(evalset, options.first)


if __name__ == "__main__":
    main()
