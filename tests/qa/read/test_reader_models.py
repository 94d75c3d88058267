"""The reader in the box, and any other by setting: real networks, real files."""

from __future__ import annotations

import math
import shutil
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.documents import Span
from index.embed.model_files import BUNDLED, locate
from index.errors import IndexMismatch, InvalidInput
from qa.read.reader.bundled import MODEL, WEIGHTS, BundledReader, model_folder
from qa.read.reader.factory import open_reader
from qa.read.reader.hugging_face import HuggingFaceReader
from qa.read.reader.protocol import Reader, ReadPassage

pytestmark = pytest.mark.real_model

WAR = "The siege of Ostend lasted from 1601 to 1604. Ambrogio Spinola took the town for Spain."
COWS = "Nine cows were sold at the fair in Lincoln. 😀 The rest went to the butcher in the spring."


@pytest.fixture(scope="module")
def reader() -> BundledReader:
    return BundledReader()


@pytest.mark.parametrize(
    ("question", "passage", "answer"),
    [
        ("Who took Ostend for Spain?", WAR, "Ambrogio Spinola"),
        ("When did the siege of Ostend end?", WAR, "1604"),
        ("How many cows were sold?", COWS, "Nine"),
        ("When did the rest go to the butcher?", COWS, "spring"),
    ],
)
def test_it_finds_the_words(reader: BundledReader, question: str, passage: str, answer: str) -> None:
    (read,) = reader.read(question, [ReadPassage("", passage)])
    assert answer in read.spans[0].span.of(passage)
    assert read.odds >= read.spans[0].margin


def test_the_passage_that_answers_has_the_better_odds(reader: BundledReader) -> None:
    war, cows = reader.read("Who took Ostend for Spain?", [ReadPassage("", WAR), ReadPassage("", COWS)])
    assert war.odds > 0 > cows.odds


@pytest.mark.parametrize("others", [1, 2, 3, 6])
def test_company_changes_nothing(reader: BundledReader, others: int) -> None:
    question = "How many cows were sold?"
    passages = [ReadPassage("Fairs", f"{COWS} {WAR} " * n) for n in range(1, others + 2)]
    among = reader.read(question, passages)
    for passage, read in zip(passages, among, strict=True):
        (alone,) = reader.read(question, [passage])
        assert (read.spans, read.odds) == (alone.spans, alone.odds)
        assert read.support is not None
        assert alone.support is not None
        assert read.support.odds.tolist() == alone.support.odds.tolist()


def test_threads_that_read_at_once_read_the_same() -> None:
    reader = BundledReader(threads=2)
    passages = [ReadPassage("", WAR * n) for n in (1, 2, 3, 4, 5)]
    alone = [(one.spans, one.odds) for one in reader.read("Who?", passages)]
    with ThreadPoolExecutor(6) as pool:
        reads = [pool.submit(reader.read, "Who?", passages) for _ in range(12)]
        for read in reads:
            assert [(one.spans, one.odds) for one in read.result(timeout=60)] == alone


def test_an_error_leaves_the_streams_free() -> None:
    streams = BundledReader(threads=2)._streams
    vectors, mask = np.zeros((1, 16, 384), np.float32), np.ones((1, 16), np.float32)

    def broken() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        yield vectors, mask
        raise ValueError("no more")

    for _ in range(streams.count + 1):
        with pytest.raises(ValueError, match="no more"):
            [*streams.run(broken())]
    assert len([*streams.run([(vectors, mask)] * 5)]) == 5


def test_the_same_is_read_the_same(reader: BundledReader) -> None:
    passages = [ReadPassage("", WAR), ReadPassage("", COWS)]
    once, again = reader.read("Who?", passages), reader.read("Who?", passages)
    assert [(one.spans, one.odds) for one in once] == [(one.spans, one.odds) for one in again]


def test_nothing_to_read(reader: BundledReader) -> None:
    assert reader.read("Who?", []) == []


@pytest.mark.parametrize("text", ["", "?", "\u200b", "🜁" * 40, "a" * 5000])
def test_any_text_is_read(reader: BundledReader, text: str) -> None:
    (read,) = reader.read("Who?", [ReadPassage("", text)])
    assert all(0 <= s.span.start < s.span.end <= len(text) for s in read.spans)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder(), folder)
    weights = bytearray((folder / WEIGHTS).read_bytes())
    weights[1000] ^= 1
    (folder / WEIGHTS).write_bytes(weights)
    with pytest.raises(IndexMismatch, match="SHA-256"):
        BundledReader(folder)


def test_it_fits_in_the_box() -> None:
    assert sum((model_folder() / name).stat().st_size for name in (MODEL, WEIGHTS)) < 25e6


def test_reading_calls_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("it went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert BundledReader().read("Who?", [ReadPassage("", WAR)])


@pytest.fixture(scope="module")
def other_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny question answering model that has learnt nothing, with the bundled model's words."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering

    folder = tmp_path_factory.mktemp("model")
    tokenizer = AutoTokenizer.from_pretrained(str(locate(BUNDLED)), local_files_only=True)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    torch.manual_seed(0)
    BertForQuestionAnswering(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_any_hugging_face_model_reads_by_setting(other_model: Path) -> None:
    reader: Reader = open_reader(str(other_model))
    assert isinstance(reader, HuggingFaceReader)
    assert reader.identity["name"] == other_model.name
    war, cows = reader.read("Who took Ostend?", [ReadPassage("", WAR), ReadPassage("", COWS)])
    assert all(0 <= s.span.start < s.span.end <= len(WAR) for s in war.spans)
    assert all(0 <= s.span.start < s.span.end <= len(COWS) for s in cows.spans)


def test_a_model_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(InvalidInput) as raised:
        open_reader("no/such-model")
    assert raised.value.field == "SOURCELINE_READER"


def test_the_sentence_that_answers_has_the_most_support(reader: BundledReader) -> None:
    before, after = "The herd grazes by the river.", "The barn was painted in June."
    text = f"{before} The cows were sold to a butcher in Lugo. {after}"
    (reading,) = reader.read("Who were the cows sold to?", [ReadPassage("", text)])
    assert reading.support is not None
    answering = Span(len(before) + 1, len(text) - len(after) - 1)
    others = (Span(0, len(before)), Span(len(text) - len(after), len(text)))
    assert reading.support.of(answering) > 0 > max(reading.support.of(other) for other in others)
    assert reading.support.of(Span(0, 1)) == -math.inf
