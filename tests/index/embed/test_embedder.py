"""The embedder on real weights: the bundled model, and another one from a folder with prompts of its own."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from index.documents import Span
from index.embed.model_embedder import ModelEmbedder
from index.embed.model_files import BUNDLED, BUNDLED_SHA256, check_bundled, locate, revision
from index.embed.openvino_bert import BertEncoder, is_supported
from index.embed.protocol import PassageText
from index.embed.sentence_transformer import SentenceTransformerEncoder
from index.errors import IndexMismatch, InvalidInput

pytestmark = pytest.mark.real_model

TEXT = "Tungsten boils at 5,930 degrees. It is used in lamps."
PASSAGE = PassageText("Metals", TEXT, (Span(0, 32), Span(33, 53)))


@pytest.fixture(scope="module")
def bundled() -> ModelEmbedder:
    return ModelEmbedder()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of another size with CLS pooling and prompts, saved as sentence-transformers saves."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    base, saved = tmp_path_factory.mktemp("base"), tmp_path_factory.mktemp("saved")
    tokenizer = AutoTokenizer.from_pretrained(str(locate(BUNDLED)), local_files_only=True)
    config = BertConfig(
        vocab_size=tokenizer.vocab_size,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.5,
    )
    torch.manual_seed(0)
    BertModel(config).save_pretrained(base)
    tokenizer.save_pretrained(base)
    modules = [Transformer(str(base), max_seq_length=64), Pooling(32, pooling_mode="cls")]
    prompts = {"query": "question: ", "document": "passage: "}
    SentenceTransformer(modules=modules, prompts=prompts).save(str(saved))
    return saved


def _kept(embedder: ModelEmbedder, words: str) -> int:
    return len(embedder.token_starts(words))


def test_vectors_are_of_unit_length_and_in_order(bundled: ModelEmbedder) -> None:
    other = PassageText("", "Cats purr.", (Span(0, 10),))
    first, second = bundled.embed_passages([PASSAGE, other])
    assert first.sentences.shape == (2, bundled.dimension)
    assert first.token_counts.tolist() == [
        _kept(bundled, "Tungsten boils 5930 degrees"),
        _kept(bundled, "lamps"),
    ]
    assert first.token_counts.sum() == len(first.tokens)
    for vector in (first.passage, second.passage, *first.sentences, *second.sentences):
        assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-3)
    question = bundled.embed_questions(["At what temperature does tungsten boil?"])[0]
    assert float(question.whole @ first.passage) > 0.5 > float(question.whole @ second.passage)
    assert int(np.argmax(first.sentences @ question.whole)) == 0


def test_a_vector_does_not_depend_on_its_neighbours(bundled: ModelEmbedder) -> None:
    questions = ["Who?", "At what temperature does tungsten boil, and who found out?", "Why did they leave?"]
    together = bundled.embed_questions(questions)
    for question, found in zip(questions, together, strict=True):
        alone = bundled.embed_questions([question])[0]
        assert np.abs(alone.whole - found.whole).max() < 1e-5
        assert alone.starts == found.starts


def test_another_model_by_its_folder_with_its_own_prompts(folder: Path) -> None:
    plain = ModelEmbedder(str(folder), question_prompt="", passage_prompt="")
    prompted = ModelEmbedder(str(folder))
    assert prompted.identity["question_prompt"] == "question: "
    assert prompted.identity["passage_prompt"] == "passage: "
    assert prompted.identity["pooling"] == "cls"
    assert (prompted.dimension, prompted.max_tokens) == (32, 64 - 2 - 2)
    a, b = (embedder.embed_questions(["why"])[0] for embedder in (plain, prompted))
    assert np.abs(a.whole - b.whole).max() > 1e-3
    assert a.starts == b.starts == (0,)
    made = prompted.embed_passages([PASSAGE])[0]
    assert made.token_counts.sum() == len(made.tokens) > 0
    assert plain.identity["revision"] == prompted.identity["revision"] != BUNDLED_SHA256


def test_a_model_that_is_not_here_is_one_clear_error() -> None:
    with pytest.raises(InvalidInput, match="never downloaded") as caught:
        ModelEmbedder("nobody/such-a-model")
    assert caught.value.field == "SOURCELINE_EMBEDDING_MODEL"


def test_the_bundled_weights_are_those_they_should_be() -> None:
    assert revision(locate(BUNDLED)) == BUNDLED_SHA256
    with pytest.raises(IndexMismatch, match="SHA-256"):
        check_bundled("0" * 64)


TEXTS = (
    "Wolfram siedet bei 5.930 Grad; 钨的沸点很高。",
    "Who?",
    "A sentence that goes on and on about lamps, wires and heat. " * 40,
    "Ünïcödé, emoji 😀 and\ttabs",
)


@pytest.mark.parametrize("where", ["bundled", "folder"])
def test_vectors_are_those_of_sentence_transformers(where: str, folder: Path) -> None:
    model = BUNDLED if where == "bundled" else str(folder)
    assert is_supported(locate(model))
    ours = ModelEmbedder(model, load=partial(BertEncoder, precision="f32"))
    theirs = ModelEmbedder(model, load=SentenceTransformerEncoder)
    assert ours.identity == theirs.identity
    assert ours.max_tokens == theirs.max_tokens
    for text, mine, other in zip(TEXTS, *(e.embed_questions(TEXTS) for e in (ours, theirs)), strict=True):
        assert mine.starts == other.starts
        assert mine.whole == pytest.approx(other.whole, abs=1e-5)
        assert mine.tokens == pytest.approx(other.tokens, abs=1e-4)
        assert [*ours.token_starts(text)] == [*theirs.token_starts(text)]


def test_vectors_in_bfloat16_are_nearly_those_in_float32(bundled: ModelEmbedder) -> None:
    exact = ModelEmbedder(load=partial(BertEncoder, precision="f32"))
    for made, wanted in zip(*(e.embed_questions(TEXTS) for e in (bundled, exact)), strict=True):
        assert float(made.whole @ wanted.whole) > 0.9999
        assert float((made.tokens * wanted.tokens).sum(axis=1).min()) > 0.999
    passages = [PassageText("Metals", text, (Span(0, len(text)),)) for text in TEXTS]
    for made_of, wanted_of in zip(*(e.embed_passages(passages) for e in (bundled, exact)), strict=True):
        assert float(made_of.passage @ wanted_of.passage) > 0.9999
        assert float((made_of.sentences * wanted_of.sentences).sum(axis=1).min()) > 0.999


def test_a_model_that_is_no_plain_bert_is_left_to_its_own_library(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "model"
    shutil.copytree(folder, copied)
    config = json.loads((copied / "config.json").read_text("utf-8"))
    assert is_supported(copied)
    for change in (
        {"model_type": "mpnet"},
        {"hidden_act": "relu"},
        {"position_embedding_type": "relative_key"},
    ):
        (copied / "config.json").write_text(json.dumps({**config, **change}), "utf-8")
        assert not is_supported(copied)
