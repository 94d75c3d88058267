"""Eval sets of every format: what is read, and the one error that each bad set gives."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.formats.native import schema
from eval.formats.registry import read_set
from eval.questions import KINDS, BadSet, Gold, GoldClaim, Question
from index.documents import normalise

TEXT = "The café opened in 1950. Ada Byron ran it."
ASKED: dict[str, Any] = {
    "id": "q1",
    "question": "Who ran the café?",
    "answers": ["Ada Byron"],
    "gold": [{"document_id": "cafe", "start": 25, "end": 34, "quote": "Ada Byron"}],
}
UNANSWERABLE: dict[str, Any] = {"id": "q2", "question": "Who closed it?", "unanswerable": True}
CAFE: dict[str, Any] = {"document": {"id": "cafe", "text": TEXT}}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files by name; gives the folder."""

    def write(**files: str) -> Path:
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def lines(*rows: dict[str, Any]) -> str:
    """JSON lines."""
    return "".join(json.dumps(row) + "\n" for row in rows)


def refusal(path: Path) -> BadSet:
    """The error that reading gives: of one line, naming a file, saying how to fix it."""
    with pytest.raises(BadSet) as caught:
        read_set(path)
    error = caught.value
    assert "\n" not in str(error)
    assert error.hint
    return error


# Our own format ------------------------------------------------------------------------------------------


def test_our_own_format(write: Write) -> None:
    claimed = ASKED | {"claims": [{"value": "1950", "said_by": "Ada"}], "tags": ["person"]}
    path = write(mine_jsonl=lines(claimed, CAFE) + "\n" + lines(UNANSWERABLE)) / "mine.jsonl"
    found = read_set(path)
    gold = Gold("cafe", 25, 34, quote="Ada Byron")
    claims = (GoldClaim("1950", "Ada"),)
    assert found.questions == [
        Question("q1", "Who ran the café?", ("Ada Byron",), (gold,), claims=claims, tags=("person",)),
        Question("q2", "Who closed it?", unanswerable=True),
    ]
    assert [question.where for question in found.questions] == [f"{path}:1", f"{path}:4"]
    assert [(d.id, d.text) for d in found.documents] == [("cafe", TEXT)]
    assert found.name == "mine"


def test_kinds_verdicts_and_items(write: Write) -> None:
    listed = with_gold(item=2) | {"kind": "list"}
    decided = ASKED | {"id": "q2", "kind": "yes_no", "verdict": "no"}
    path = write(mine_jsonl=lines(listed, decided, CAFE)) / "mine.jsonl"
    first, second = read_set(path).questions
    assert (first.kind, [gold.item for gold in first.gold]) == ("list", [2])
    assert first.items == [first.gold]
    assert (second.kind, second.verdict, second.items) == ("yes_no", "no", [])


def test_a_folder_of_our_own_files_is_one_set(write: Write) -> None:
    folder = write(a_jsonl=lines(ASKED, CAFE), b_jsonl=lines(UNANSWERABLE), schema_json="{}")
    found = read_set(folder)
    assert [question.id for question in found.questions] == ["q1", "q2"]
    assert [document.id for document in found.documents] == ["cafe"]
    assert found.name == folder.name
    write(c_jsonl=lines(UNANSWERABLE))
    assert "The question id 'q2' is already used at " in refusal(folder).detail


def test_the_schema_has_our_kinds() -> None:
    assert tuple(schema()["$defs"]["question"]["properties"]["kind"]["enum"]) == KINDS


def test_gzip_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + lines(ASKED).encode()))
    assert read_set(path).questions[0].id == "q1"


def without(key: str) -> dict[str, Any]:
    """The question, with one key left out."""
    return {k: v for k, v in ASKED.items() if k != key}


def with_gold(**values: object) -> dict[str, Any]:
    """The question, with its gold changed."""
    return ASKED | {"gold": [ASKED["gold"][0] | values]}


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ("{broken", "This line is not JSON"),
        ("[1]\n", "This line is not an object."),
        ("NaN\n", "NaN is not a JSON number"),
        (lines(without("id")), "'id' is a required property"),
        (lines(without("question")), "'question' is a required property"),
        (lines(without("answers")), "'answers' is a required property"),
        (lines(without("gold")), "'gold' is a required property"),
        (lines(ASKED | {"answers": []}), "answers: [] should be non-empty"),
        (lines(ASKED | {"gold": []}), "gold: [] should be non-empty"),
        (lines(ASKED | {"id": "x", "unanswerable": True}), "expected to be empty"),
        (lines(ASKED | {"id": "x", "answer": "Ada"}), "'answer' was unexpected"),
        (lines(ASKED | {"id": "x", "question": " "}), "question: ' ' does not match"),
        (lines(ASKED | {"id": "x", "kind": "poem"}), "kind: 'poem' is not one of"),
        (lines(ASKED | {"id": "x", "verdict": "maybe"}), "verdict: 'maybe' is not one of"),
        (lines(with_gold(item=0) | {"id": "x"}), "gold[0].item: 0 is less than the minimum"),
        (lines(ASKED | {"id": 7}), "id: 7 is not of type 'string'"),
        (lines(ASKED), "The question id 'q1' is already used at "),
        (lines(CAFE), "The document id 'cafe' is already used at "),
        (lines({"document": {"id": "x"}}), "document: 'text' is a required property"),
        (lines({"document": {"id": "x", "text": "y", "published": "May"}}), "'May' is not an ISO 8601 date"),
        (lines(with_gold(start=-1) | {"id": "x"}), "gold[0].start: -1 is less than the minimum"),
        (lines(with_gold(start=True) | {"id": "x"}), "gold[0].start: True is not of type 'integer'"),
        (lines(with_gold(end=35) | {"id": "x"}), "gold[0]: the span 25 to 35 is not as long as its quote"),
        (
            lines(with_gold(document_id="tea") | {"id": "x"}),
            "document 'tea' is not among the documents of the set",
        ),
    ],
)
def test_a_bad_line_is_named(write: Write, bad: str, sentence: str) -> None:
    path = write(mine_jsonl=lines(ASKED, CAFE) + bad) / "mine.jsonl"
    error = refusal(path)
    assert sentence in error.detail
    assert error.field == f"{path}:3"


def test_long_values_are_not_repeated_in_errors(write: Write) -> None:
    path = write(mine_jsonl=lines({"document": {"id": "x", "text": ["y" * 10_000]}})) / "mine.jsonl"
    assert len(str(refusal(path))) < 300 + len(str(path))


def test_the_schema_is_itself_valid() -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(schema())


@given(st.text(min_size=1).filter(str.strip), st.data())
def test_quotes_survive_whatever_they_hold(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    text = normalise(text)
    if not text.strip():
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    gold = {"document_id": "d", "start": start, "end": end, "quote": text[start:end]}
    path = tmp_path_factory.mktemp("set") / "mine.jsonl"
    path.write_text(
        lines(ASKED | {"gold": [gold]}, {"document": {"id": "d", "text": text}}), encoding="utf-8"
    )
    found = read_set(path)
    read = found.questions[0].gold[0]
    assert found.documents[0].text[read.start : read.end] == read.quote == text[start:end]


# SQuAD ---------------------------------------------------------------------------------------------------


def squad(*asked: dict[str, Any], **article: object) -> str:
    """A SQuAD file of one article whose second paragraph has the questions."""
    paragraphs = [{"context": "Nothing\r\nhere.", "qas": []}, {"context": TEXT, "qas": list(asked)}]
    return json.dumps({"version": "1.1", "data": [{"title": "The_Café", "paragraphs": paragraphs} | article]})


ADA: dict[str, Any] = {
    "id": "a",
    "question": " Who ran it? ",
    "answers": [{"text": "Ada Byron", "answer_start": 25}, {"text": "Ada Byron", "answer_start": 25}],
}
NOBODY: dict[str, Any] = {"id": "n", "question": "Who closed it?", "is_impossible": True, "answers": []}


@pytest.mark.parametrize("indent", [None, 2])
def test_squad(write: Write, indent: int | None) -> None:
    text = json.dumps(json.loads(squad(ADA, NOBODY)), indent=indent)
    found = read_set(write(dev_json=text) / "dev.json")
    (document,) = found.documents
    assert (document.id, document.title, document.text) == (
        "The_Café",
        "The Café",
        "Nothing\nhere.\n\n" + TEXT,
    )
    ada, nobody = found.questions
    assert (ada.text, ada.answers) == ("Who ran it?", ("Ada Byron",))
    assert [document.text[g.start : g.end] for g in ada.gold] == ["Ada Byron"]
    assert (nobody.unanswerable, nobody.gold) == (True, ())


@pytest.mark.parametrize(
    ("bad", "place", "sentence"),
    [
        ('{"data": [\n{"title": "x",\n]}', ":3", "The file is not JSON"),
        (squad(ADA, ADA), ": data[0].paragraphs[1].qas[1]", "The question id 'a' is already used"),
        (squad(ADA | {"answers": []}), ": data[0].paragraphs[1].qas[0]", "Question 'a' has no answers."),
        (
            squad(ADA | {"answers": [{"text": "Ada Byron", "answer_start": 24}]}),
            ": data[0].paragraphs[1].qas[0].answers[0]",
            "The answer 'Ada Byron' is not at character 24",
        ),
        (
            squad(ADA | {"answers": [{"text": "Ada Byron", "answer_start": 900}]}),
            ": data[0].paragraphs[1].qas[0].answers[0]",
            "is not at character 900",
        ),
        (squad({"id": "a"}), "", "data[0].paragraphs[1].qas[0].question: it is missing"),
        (squad(paragraphs=None), "", "data[0].paragraphs: input should be a valid list"),
        ('{\n"rows": []\n}', "", "data: it is missing"),
        (squad(), "", "The set has no question"),
    ],
)
def test_bad_squad(write: Write, bad: str, place: str, sentence: str) -> None:
    path = write(dev_json=bad) / "dev.json"
    error = refusal(path)
    assert sentence in error.detail
    assert error.field == f"{path}{place}"
