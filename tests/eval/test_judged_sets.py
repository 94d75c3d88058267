"""Sets of queries and relevance judgements: BEIR folders, TREC topics, and what is neither."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from eval.formats.registry import read_set
from eval.questions import BadSet, Gold

CORPUS = (
    '{"_id": "d1", "title": "Slips", "text": "A wing in a slipstream."}\n'
    '{"_id": 2, "title": "Only a title", "text": ""}\n'
    '{"_id": "d3", "title": "", "text": " "}\n'
)
QUERIES = '{"_id": "q1", "text": "wing"}\n{"_id": "q2", "text": "unjudged"}\n{"_id": "q3", "text": "tail"}\n'
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\t2\t1\nq1\td3\t0\nq3\td1\t-1\nq3\tgone\t0\n"
TOPICS = """\
<top>
<num> Number: 401
<title> Topic: foreign minorities,
  R&amp;D in Germany
<desc> Description:
What language?
</top>

<top><num>402</num><desc> Description: behavioral genetics </desc></top>
"""
TREC_QRELS = "401 0 d1 2\n401 0 d3 0\n402 Q0 2 1\n"
TABBED = "qid\tquery\n401\tforeign minorities\n402\tgenetics\n"


def write(folder: Path, **files: str) -> Path:
    """Write files; a double underscore parts folders, a single one the suffix."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
    return folder


def refusal(path: Path, split: str = "") -> BadSet:
    """The error that reading gives."""
    with pytest.raises(BadSet) as caught:
        read_set(path, split)
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    return caught.value


def beir(folder: Path, corpus: str = CORPUS, queries: str = QUERIES, qrels: str = QRELS) -> Path:
    """Write a BEIR folder."""
    return write(folder, corpus_jsonl=corpus, queries_jsonl=queries, qrels__test_tsv=qrels)


def test_beir(tmp_path: Path) -> None:
    found = read_set(beir(tmp_path))
    assert [(d.id, d.text, d.title) for d in found.documents] == [
        ("d1", "A wing in a slipstream.", "Slips"),
        ("2", "Only a title", "Only a title"),
    ]
    # q2 was not judged, q3 has nothing relevant: neither measures anything.
    assert [(q.id, q.text, q.gold) for q in found.questions] == [
        ("q1", "wing", (Gold("d1", grade=2), Gold("2", grade=1)))
    ]
    assert found.name == tmp_path.name


def test_beir_splits(tmp_path: Path) -> None:
    beir(tmp_path)
    write(tmp_path, qrels__dev_tsv="q2\td1\t1\n")
    assert [q.id for q in read_set(tmp_path).questions] == ["q1"]
    assert [q.id for q in read_set(tmp_path, "dev").questions] == ["q2"]
    assert "The folder has no train.tsv" in refusal(tmp_path, "train").detail


@pytest.mark.parametrize(
    ("part", "text", "place", "sentence"),
    [
        ("corpus", CORPUS + CORPUS, "corpus.jsonl:4", "The document id 'd1' is already used"),
        ("corpus", CORPUS + '{"id": "d4", "text": "x"}', "corpus.jsonl:4", "_id: it is missing"),
        (
            "corpus",
            CORPUS + '{"_id": "d4", "text": ["x"]}',
            "corpus.jsonl:4",
            "text: input should be a valid string",
        ),
        ("queries", QUERIES + QUERIES, "queries.jsonl:4", "The query id 'q1' is already used"),
        (
            "queries",
            QUERIES + '{"_id": "q4", "text": " "}',
            "queries.jsonl:4",
            "text: string should have at least 1",
        ),
        ("queries", QUERIES + "{", "queries.jsonl:4", "This line is not JSON"),
        ("qrels", "q1\td1\tx\n", "qrels/test.tsv:1", "This line is neither"),
        ("qrels", "\td1\tx\n", "qrels/test.tsv:1", "This line is neither"),
        ("qrels", QRELS + "q1 d1\n", "qrels/test.tsv:7", "This line is neither"),
        ("qrels", QRELS + "q1\td1\t1.5\n", "qrels/test.tsv:7", "This line is neither"),
        ("qrels", QRELS + "q1\t\t1\n", "qrels/test.tsv:7", "This line is neither"),
        ("qrels", QRELS + "q1\td1\t1\n", "qrels/test.tsv:7", "was judged 2 for query 'q1' before"),
        ("qrels", QRELS + "q1\tgone\t1\n", "qrels/test.tsv:7", "'gone' is relevant but not in the corpus"),
        ("qrels", QRELS + "q9\td1\t1\n", "qrels/test.tsv:7", "The line judges query 'q9'"),
        ("qrels", "q1\td1\t0\n", "", "The set has no question that can be measured"),
    ],
)
def test_bad_beir(tmp_path: Path, part: str, text: str, place: str, sentence: str) -> None:
    error = refusal(beir(tmp_path, **{part: text}))
    assert sentence in error.detail
    assert error.field == str(tmp_path / place)


@pytest.mark.parametrize(
    "heading", ["", "query-id\tcorpus-id\tscore\n", "qid\tdocid\trel\n", "Topic ID\td\tr\r\n"]
)
def test_qrels_may_have_a_heading(tmp_path: Path, heading: str) -> None:
    assert len(read_set(beir(tmp_path, qrels=heading + "q1\td1\t1\r\n")).questions) == 1


def test_beir_with_a_part_missing(tmp_path: Path) -> None:
    (beir(tmp_path) / "corpus.jsonl").unlink()
    assert refusal(tmp_path).detail == "The folder has no corpus.jsonl."


@pytest.mark.parametrize("topics", [TOPICS, TABBED])
@pytest.mark.parametrize("named", [".", "topics.txt", "qrels.txt"])
def test_trec(tmp_path: Path, topics: str, named: str) -> None:
    write(tmp_path, topics_txt=topics, qrels_txt=TREC_QRELS)
    found = read_set(tmp_path / named)
    assert [q.id for q in found.questions] == ["401", "402"]
    assert found.questions[0].gold == (Gold("d1", grade=2),)
    assert found.documents == []


def test_classic_topics_are_questions_in_one_line(tmp_path: Path) -> None:
    write(tmp_path, topics_txt=TOPICS, qrels_txt=TREC_QRELS)
    assert [q.text for q in read_set(tmp_path).questions] == [
        "foreign minorities, R&D in Germany",
        "behavioral genetics",
    ]


def test_trec_with_a_corpus_beside(tmp_path: Path) -> None:
    write(tmp_path, topics_txt=TABBED, qrels_txt=TREC_QRELS)
    (tmp_path / "corpus.jsonl.gz").write_bytes(gzip.compress(CORPUS.encode()))
    assert [d.id for d in read_set(tmp_path).documents] == ["d1", "2"]


def test_other_files_beside_topics_do_not_matter(tmp_path: Path) -> None:
    write(tmp_path, topics_txt=TABBED, qrels_txt=TREC_QRELS, README_md="About a b 1 2\n")
    (tmp_path / "figure.png").write_bytes(b"\x89PNG\xff\x00")
    assert len(read_set(tmp_path).questions) == 2


def test_topics_and_qrels_of_several_sets(tmp_path: Path) -> None:
    for year in ("2004", "2005"):
        (tmp_path / f"topics.{year}.txt").write_text(TABBED, encoding="utf-8")
        (tmp_path / f"qrels.{year}.txt").write_text(TREC_QRELS, encoding="utf-8")
    assert read_set(tmp_path / "topics.2005.txt").name == "topics.2005"
    assert "several files of TREC topics: topics.2004.txt, topics.2005.txt" in refusal(tmp_path).detail


@pytest.mark.parametrize(
    ("topics", "qrels", "place", "sentence"),
    [
        (TOPICS + "<top>\n<num> 403\n", TREC_QRELS, "topics.txt:10", "This <top> is not closed."),
        (TOPICS + "<top><num>403</num></top>", TREC_QRELS, "topics.txt:10", "This topic has no <title>."),
        (TOPICS + "<top><title>x</title></top>", TREC_QRELS, "topics.txt:10", "This topic has no <num>."),
        (TOPICS + TOPICS, TREC_QRELS, "topics.txt:10", "The topic id '401' is already used"),
        (TABBED + "403\n", TREC_QRELS, "topics.txt:4", "This line is not an id and a query."),
        (TABBED, TREC_QRELS + "401 0 d2 x\n", "qrels.txt:4", "This line is neither"),
        (TABBED, "401 0 d2 x\n" + TREC_QRELS, "qrels.txt:1", "This line is neither"),
        (TABBED, TREC_QRELS + "9 0 d2 1\n", "qrels.txt:4", "The line judges query '9'"),
        (TABBED + "403\tcaf\udce9\n", TREC_QRELS, "topics.txt:4", "This line is not UTF-8 text."),
        (TABBED, "", ".", "The folder has no TREC qrels."),
    ],
)
def test_bad_trec(tmp_path: Path, topics: str, qrels: str, place: str, sentence: str) -> None:
    error = refusal(write(tmp_path, topics_txt=topics, qrels_txt=qrels))
    assert sentence in error.detail
    assert error.field == str(tmp_path / place)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("gone.jsonl", None, "There is no such file or folder."),
        ("essay.txt", b"Some words.", "The file is not an eval set of a known format."),
        ("empty.jsonl", b"", "The set has no question"),
        ("empty.txt", b"\n", "The file is not an eval set of a known format."),
        ("queries.jsonl", QUERIES.encode(), "The file is one file of a BEIR folder."),
        ("mine.jsonl.gz", gzip.compress(b"{}" * 99, mtime=0)[:20], "The file cannot be read"),
        ("mine.jsonl", b'{}\n{"id": "\xff"}', "This line is not UTF-8 text."),
    ],
)
def test_what_is_no_set(tmp_path: Path, name: str, data: bytes | None, sentence: str) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    error = refusal(path)
    assert sentence in error.detail
    assert error.field.startswith(str(path))


def test_only_beir_has_splits(tmp_path: Path) -> None:
    write(tmp_path, topics_txt=TABBED, qrels_txt=TREC_QRELS)
    assert refusal(tmp_path, "dev").detail == "Only a BEIR folder has splits."
