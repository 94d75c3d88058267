"""What the support model learns from: claims of questions, alterations, rules; the reader's weights
restored."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.reader_training.examples import Asked, Examples, Reading
from eval.reader_training.train import Plan, train
from eval.support_training.alterations import negated, opposite, other_name, other_number, shortened
from eval.support_training.batches import EncodedPairs, PairCorpus, encode
from eval.support_training.claims import claim_of
from eval.support_training.lessons import SupportLessons
from eval.support_training.network import SupportNetwork
from eval.support_training.pair import CONTRADICTED, SUPPORTED, UNDECIDED, Pair, read_pairs, write_pairs
from eval.support_training.restore import write_encoder
from eval.support_training.rules import rule_pairs
from eval.support_training.squad_pairs import pairs_of, paragraphs
from eval.support_training.written_pairs import written_pairs
from index.embed.model_files import BUNDLED, locate
from qa.read.reader.bundled import MODEL, model_folder
from qa.read.reader.protocol import ReadPassage
from qa.read.reader.token_embeddings import WordVectors
from qa.read.reader.tokens import ReaderTokenizer
from qa.support.tokens import ClaimTokenizer

TEXT = (
    "The Kelm bridge was opened in 1887. It was drawn by Ida Voss, and the builder was Otto Lang. "
    "All carts must pay two crowns."
)
CLAIMS = {
    ("Who drew the Kelm bridge?", "Ida Voss"): {"Ida Voss drew the Kelm bridge."},
    ("When was the bridge opened?", "1887"): {"Was the bridge opened in 1887?"},
    ("Which year did Ida Voss die?", "1901"): {"Did Ida Voss die in 1901?", "Ida Voss did die in 1901."},
    ("In what city did they meet?", "Aldbruck"): {
        "Did they meet in Aldbruck?",
        "They did meet in Aldbruck.",
    },
    ("How many carts are let in?", "12"): {"12 carts are let in."},
    ("What is the toll called?", "the Kelm penny"): {"Is the toll called the Kelm penny?"},
    ("The bridge leads to which town?", "Aldbruck"): {"The bridge leads to Aldbruck."},
}


@pytest.mark.parametrize("asked", CLAIMS, ids=str)
def test_a_question_with_its_answer_is_a_claim(asked: tuple[str, str]) -> None:
    made = {claim_of(*asked, random.Random(seed)) for seed in range(12)}
    assert made <= CLAIMS[asked]


def test_negations_are_added_and_taken_away() -> None:
    chance = random.Random(0)
    assert negated("The gate is open.", chance) in (
        "The gate is not open.",
        "The gate isn't open.",
        "The gate is never open.",
    )
    assert negated("The gate is not open.", chance) == "The gate is open."
    assert negated("Gates open early.", chance) is None


def test_numbers_names_and_words_are_exchanged() -> None:
    for seed in range(20):
        chance = random.Random(seed)
        number = other_number("The bridge was opened in 1887.", TEXT, chance)
        name = other_name("It was drawn by Ida Voss.", [TEXT], chance)
        assert number is not None
        assert number != "The bridge was opened in 1887."
        assert name in ("It was drawn by Otto Lang.", None)
        assert opposite("All carts must pay.", chance) in ("All carts need not pay.", None)
    assert shortened("In 1887, it was opened (late).", random.Random(1)) in (
        "In 1887, it was opened.",
        "It was opened.",
    )


def test_a_paragraph_gives_pairs_of_all_three_kinds() -> None:
    start, end = TEXT.index("1887"), TEXT.index("Ida Voss")
    asked = [
        Asked("When was the Kelm bridge opened?", 0, ((start, start + 4),)),
        Asked("Who drew the Kelm bridge?", 0, ((end, end + 8),)),
    ]
    (paragraph,) = paragraphs(Examples([Reading("Kelm bridge", TEXT, "kelm")], asked))
    pairs = [pair for seed in range(30) for pair in pairs_of(paragraph, random.Random(seed))]
    assert {SUPPORTED, CONTRADICTED, UNDECIDED} <= {pair.target for pair in pairs}
    assert all(sum(pair.target) == pytest.approx(1) for pair in pairs)
    for pair in pairs:
        if pair.source == "answer":
            assert ("1887" in pair.claim and "1887" in pair.text) or "Ida Voss" in pair.claim
        if pair.source == "sentence left out":
            assert pair.text != TEXT


def test_rules_are_asked_about_in_both_ways() -> None:
    pairs = [*rule_pairs(400, random.Random(3))]
    assert {SUPPORTED, CONTRADICTED, UNDECIDED} <= {pair.target for pair in pairs}
    banned = [
        p
        for p in pairs
        if "under no circumstances" in p.text.lower() and p.claim.startswith("Is it forbidden")
    ]
    assert all(pair.target != CONTRADICTED for pair in banned)
    assert all(pair.claim[0].isupper() and pair.claim[-1] in ".?" for pair in pairs)


def test_pairs_are_kept_as_they_are(tmp_path: Path) -> None:
    pairs = [Pair("It rained.", "Weather", "Rain fell.", (0.5, 0.0, 0.5), "made")]
    write_pairs(tmp_path / "pairs.jsonl.gz", pairs)
    assert [*read_pairs(tmp_path / "pairs.jsonl.gz")] == pairs


def pairs_and_names() -> list[Pair]:
    return [
        Pair("The gate is open.", "", "The gate stands open all day.", SUPPORTED, "a"),
        Pair("The gate is open.", "", "The gate is closed.", CONTRADICTED, "b"),
        Pair("The gate is open.", "", "A cart needs four wheels and two shafts.", UNDECIDED, "c"),
    ]


def test_pairs_are_packed_and_batches_hold_every_pair_once_a_pass(tmp_path: Path) -> None:
    tokenizer = ClaimTokenizer(locate(BUNDLED))
    pairs = pairs_and_names()
    encoded = encode(pairs, tokenizer, 128)
    encoded.write(tmp_path / "pairs.npz")
    corpus = PairCorpus(EncodedPairs.read(tmp_path / "pairs.npz"), "cpu")
    assert len(corpus) == 3
    ahead = corpus.batches(1, 0)
    rows = [batch for batch, taught in (next(ahead) for _ in range(3)) if taught is None]
    found = {tuple(row.targets[0].tolist()): row for row in rows}
    assert set(found) == {pair.target for pair in pairs}
    for pair in pairs:
        tokens, row = tokenizer.join(pair.claim, pair.title, pair.text), found[pair.target]
        count = len(tokens.ids)
        assert row.ids[0, :count].tolist() == list(tokens.ids)
        assert int(row.mask.sum()) == count
        assert int(row.kinds.sum()) == count - tokens.segment
    assert len(encode(pairs, tokenizer, 14).ends) == 1


@pytest.mark.real_model
def test_the_support_model_learns_from_pairs_and_from_a_teacher(tmp_path: Path) -> None:
    torch.manual_seed(0)
    corpus = PairCorpus(encode(pairs_and_names(), ClaimTokenizer(locate(BUNDLED)), 128), "cpu")
    lessons = SupportLessons(corpus, {"own": corpus})
    network = SupportNetwork(locate(BUNDLED), frozen_layers=5)
    before = lessons.develop(network)["own"]
    train(network, lessons, Plan(120, 2, 2e-3), tmp_path / "alone")
    after = lessons.develop(network)["own"]
    assert after.loss < before.loss / 2
    assert after.right == 1.0
    assert not any(p.requires_grad for p in network.encoder.embeddings.parameters())
    corpus.taught(network)
    batch, said = next(lessons.batches(3, 0))
    assert said is not None
    assert torch.allclose(said.argmax(1), batch.targets.argmax(1))


def test_the_readers_layers_are_restored_from_eight_bits(tmp_path: Path) -> None:
    import openvino

    folder, passage = locate(BUNDLED), ReadPassage("Kelm bridge", TEXT)
    write_encoder(tmp_path)
    network = SupportNetwork(tmp_path)
    tokens = ReaderTokenizer(folder).join("When was the bridge opened?", [passage])
    vectors, mask = WordVectors(folder).of(tokens)
    states, hidden = torch.tensor(vectors), (1 - torch.tensor(mask)[:, None, None, :]) * -1e4
    with torch.no_grad():
        for layer in network.encoder.encoder.layer:
            out = layer(states, hidden)
            states = out[0] if isinstance(out, tuple) else out
    graph = openvino.Core().read_model(model_folder() / MODEL)
    name = "__module.layers.5.output.LayerNorm/aten::layer_norm/Add"
    last = next(node for node in graph.get_ordered_ops() if node.get_friendly_name() == name)
    compiled = openvino.Core().compile_model(openvino.Model([last], graph.get_parameters(), "last"), "CPU")
    wanted = compiled([vectors, mask])[0]
    count = len(tokens[0].ids)
    one, other = np.ravel(states[0, :count].numpy()), np.ravel(wanted[0, :count])
    assert float(np.corrcoef(one, other)[0, 1]) > 0.99


ARTICLE = Examples(
    [
        Reading("Kelm", TEXT, "kelm"),
        Reading(
            "Kelm", "The Kelm market is held in May. The old mill was built by Jon Krag in 1790.", "kelm"
        ),
    ],
    [
        Asked("Who drew the Kelm bridge?", 0, ((52, 60),)),
        Asked("Who built the old mill?", 1, ((58, 66),)),
    ],
)


def test_written_sentences_are_joined_led_into_and_gone_beyond() -> None:
    article = paragraphs(ARTICLE)
    pairs = [pair for seed in range(40) for pair in written_pairs(article, random.Random(seed))]
    assert {pair.source for pair in pairs} >= {"written", "written elsewhere", "written beyond"}
    for pair in pairs:
        if pair.source == "written":
            assert pair.target == SUPPORTED
        if pair.source == "written elsewhere":
            assert pair.target == UNDECIDED
    supported = [pair for pair in pairs if pair.source == "written"]
    assert any("; " in pair.claim or ", and " in pair.claim for pair in supported)
