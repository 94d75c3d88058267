"""What the reader learns from: misleading questions, tokens with their gold, batches, the learning rate."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import torch

from eval.reader_training import batches as made_into_tasks
from eval.reader_training import train
from eval.reader_training.batches import Encoder, Task, batches, groups
from eval.reader_training.examples import (
    Asked,
    Examples,
    Reading,
    is_kept_back,
    joined,
    learnt_from,
    read_examples,
    write_examples,
)
from eval.reader_training.export import mean
from eval.reader_training.misleading import OPPOSITES, mislead
from eval.reader_training.network import Scores, span_scores
from eval.reader_training.sources import read_squad2
from index.embed.model_files import BUNDLED, locate

TEXT = "Otto of Bamberg was born in 1061. He founded Schwarzach Abbey with Gregor Lang in 1090."
OTHER = "The abbey of Prüfening, near Regensburg, has a larger library than Weltenburg."
QUESTION = "In what year did Otto of Bamberg found Schwarzach Abbey?"


def examples() -> Examples:
    passages = [Reading("Otto", TEXT, "otto"), Reading("Otto", OTHER, "otto")]
    start = TEXT.index("1090")
    return Examples(passages, [Asked(QUESTION, 0, ((start, start + 4),), (1,))])


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(locate(BUNDLED))


@pytest.mark.parametrize("seed", range(30))
def test_a_misleading_question_is_another_one(seed: int) -> None:
    made = mislead(QUESTION, TEXT, [OTHER], "1090", random.Random(seed))
    assert made is None or (made != QUESTION and len(made.split()) >= len(QUESTION.split()) - 3)


def test_names_numbers_and_opposites_are_all_exchanged() -> None:
    question = "Which larger abbey did Otto of Bamberg found in 1090?"
    made = {mislead(question, TEXT, [OTHER], "Schwarzach", random.Random(seed)) for seed in range(60)}
    assert any(one and "Otto of Bamberg" not in one for one in made)
    assert any(one and "1090" not in one for one in made)
    assert any(one and "smaller" in one for one in made)


def test_opposites_go_both_ways_without_meeting_themselves() -> None:
    assert all(word != other for word, other in OPPOSITES.items())
    assert OPPOSITES["north"] == "south"
    assert OPPOSITES["south"] == "north"


def test_nothing_to_exchange_is_none() -> None:
    assert all(mislead("why is it so", "It is.", [], "It", random.Random(seed)) is None for seed in (1, 2, 3))


def test_tokens_of_a_span_give_back_its_characters(encoder: Encoder) -> None:
    start = TEXT.index("Schwarzach Abbey")
    encoded = encoder.encode(Task(QUESTION, "Otto", TEXT, ((start, start + 16),)))
    assert encoded is not None
    ((first, length),) = encoded.spans
    offsets = encoded.tokens.offsets[first - encoded.tokens.passage :]
    assert TEXT[offsets[0][0] : offsets[length - 1][1]] == "Schwarzach Abbey"


def test_a_long_passage_is_cut_around_its_answer(encoder: Encoder) -> None:
    text = "word " * 900 + "the answer is here " + "word " * 900
    start = text.index("answer")
    encoded = encoder.encode(Task("q", "", text, ((start, start + 6),)))
    assert encoded is not None
    ((first, _),) = encoded.spans
    offset = encoded.tokens.offsets[first - encoded.tokens.passage]
    assert text[slice(*offset)] == "answer"
    assert len(encoded.tokens.ids) <= 288


def test_every_question_is_asked_and_wrong_tasks_have_no_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_into_tasks, "NOISE", 0.0)
    kinds = set()
    for seed in range(60):
        for tasks in groups(examples(), random.Random(seed)):
            assert tasks[0].question == QUESTION
            assert tasks[0].spans
            for task in tasks[1:]:
                assert task.spans == ()
                kinds.add((task.question == QUESTION, task.text == TEXT))
    assert kinds == {(True, False), (False, True)}


def test_a_batch_marks_the_gold_span_and_its_rival(encoder: Encoder) -> None:
    many = joined([examples()] * 40)
    found = [*batches(many, encoder, 8, 30, seed=1)]
    rows = sum(len(batch.ids) for batch in found)
    assert sum(int(batch.answerable.sum()) for batch in found) == 40
    assert rows > 40
    for batch in found:
        assert torch.equal(batch.gold.flatten(1).any(1), batch.answerable)
        assert (batch.gold.any(2) & ~batch.candidates).sum() == 0
        rivals = batch.rival[batch.rival >= 0]
        assert batch.answerable[rivals].all()
    assert any((batch.rival >= 0).any() for batch in found)


def test_span_scores_are_start_plus_end() -> None:
    start, end = torch.tensor([[1.0, 2.0, 4.0]]), torch.tensor([[10.0, 20.0, 40.0]])
    spans = span_scores(Scores(start, end, torch.zeros(1)))
    assert spans[0, 0].tolist() == [11.0, 21.0, 41.0]
    assert spans[0, 1, :2].tolist() == [22.0, 42.0]
    assert spans[0, 2, 1] < -9000


def test_the_rate_warms_up_holds_and_falls_to_nearly_nothing() -> None:
    plan = train.Plan(steps=1000, batch=1, rate=1.0, threads=1)
    rates = [train.rate_at(step, plan) for step in range(1000)]
    assert rates[0] < 0.05
    assert rates[100] == rates[600] == 1.0
    assert 0 < rates[999] < 0.01


def test_examples_survive_a_file(tmp_path: Path) -> None:
    write_examples(tmp_path / "x.jsonl.gz", examples())
    assert read_examples(tmp_path / "x.jsonl.gz") == examples()


def test_documents_kept_back_are_not_learnt_from() -> None:
    names = [f"document {n}" for n in range(600)]
    kept = [name for name in names if is_kept_back(name)]
    assert 20 < len(kept) < 60
    passages = [Reading(name, TEXT, name) for name in names]
    asked = [Asked("q", n, ((0, 4),)) for n in range(len(names))]
    assert len(learnt_from(Examples(passages, asked)).asked) == len(names) - len(kept)


def test_squad2_halves_part_its_articles(tmp_path: Path) -> None:
    def article(n: int) -> dict[str, object]:
        asked = [
            {"question": "Who?", "answers": [{"text": "Otto", "answer_start": 0}], "id": "a"},
            {"question": "Why?", "answers": [], "is_impossible": True, "id": "b"},
        ]
        return {"title": f"A_{n}", "paragraphs": [{"context": TEXT, "qas": asked}]}

    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [article(n) for n in range(5)]}), encoding="utf-8")
    halves = [read_squad2(path, half=half) for half in (0, 1)]
    assert [len(half.passages) for half in halves] == [3, 2]
    assert [asked.spans for asked in halves[0].asked[:2]] == [((0, 4),), ()]


@pytest.mark.real_model
def test_a_training_goes_on_from_its_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "CHECKPOINT_STEPS", 1)
    many = joined([examples()] * 8)
    shown: list[str] = []
    monkeypatch.setattr(train.SHOWN, "print", lambda *what: shown.append(str(what[0])))
    train.train(many, None, train.Plan(1, 4, 1e-4, 2), tmp_path)
    train.train(many, None, train.Plan(2, 4, 1e-4, 2), tmp_path)
    assert shown == ["from step 1"]
    weights = torch.load(tmp_path / "reader.pt", weights_only=True)
    assert "ends.weight" in weights
    assert not any("embeddings" in name for name in weights)
    before = {name: value.clone() for name, value in weights.items()}
    plan = train.Plan(1, 4, 0.0, 2, start=tmp_path / "reader.pt")
    train.train(many, None, plan, tmp_path / "more")
    after = torch.load(tmp_path / "more" / "reader.pt", weights_only=True)
    assert all(torch.equal(before[name], after[name]) for name in before)


@pytest.mark.real_model
def test_a_running_training_takes_up_another_number_of_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "CHECKPOINT_STEPS", 1)
    monkeypatch.setattr(train.SHOWN, "print", lambda *what: None)
    (tmp_path / "steps").write_text("3", "ascii")
    train.train(joined([examples()] * 8), None, train.Plan(1000, 2, 1e-4, 2), tmp_path)
    assert torch.load(tmp_path / "checkpoint.pt", weights_only=True)["step"] == 3


def test_several_weights_are_averaged_name_by_name(tmp_path: Path) -> None:
    for n, value in enumerate((1.0, 4.0)):
        torch.save({"a": torch.full((2,), value), "b": torch.tensor([n])}, tmp_path / f"{n}.pt")
    found = mean([tmp_path / "0.pt", tmp_path / "1.pt"])
    assert found["a"].tolist() == [2.5, 2.5]
    assert found["b"].tolist() == [0.5]
    assert mean([tmp_path / "1.pt"])["a"].tolist() == [4.0, 4.0]
