"""What the reader learns from: tasks, tokens with their gold, batches, the loss, and the training itself."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import torch

from eval.reader_training import __main__ as command
from eval.reader_training import tasks as made_into_tasks
from eval.reader_training import train
from eval.reader_training.batches import Batch, Corpus
from eval.reader_training.examples import (
    Asked,
    Examples,
    Reading,
    is_kept_back,
    learnt_from,
    read_examples,
    write_examples,
)
from eval.reader_training.export import mean
from eval.reader_training.lessons import ReaderLessons
from eval.reader_training.loss import loss_of
from eval.reader_training.misleading import OPPOSITES, mislead
from eval.reader_training.network import Scores, SpanNetwork, span_scores
from eval.reader_training.packed import Encoder, Packed, packed, read, rows, write
from eval.reader_training.sources import read_squad2
from eval.reader_training.tasks import Source, Task, groups
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
    offsets = encoded.offsets[first - encoded.passage :]
    assert TEXT[offsets[0][0] : offsets[length - 1][1]] == "Schwarzach Abbey"


def test_the_sentence_of_a_span_supports_it(encoder: Encoder) -> None:
    start = TEXT.index("1061")
    encoded = encoder.encode(Task(QUESTION, "", TEXT, ((start, start + 4),)))
    assert encoded is not None
    ((first, length),) = encoded.support
    offsets = encoded.offsets[first - encoded.passage :]
    assert TEXT[offsets[0][0] : offsets[length - 1][1]] == TEXT.partition(" He ")[0]


def test_a_long_passage_is_cut_around_its_answer(encoder: Encoder) -> None:
    text = "word " * 900 + "the answer is here " + "word " * 900
    start = text.index("answer")
    encoded = encoder.encode(Task("q", "", text, ((start, start + 6),)))
    assert encoded is not None
    ((first, _),) = encoded.spans
    offset = encoded.offsets[first - encoded.passage]
    assert text[slice(*offset)] == "answer"
    assert len(encoded.ids) <= 288


def test_every_question_is_asked_and_wrong_tasks_have_no_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_into_tasks, "NOISE", 0.0)
    monkeypatch.setattr(made_into_tasks, "MOVED", 0.0)
    monkeypatch.setattr(made_into_tasks, "BOTH", 0.0)
    kinds = set()
    for seed in range(60):
        for tasks in groups(Source(examples()), random.Random(seed)):
            assert tasks[0].question == QUESTION
            assert tasks[0].spans
            for task in tasks[1:]:
                assert not task.is_answered
                kinds.add((task.question == QUESTION, task.text == TEXT))
    assert kinds == {(True, False), (False, True)}


def one_pass(encoder: Encoder, *, seed: int = 1) -> Packed:
    one = examples()
    source = Source(Examples(one.passages, one.asked * 40))
    each = groups(source, random.Random(seed))
    return packed([((n, task) for n, tasks in enumerate(each) for task in tasks)], encoder)


def test_packed_tasks_survive_a_file(encoder: Encoder, tmp_path: Path) -> None:
    made = one_pass(encoder)
    write(tmp_path / "x.npz", made)
    again = read(tmp_path / "x.npz")
    assert all((vars(made)[name] == vars(again)[name]).all() for name in vars(made))
    # Every text is kept once.
    assert len(made.text_ends) < len(made.numbers) / 4


def test_a_row_is_the_question_then_the_passage(encoder: Encoder) -> None:
    start = TEXT.index("1090")
    task = Task(QUESTION, "Otto", TEXT, ((start, start + 4),))
    encoded = encoder.encode(task)
    assert encoded is not None
    (some,) = rows(packed([[(7, task)]], encoder))
    assert some.ids[0, : some.length[0]].tolist() == encoded.ids
    assert (some.segment[0], some.passage[0], some.group[0]) == (encoded.segment, encoded.passage, 7)
    assert [tuple(span) for span in some.spans[0].tolist() if span[1]] == encoded.spans
    assert not some.ids[0, some.length[0] :].any()


def test_any_part_of_an_answer_too_long_to_be_read_is_right(encoder: Encoder) -> None:
    text = "It is " + "very " * 40 + "long."
    (some,) = rows(packed([[(0, Task("What is it?", "", text, ((3, len(text)),)))]], encoder))
    assert some.spans[0, :, 1].max() == 0
    assert some.within[0, 0, 1] > 40
    (batch, _) = next(
        Corpus(packed([[(0, Task("What?", "", text, ((3, len(text)),)))]], encoder), "cpu").batches(4, 0)
    )
    assert batch.answerable.all()
    assert batch.gold.sum() > 40 * 20


def test_a_batch_marks_the_gold_span_and_its_rival(encoder: Encoder) -> None:
    made = one_pass(encoder)
    corpus = Corpus(made, "cpu")
    assert len(corpus) == len(made.numbers)
    stream = corpus.batches(8, 0)
    found: list[Batch] = []
    while sum(len(batch.ids) for batch in found) < len(corpus):
        found.append(next(stream)[0])
    assert sum(len(batch.ids) for batch in found) == len(corpus)
    # The other tasks of the pass have no answer, but those that tell of siblings.
    assert sum(int(batch.answerable.sum()) for batch in found) >= 40
    for batch in found:
        assert torch.equal(batch.gold.flatten(1).any(1), batch.answerable)
        assert (batch.gold.any(2) & ~batch.candidates).sum() == 0
        assert (batch.supporting.bool() & ~batch.candidates).sum() == 0
        assert torch.equal(batch.supporting.any(1), batch.answerable)
        rivals = batch.rival[batch.rival >= 0]
        assert batch.answerable[rivals].all()
    assert any((batch.rival >= 0).any() for batch in found)


def test_span_scores_are_start_plus_end() -> None:
    start, end = torch.tensor([[1.0, 2.0, 4.0]]), torch.tensor([[10.0, 20.0, 40.0]])
    spans = span_scores(start, end)
    assert spans[0, 0].tolist() == [11.0, 21.0, 41.0]
    assert spans[0, 1, :2].tolist() == [22.0, 42.0]
    assert spans[0, 2, 1] < -9000


def scored(batch: Batch, right: float) -> Scores:
    """Scores that give each right first and last token, or "nothing", so much."""
    start = batch.gold.any(2).float() * right
    end = torch.zeros_like(start)
    for row, first, length in batch.gold.nonzero().tolist():
        end[row, first + length] = right
    outside = ~batch.candidates
    null = torch.where(batch.answerable, 0.0, right)
    support = (2 * batch.supporting - 1) * right
    return Scores(start.masked_fill(outside, -1e4), end.masked_fill(outside, -1e4), null, support)


def test_the_loss_falls_as_what_is_right_scores_more(encoder: Encoder) -> None:
    batch, _ = next(Corpus(one_pass(encoder), "cpu").batches(16, 0))
    losses = [float(loss_of(scored(batch, right), batch, None, 0.0)) for right in (0.0, 5.0, 20.0)]
    assert losses[0] > losses[1] > losses[2]
    assert losses[2] < 0.01


def test_a_teacher_is_followed_against_the_labels(encoder: Encoder) -> None:
    batch, _ = next(Corpus(one_pass(encoder), "cpu").batches(16, 0))
    right, sure = scored(batch, 20.0), scored(batch, 0.0)
    # The teacher says of every row that nothing answers it.
    teacher = sure._replace(null=torch.full_like(sure.null, 50.0))
    alone = float(loss_of(right, batch, teacher, 0.0))
    taught = float(loss_of(right, batch, teacher, 1.0))
    follows = right._replace(null=torch.full_like(right.null, 50.0))
    assert alone < 0.01 < taught
    assert float(loss_of(follows, batch, teacher, 1.0)) < taught


def test_the_rate_warms_up_holds_and_falls_to_nearly_nothing() -> None:
    rates = [train.share_at(step / 1000) for step in range(1000)]
    assert rates[0] < 0.05
    assert rates[100] == rates[400] == 1.0
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
def test_a_training_goes_on_from_its_checkpoint(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "CHECKPOINT", 0.0)
    shown: list[str] = []
    monkeypatch.setattr(train.SHOWN, "print", lambda *what: shown.append(str(what[0])))
    corpus = Corpus(one_pass(encoder), "cpu")
    for readings in (4, 8):
        network, lessons = SpanNetwork(locate(BUNDLED)), ReaderLessons(corpus, {})
        train.train(network, lessons, train.Plan(readings, 4, 1e-4), tmp_path)
    assert shown == ["from step 1"]
    weights = torch.load(tmp_path / "mean.pt", weights_only=True)
    assert "ends.weight" in weights
    assert not any("embeddings" in name for name in weights)


@pytest.mark.real_model
def test_the_command_trains_a_reader_that_measures_itself(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "train.npz", one_pass(encoder))
    data = str(tmp_path / "train.npz")
    given = ["x", "--data", data, "--development", f"own={data}", "--readings", "8", "--batch", "4"]
    monkeypatch.setattr("sys.argv", [*given, "--device", "cpu", "--out", str(tmp_path / "out")])
    command.main()
    log = [json.loads(line) for line in (tmp_path / "out/student/log.jsonl").read_text("utf-8").splitlines()]
    assert {row["weights"] for row in log if row.get("set") == "own"} == {"last", "mean"}
    assert all(0 <= row["auroc"] <= 1 for row in log if "auroc" in row)
    assert (tmp_path / "out/student/loss.svg").exists()


def test_several_weights_are_averaged_name_by_name(tmp_path: Path) -> None:
    for n, value in enumerate((1.0, 4.0)):
        torch.save({"a": torch.full((2,), value), "b": torch.tensor([n])}, tmp_path / f"{n}.pt")
    found = mean([tmp_path / "0.pt", tmp_path / "1.pt"])
    assert found["a"].tolist() == [2.5, 2.5]
    assert found["b"].tolist() == [0.5]
    assert mean([tmp_path / "1.pt"])["a"].tolist() == [4.0, 4.0]
