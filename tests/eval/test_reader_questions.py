"""Questions that the reader learns from: typed carelessly, written to mislead, or kept for development."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from eval.reader_training import tasks as made_into_tasks
from eval.reader_training.contrast import contrasted
from eval.reader_training.examples import Asked, Examples, Reading, read_examples, write_examples
from eval.reader_training.held_out import questions_of, without
from eval.reader_training.mine import with_wrong
from eval.reader_training.modifiers import NounModifiers
from eval.reader_training.noise import noisy
from eval.reader_training.siblings import moved_subject, told_of_both
from eval.reader_training.synonyms import Synonyms, reworded
from eval.reader_training.tasks import Source, groups

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
    monkeypatch.setattr(made_into_tasks, "NOISE", 0.0)
    found = contrasted(examples(), squad(tmp_path / "squad.json"), misleading(tmp_path))
    tasks = [task for each in groups(Source(found), random.Random(0)) for task in each]
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


NOTHING_LEARNT = NounModifiers.learnt([])
SIBLINGS = "The fee for Aster is 40 euros. It is due in March. The fee for Borea is paid monthly."


def test_a_passage_told_of_another_subject_answers_the_other_question_only() -> None:
    span = (SIBLINGS.index("40"), SIBLINGS.index("40") + 2)
    made = [
        moved_subject(
            "What is the fee for Aster?",
            SIBLINGS,
            (span,),
            [SIBLINGS, "The fee of Cyrus."],
            NOTHING_LEARNT,
            random.Random(n),
        )
        for n in range(20)
    ]
    pairs = [pair for pair in made if pair]
    assert pairs
    for same, other in pairs:
        assert same.question == "What is the fee for Aster?"
        assert "Aster" not in same.text
        assert same.spans == ()
        assert "Aster" not in other.question
        assert [other.text[slice(*at)] for at in other.spans] == ["40"]


def test_a_sibling_beside_the_answer_has_another_value() -> None:
    span = (SIBLINGS.index("40"), SIBLINGS.index("40") + 2)
    made = [
        told_of_both(
            "What is the fee for Aster?",
            SIBLINGS,
            (span,),
            ["We sell Cyrus."],
            ["75"],
            NOTHING_LEARNT,
            random.Random(n),
        )
        for n in range(20)
    ]
    pairs = [pair for pair in made if pair]
    assert pairs
    for same, other in pairs:
        assert [same.text[slice(*at)] for at in same.spans] == ["40"]
        assert [other.text[slice(*at)] for at in other.spans] == ["75"]
        assert "The fee for Aster is 40 euros." in same.text
        assert "The fee for Cyrus is 75 euros." in same.text
        assert other.question == "What is the fee for Cyrus?"


def test_a_code_gets_a_sibling_that_differs_by_a_digit() -> None:
    text = "Valve NOR.0707-60 opens at 3 bar."
    span = (text.index("3 bar"), text.index("3 bar") + 5)
    asked = "At what pressure does valve NOR.0707-60 open?"
    pair = moved_subject(asked, text, (span,), [], NOTHING_LEARNT, random.Random(0))
    assert pair is not None
    other = pair[1].text.split()[1]
    assert other != "NOR.0707-60"
    assert len(other) == len("NOR.0707-60")
    assert sum(a != b for a, b in zip(other, "NOR.0707-60", strict=True)) == 1
    assert pair[1].text[slice(*pair[1].spans[0])] == "3 bar"


HALLS = [
    "The upper hall has a gallery. The lower hall was let. The great hall is closed.",
    "The upper hall is for 90. The lower hall, built later, seats 40. The great hall is old.",
    "Ann Bell is the deputy warden. The assistant warden is Tom Ree.",
]


def test_a_noun_with_another_word_before_it_is_a_sibling() -> None:
    learnt = NounModifiers.learnt(HALLS)
    text = "The upper hall was painted in 1911. The warden lives at the gate."
    assert learnt.shared("When was the upper hall painted?", text, ["1911"]) == ["upper hall"]
    assert {learnt.another("upper hall", random.Random(n)) for n in range(30)} == {"lower hall", "great hall"}
    assert learnt.shared("Where does the warden live?", text, ["at the gate"]) == ["warden"]
    assert learnt.shared("Where does the cook live?", text, ["at the gate"]) == []
    assert all(str(learnt.another("warden", random.Random(n))).endswith(" warden") for n in range(9))
    span = (text.index("1911"), text.index("1911") + 4)
    asked = "When was the upper hall painted?"
    same, other = moved_subject(asked, text, (span,), [], learnt, random.Random(1)) or (None, None)
    assert same is not None
    assert other is not None
    assert same.spans == ()
    assert "upper hall" not in same.text
    assert "upper hall" not in other.question
    assert other.text[slice(*other.spans[0])] == "1911"


@pytest.fixture
def wordnet(tmp_path: Path) -> Path:
    """Three synsets in WordNet's files."""
    nouns = (
        "00000010 06 n 02 charge 0 fee 0 001 @ 00000020 n 0000 | money",
        "00000020 06 n 01 cost 0 000 | what is paid",
    )
    verbs = ("00000030 30 v 02 buy 0 purchase 0 000 | get for money",)
    (tmp_path / "data.noun").write_text("  1 licence\n" + "\n".join(nouns) + "\n", "ascii")
    (tmp_path / "index.noun").write_text(
        "  1 licence\nfee n 1 1 @ 1 1 00000010\ncharge n 1 1 @ 1 1 00000010\n", "ascii"
    )
    (tmp_path / "data.verb").write_text("\n".join(verbs) + "\n", "ascii")
    (tmp_path / "index.verb").write_text("purchase v 1 0 1 1 00000030\n", "ascii")
    for name in ("data.adj", "index.adj", "data.adv", "index.adv"):
        (tmp_path / name).write_text("", "ascii")
    (tmp_path / "verb.exc").write_text("bought buy\n", "ascii")
    (tmp_path / "cntlist.rev").write_text("fee%1:21:00:: 1 9\npurchase%2:40:00:: 1 5\n", "ascii")
    return tmp_path


def test_questions_are_asked_in_other_words(wordnet: Path) -> None:
    synonyms = Synonyms(wordnet, {"charge", "charges", "cost", "costs", "bought", "buying"})
    assert synonyms.of("fees") == ("charges",)
    assert synonyms.of("fees", broader=True) == ("costs",)
    assert synonyms.of("purchased") == ("bought",)
    assert synonyms.of("purchasing") == ("buying",)
    assert synonyms.of("paddle") == ()
    made = {reworded("Who purchased the fees of Fee Hall?", synonyms, random.Random(n)) for n in range(60)}
    assert "Who bought the charges of Fee Hall?" in made
    assert all("Fee Hall" in one for one in made)
    assert reworded("Who ran?", synonyms, random.Random(0)) == "Who ran?"
