"""Odd little documents and questions, read in any way a reader may: always an answer, cited exactly."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Document, Span
from qa.read.reader.protocol import Reading, ReadPassage, ScoredSpan
from qa.schemas import AnswerForm, AskQuery, AskResponse, Citation
from qa.service import Service
from qa.settings import Settings
from qa.understand.answer_kind import AnswerKind
from qa.understand.parse import parse
from tests.support.fakes import FakeEmbedder

#: What rules over texts may stumble on: numbers and signs, marks of layout, words that rules look for, other
#: scripts and directions.
ATOMS = [
    *(
        "0",
        "-0",
        "−3",
        "½",
        "1/0",
        "3-5",
        "$",
        "€5",
        "50%",
        "12,000",
        "1.",
        "...",
        "?",
        "!",
        "9" * 40,
        "1e999",
    ),
    *(
        "#",
        "# Changes",
        "- ",
        "* ",
        "|",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "**",
        "**x**",
        "Q: A:",
        "`",
        "\\",
    ),
    *(
        "(",
        "(a",
        '"',
        "“",
        "’s",
        "said",
        "He said",
        "according to",
        "Bob",
        "Bob said",
        "who",
        "when",
        "is it",
    ),
    *("how many", "or", "2024-01-01", "31 Feb", "0000", "may", "I", "A.", "U.S.", "half a", "a few", "to"),
    *("between 3 and", "from", "up to", "million", "km", "twenty-first", "\n", "\n\n", "\u00a0", "\u2028"),
    *(
        "\u202e",
        "\u200f",
        "\u200b",
        "😀",
        "👨‍👩‍👧",
        "İ",
        "ß",
        "中文",
        "日本",
        "שלום",
        "مرحبا ١٢",
        "٣",
        "²",
        "Ⅷ",
    ),
]
texts = st.lists(st.sampled_from(ATOMS), min_size=1, max_size=8).flatmap(
    lambda atoms: st.sampled_from(["", " ", "\n", "\n- "]).map(lambda between: between.join(atoms))
)
documents = st.lists(texts.filter(str.strip), min_size=1, max_size=4)
questions = st.lists(st.sampled_from(ATOMS), min_size=1, max_size=4).map(" ".join).filter(str.strip)


class AnyReader:
    """A `Reader` that finds anything anywhere: spans and log odds drawn from a seed and what is read."""

    identity: Mapping[str, object] = {"name": "any", "revision": "any"}

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        """Up to four spans of each passage, best first."""
        return [self._reading(f"{self._seed} {question} {passage.text}", passage) for passage in passages]

    def _reading(self, seed: str, passage: ReadPassage) -> Reading:
        drawn = [zlib.crc32(f"{n} {seed}".encode()) for n in range(13)]
        length = len(passage.text)
        spans = []
        for a, b, c in zip(drawn[0::3], drawn[1::3], drawn[2::3], strict=False):
            start, end = sorted((a % (length + 1), b % (length + 1)))
            if start < end:
                spans.append(
                    ScoredSpan(Span(start, end), c % 2_000 / 50 - 20 if c % 9 else c % 3_000 - 1_500.0)
                )
        spans = sorted(spans[: drawn[12] % 5], key=lambda span: -span.margin)
        return Reading(tuple(spans), spans[0].margin if spans else -12.0)


def answered(texts: Sequence[str], question: str, reader: AnyReader) -> AskResponse:
    with tempfile.TemporaryDirectory() as home:
        service = Service(Settings(home=Path(home)), FakeEmbedder(), reader)
        kinds = ("text/plain", "text/markdown")
        service.ingester.add(
            "default", [Document(f"d{n}", text, media_type=kinds[n % 2]) for n, text in enumerate(texts)]
        )
        return service.ask(AskQuery(question=question, abstain=False))


@settings(max_examples=80)
@given(documents, questions, st.integers(0, 1_000))
def test_every_text_has_its_answer_among_its_claims(texts: list[str], question: str, seed: int) -> None:
    response = answered(texts, question, AnyReader(seed))
    if response.answer is None:
        assert not response.claims
        return
    if response.answer.kind is not AnswerForm.SPAN or parse(question).asks(AnswerKind.LIST):
        return  # It need not state a value.
    assert response.claims
    assert all(0 < claim.probability < 1 for claim in response.claims)
    cited = response.answer.citations[0]
    assert isinstance(cited, Citation)
    said = [
        place
        for claim in response.claims
        for place in claim.citations
        if isinstance(place, Citation)
        and (place.document_id, place.version) == (cited.document_id, cited.version)
        and place.start_char_index < cited.end_char_index
        and cited.start_char_index < place.end_char_index
    ]
    assert said, "no claim is where the answer is"


@pytest.mark.real_model
def test_a_sign_alone_is_answered(tmp_path: Path) -> None:
    """The likeliest span was a text and the answer a number, so that nothing was left to compete."""
    service = Service(Settings(home=tmp_path))
    changes = "# Changes\n\nThe export now keeps time zones.\n\n- Imports are twice as fast."
    service.ingester.add("default", [Document("a", changes), Document("b", "-0")])
    response = service.ask(AskQuery(question="How much is 0?", abstain=False))
    assert response.answer is not None
    assert [claim.value for claim in response.claims] == [response.answer.value or response.answer.text]
