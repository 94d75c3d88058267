"""Read TREC topics and qrels; the documents are in the index, or in a corpus.jsonl beside them.

Topics are the classic `<top>` blocks, or lines with an id, a tab and the query.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from eval.formats.corpus import Corpus, read_corpus
from eval.formats.files import lines_of, plain_name, text_of
from eval.formats.qrels import HEADER, judged_questions, read_qrels
from eval.formats.unique_ids import UniqueIds
from eval.questions import BadSet, EvalSet, Question

TOP = re.compile(r"<top\b[^>]*>", re.IGNORECASE)
END = re.compile(r"</top\s*>", re.IGNORECASE)
TAG = re.compile(r"</?[a-z]+\b[^>]*>", re.IGNORECASE)
#: Old topics repeat the name of the field after a tag.
LABEL = re.compile(r"\s*(number|topic|description)\s*:", re.IGNORECASE)


class _Topic(NamedTuple):
    id: str
    text: str
    where: str


def read_trec(topics: Path, qrels: Path, corpus: Path | None = None) -> EvalSet:
    """Read topics and their judgements.

    Args:
        corpus: Documents in BEIR's corpus.jsonl; None if they are in the index.

    Raises:
        BadSet: A line is malformed, an id is repeated, or a judged document is missing.
    """
    held = read_corpus(corpus) if corpus else Corpus([], set())
    unique = UniqueIds("topic")
    queries = {unique.add(id, where): Question(id, text, where=where) for id, text, where in _topics(topics)}
    judged = judged_questions(queries, read_qrels(qrels), held.ids if corpus else None)
    return EvalSet(plain_name(topics), judged, held.documents)


def _topics(path: Path) -> Iterator[_Topic]:
    text = text_of(path)
    return _classic(text, path) if TOP.search(text) else _tabbed(path)


def _tabbed(path: Path) -> Iterator[_Topic]:
    for number, line in lines_of(path):
        cells = [cell.strip() for cell in line.split("\t")]
        where = f"{path}:{number}"
        if len(cells) != 2 or not all(cells):
            raise BadSet(
                "This line is not an id and a query.", field=where, hint="Separate the two by one tab."
            )
        if number == 1 and HEADER.fullmatch(cells[0]):
            continue
        yield _Topic(cells[0], cells[1], where)


def _classic(text: str, path: Path) -> Iterator[_Topic]:
    starts = list(TOP.finditer(text))
    for number, start in enumerate(starts):
        where = f"{path}:{text.count(chr(10), 0, start.start()) + 1}"
        limit = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        end = END.search(text, start.end(), limit)
        if not end:
            raise BadSet("This <top> is not closed.", field=where, hint="End it with </top>.")
        body = text[start.end() : end.start()]
        # Topics of question-answering tracks have only descriptions.
        query = _field(body, "title") or _field(body, "desc")
        id = _field(body, "num")
        if not id or not query:
            missing = "<title>" if id else "<num>"
            raise BadSet(f"This topic has no {missing}.", field=where, hint=f"Add {missing} with its text.")
        yield _Topic(id, query, where)


def _field(body: str, name: str) -> str:
    """The text between a tag and the next one, in one line."""
    begin = re.search(rf"<{name}\b[^>]*>", body, re.IGNORECASE)
    if not begin:
        return ""
    after = TAG.search(body, begin.end())
    value = body[begin.end() : after.start() if after else len(body)]
    return " ".join(html.unescape(LABEL.sub("", value, count=1) if LABEL.match(value) else value).split())
