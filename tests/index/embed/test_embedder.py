"""The embedder on real weights: the bundled model, and another one from a folder with prompts of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.documents import Span
from index.embed.model_files import BUNDLED, BUNDLED_SHA256, check_bundled, locate, revision
from index.embed.protocol import PassageText
from index.embed.sentence_transformer import SentenceTransformerEmbedder
from index.errors import IndexMismatch, InvalidInput

pytestmark = pytest.mark.real_model

TEXT = "Tungsten boils at 5,930 degrees. It is used in lamps."
PASSAGE = PassageText("Metals", TEXT, (Span(0, 32), Span(33, 53)))


@pytest.fixture(scope="module")
def bundled() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of another size with CLS pooling and prompts, saved as sentence-transformers saves."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
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


def test_vectors_are_of_unit_length_and_in_order(bundled: SentenceTransformerEmbedder) -> None:
    other = PassageText("", "Cats purr.", (Span(0, 10),))
    first, second = bundled.embed_passages([PASSAGE, other])
    assert first.sentences.shape == (2, bundled.dimension)
    assert first.token_counts.sum() == len(first.tokens) == len(bundled.token_starts(TEXT))
    for vector in (first.passage, second.passage, *first.sentences, *second.sentences):
        assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-3)
    question = bundled.embed_questions(["At what temperature does tungsten boil?"])[0]
    assert float(question.whole @ first.passage) > 0.5 > float(question.whole @ second.passage)
    assert int(np.argmax(first.sentences @ question.whole)) == 0


def test_a_vector_does_not_depend_on_its_neighbours(bundled: SentenceTransformerEmbedder) -> None:
    questions = ["Who?", "At what temperature does tungsten boil, and who found out?", "Why did they leave?"]
    together = bundled.embed_questions(questions)
    for question, found in zip(questions, together, strict=True):
        alone = bundled.embed_questions([question])[0]
        assert np.abs(alone.whole - found.whole).max() < 1e-5
        assert alone.starts == found.starts


def test_another_model_by_its_folder_with_its_own_prompts(folder: Path) -> None:
    plain = SentenceTransformerEmbedder(str(folder), question_prompt="", passage_prompt="")
    prompted = SentenceTransformerEmbedder(str(folder))
    assert prompted.identity["question_prompt"] == "question: "
    assert prompted.identity["passage_prompt"] == "passage: "
    assert prompted.identity["pooling"] == "cls"
    assert (prompted.dimension, prompted.max_tokens) == (32, 64 - 2 - 2)
    a, b = (embedder.embed_questions(["why"])[0] for embedder in (plain, prompted))
    assert np.abs(a.whole - b.whole).max() > 1e-3
    assert a.starts == b.starts == (0,)
    made = prompted.embed_passages([PASSAGE])[0]
    assert made.token_counts.sum() == len(prompted.token_starts(TEXT))
    assert plain.identity["revision"] == prompted.identity["revision"] != BUNDLED_SHA256


def test_a_model_that_is_not_here_is_one_clear_error() -> None:
    with pytest.raises(InvalidInput, match="none is ever fetched") as caught:
        SentenceTransformerEmbedder("nobody/such-a-model")
    assert caught.value.field == "SOURCELINE_EMBEDDING_MODEL"


def test_the_bundled_weights_are_those_they_should_be() -> None:
    assert revision(locate(BUNDLED)) == BUNDLED_SHA256
    with pytest.raises(IndexMismatch, match="SHA-256"):
        check_bundled("0" * 64)
