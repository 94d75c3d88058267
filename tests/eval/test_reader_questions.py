"""Questions that the reader learns from: typed carelessly, written to mislead, or kept for development."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import torch

from eval.reader_training import batches
from eval.reader_training.batches import groups
from eval.reader_training.contrast import contrasted
from eval.reader_training.examples import Asked, Examples, Reading, read_examples, write_examples
from eval.reader_training.held_out import questions_of, without
from eval.reader_training.mine_by_words import with_wrong
from eval.reader_training.network import SpanNetwork
from eval.reader_training.noise import noisy
from eval.reader_training.restore import restored
from eval.reader_training.thinning import Kept, thinned
from index.embed.model_files import BUNDLED, locate
from index.errors import IndexMismatch
from qa.read.reader.bundled import HASHES, MODEL, WEIGHTS, BundledReader, model_folder
from qa.read.reader.protocol import ReadPassage

TEXT = "The mill at Ferrol was sold in 1911 to Ines Prado, who closed it in 1934."
ASKED = ("When was the mill at Ferrol sold?", "Who closed the mill?")


def examples() -> Examples:
    spans = [(TEXT.index(answer), TEXT.index(answer) + len(answer)) for answer in ("1911", "Ines Prado")]
    asked = [Asked(question, 0, (span,)) for question, span in zip(ASKED, spans, strict=True)]
    return Examples([Reading("Ferrol", TEXT, "Ferrol")], asked)


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def squad(path: Path) -> Path:
    rows = [{"question": question, "id": str(n), "answers": []} for n, question in enumerate(ASKED)]
    article = {"title": "Ferrol", "paragraphs": [{"context": TEXT, "qas": rows}]}
    path.write_text(json.dumps({"data": [article]}), "utf-8")
    return path


def misleading(folder: Path) -> Path:
    # The paragraph's spaces differ, as those of another edition of the data do.
    contexts = [{"pid": "p1", "title": "Ferrol", "context": TEXT.replace(" ", "  ")}]
    questions = [
        {"pid": "p1", "question": "Who opened the mill?", "align": "high"},
        {"pid": "p1", "question": "When was the mill at Vigo sold?", "align": "high"},
        {"pid": "p1", "question": "Who closed the bridge?", "align": "low"},
    ]
    write_rows(folder / "contexts.jsonl.gz", contexts)
    write_rows(folder / "questions.jsonl.gz", questions)
    return folder


def test_a_misleading_question_stands_beside_the_one_it_is_like(tmp_path: Path) -> None:
    found = contrasted(examples(), squad(tmp_path / "squad.json"), misleading(tmp_path))
    assert [asked.misleading for asked in found.asked] == [
        ("When was the mill at Vigo sold?",),
        ("Who opened the mill?",),
    ]
    write_examples(tmp_path / "x.jsonl.gz", found)
    assert read_examples(tmp_path / "x.jsonl.gz") == found


def test_misleading_questions_are_asked_and_have_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "NOISE", 0.0)
    found = contrasted(examples(), squad(tmp_path / "squad.json"), misleading(tmp_path))
    tasks = [task for each in groups(found, random.Random(0)) for task in each]
    assert {task.question for task in tasks if not task.spans} >= {
        "When was the mill at Vigo sold?",
        "Who opened the mill?",
    }
    assert sum(bool(task.spans) for task in tasks) == 2


def test_questions_kept_for_development_are_left_out(tmp_path: Path) -> None:
    whole = contrasted(examples(), squad(tmp_path / "squad.json"), misleading(tmp_path))
    found = without(whole, ["who closed the mill", "WHEN was the mill at Vigo sold ?"])
    assert [(asked.question, asked.misleading) for asked in found.asked] == [(ASKED[0], ())]


def test_questions_of_the_forms_that_data_sets_have(tmp_path: Path) -> None:
    assert [*questions_of(squad(tmp_path / "squad.json"))] == [*ASKED]
    rows: list[dict[str, object]] = [{"question": "a"}, {"input": "b"}, {"question": "c", "in_qed": True}]
    write_rows(tmp_path / "x.jsonl.gz", rows)
    assert [*questions_of(tmp_path / "x.jsonl.gz")] == ["a", "b"]
    write_rows(tmp_path / "y.jsonl.gz", [{"text": "no question"}])
    with pytest.raises(ValueError, match=r"y\.jsonl\.gz:1"):
        [*questions_of(tmp_path / "y.jsonl.gz")]


def test_noise_changes_how_a_question_is_typed_and_keeps_most_of_it() -> None:
    made = {noisy(ASKED[0], random.Random(seed)) for seed in range(200)}
    assert any(one == ASKED[0].lower() for one in made)
    assert any(one == ASKED[0].rstrip("?") for one in made)
    assert any(one.endswith(ASKED[0]) and one != ASKED[0] for one in made)
    assert any(one.casefold() == "when mill ferrol sold" for one in made)
    mistyped = [one for one in made if "Ferrol" not in one and "ferrol" not in one]
    assert mistyped
    assert all("mill" in one for one in made)


@pytest.mark.parametrize("question", ["", "?", "why", "Who?", "¿Qué?", "3M 8-K 2021"])
def test_noise_takes_any_question(question: str) -> None:
    assert all(isinstance(noisy(question, random.Random(seed)), str) for seed in range(50))


@pytest.mark.real_model
def test_the_model_that_ships_is_restored_to_nearly_the_same_scores() -> None:
    network = SpanNetwork(locate(BUNDLED)).eval()
    missing = network.load_state_dict(restored(model_folder()), strict=False)
    assert not missing.unexpected_keys
    assert all("embeddings" in name for name in missing.missing_keys)
    (reading,) = BundledReader().read(ASKED[0], [ReadPassage("Ferrol", TEXT)])
    encoded = batches.Encoder(locate(BUNDLED)).encode(batches.Task(ASKED[0], "Ferrol", TEXT, ()))
    assert encoded is not None
    batch = batches.padded([(0, encoded)], 1)
    with torch.inference_mode():
        scores = network(batch.ids, batch.kinds, batch.mask, batch.candidates)
    margin = float(scores.start.max() + scores.end.max() - scores.null)
    assert margin == pytest.approx(reading.spans[0].margin, abs=1.0)


def test_a_changed_model_is_not_restored(tmp_path: Path) -> None:
    for name in (MODEL, WEIGHTS, HASHES):
        (tmp_path / name).write_bytes((model_folder() / name).read_bytes())
    (tmp_path / WEIGHTS).write_bytes(b"other")
    with pytest.raises(IndexMismatch):
        restored(tmp_path)


def test_wrong_passages_share_words_and_lack_the_answer() -> None:
    texts = (
        TEXT,
        "The mill at Vigo was sold in 1920.",
        "A year after 1911 the mill at Ferrol burnt.",
        "Bread is baked.",
    )
    asked = Asked(ASKED[0], 0, ((TEXT.index("1911"), TEXT.index("1911") + 4),))
    found = with_wrong(Examples([Reading("", text, "") for text in texts], [asked]), 1)
    assert found.asked[0].wrong == (1,)
    assert with_wrong(Examples(found.passages, [asked]), 0).asked == [asked]


def test_thinning_leaves_out_plain_and_long_ones_first() -> None:
    passages = [Reading("", TEXT, ""), Reading("", TEXT * 20, "")]
    plain = [Asked(f"{n}", 0, ((0, 3),)) for n in range(400)]
    contrasted_ones = [Asked(f"{n}", 0, ((0, 3),), (), ("other?",)) for n in range(400)]
    long = [Asked(f"{n}", 1, ((0, 3),), (), ("other?",)) for n in range(400)]
    found = thinned(Examples(passages, [*plain, *contrasted_ones, *long]), Kept(0.25, 0.5)).asked
    assert [a for a in found if a in contrasted_ones] == contrasted_ones
    assert 60 < sum(a in plain for a in found) < 140
    assert 150 < sum(a in long for a in found) < 250
    whole = Examples(passages, [*plain, *long])
    assert thinned(whole, Kept()) == whole
