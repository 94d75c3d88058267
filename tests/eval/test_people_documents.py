"""The documents and questions of our own that reader and support model learn from."""

from __future__ import annotations

import random
from collections import Counter
from importlib.resources import files

from eval.fitting.own_documents import own_documents
from eval.formats.files import objects_of
from eval.people_documents.questions import PeoplesQuestion, by_document, peoples_questions
from eval.reader_training.examples import is_kept_back, kept_back, learnt_from
from eval.reader_training.people import REPEATED, Part, read_people
from eval.support_training.pair import CONTRADICTED, SUPPORTED
from eval.support_training.people_pairs import people_pairs
from index.documents import Span
from index.readable.pieces import Piece, ReadableText
from qa.schemas import Verdict
from tests.support.passages import of_text


def test_questions_of_every_kind_are_there() -> None:
    found = peoples_questions()
    kinds = Counter(
        "none" if not one.quote else "verdict" if one.verdict else "short" if one.answer else "sentence"
        for one in found
    )
    assert len(found) > 4000
    assert min(kinds.values()) > len(found) / 20
    verdicts = Counter(one.verdict for one in found if one.verdict)
    assert 0.4 < verdicts[Verdict.YES] / verdicts.total() < 0.6


def test_nothing_that_is_measured_or_fitted_on_is_learnt_from() -> None:
    learnt = peoples_questions()
    asked = {one.text.casefold() for one in own_documents().questions}
    for name in ("everyday.jsonl", "seeds.jsonl"):
        rows = objects_of(files("eval") / "sets" / name)  # type: ignore[arg-type]
        asked |= {str(row.get("question", row.get("text", ""))).casefold() for row in rows}
    # "What does it cost?" is asked of many documents.
    assert len(asked & {one.text.casefold() for one in learnt}) < len(asked) / 100
    measured = {one.file_name for one in own_documents().documents}
    measured |= {one.name for one in (files("eval") / "sets" / "documents").iterdir()}
    assert not measured & {one.document.file_name for one in learnt}


def test_the_place_of_a_row_is_that_of_its_sentence() -> None:
    text = "| Hall | Fee |\n|---|---|\n| Small | 20 |"
    row = text.rindex("| Small")
    cells = [text.index("Small"), text.rindex("20")]
    readable = ReadableText(
        (
            Piece("The Fee of the Hall "),
            Piece("Small", Span(cells[0], cells[0] + 5), cell=True),
            Piece(" is "),
            Piece("20", Span(cells[1], cells[1] + 2), cell=True),
            Piece(".\n"),
        )
    )
    part = Part(0, of_text(text), readable)
    assert part.place(text[row:]) == (20, 31)
    assert part.place("20", text[row:]) == (29, 31)
    assert part.place("| Hall | Fee |") is None
    assert part.place("not there") is None
    assert part.place("") is None


def some() -> list[PeoplesQuestion]:
    """The questions of a few documents, of which one is kept back."""
    of = by_document(peoples_questions())
    kept = next(id for id in of if is_kept_back(id))
    learnt = [id for id in of if not is_kept_back(id)][:3]
    return [one for id in (kept, *learnt) for one in of[id]]


def test_answers_stand_in_the_passages_they_are_asked_of() -> None:
    examples = read_people(some())
    asked = learnt_from(examples).asked
    assert len(asked) > 200
    for one in asked:
        reading = examples.passages[one.passage]
        for start, end in (*one.spans, *one.within):
            assert reading.text[start:end].strip()
        assert one.passage not in one.wrong
    answered = sum(one.is_answered for one in asked)
    assert 0.3 < answered / len(asked) < 0.8
    kept = kept_back(examples)
    assert kept.asked
    assert all(is_kept_back(examples.passages[one.passage].document) for one in kept.asked)
    assert len(kept.asked) + len(asked) // REPEATED <= len(examples.asked)


def test_pairs_say_yes_and_no() -> None:
    found = [pair for _, pair in people_pairs(some(), random.Random(0)) if pair.source == "people: yes or no"]
    targets = Counter(pair.target for pair in found)
    assert set(targets) == {SUPPORTED, CONTRADICTED}
    assert 0.4 < targets[SUPPORTED] / targets.total() < 0.6
    assert all(pair.claim.endswith("?") for pair in found)
