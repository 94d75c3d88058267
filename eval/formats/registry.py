"""Recognise the format of an eval set from its content, and read it."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path

from eval.formats.beir import read_beir
from eval.formats.files import head_of
from eval.formats.native import join, read_native
from eval.formats.qrels import is_grade
from eval.formats.squad import read_squad
from eval.formats.trec import TOP, read_trec
from eval.questions import BadSet, EvalSet

KNOWN = "Name a Sourceline .jsonl, a SQuAD .json, a BEIR folder, or TREC topics beside their qrels."
#: Lines looked at to tell topics from qrels.
LOOKED_AT = 5


class Kind(Enum):
    """Kinds of files."""

    NATIVE = "questions in our own format"
    SQUAD = "SQuAD JSON"
    BEIR_LINES = "one file of a BEIR folder"
    TOPICS = "TREC topics"
    QRELS = "TREC qrels"
    OTHER = "unknown"


def read_set(path: Path, split: str = "") -> EvalSet:
    """Read a set of any known format, compressed by gzip or not.

    Args:
        path: A file in our own format, a folder of such files (read as one set), a file in SQuAD's format, a
            folder in BEIR's layout, TREC topics with their qrels in the same folder, or that folder.
        split: Which qrels of a BEIR folder; by default the first of test, dev and train that exists.

    Raises:
        BadSet: The format is unknown, the set is malformed, or it has no question.
    """
    if not path.exists():
        raise BadSet("There is no such file or folder.", field=str(path), hint="Check the path.")
    if path.is_dir() and _is_beir(path):
        found = read_beir(path, split)
    elif split:
        raise BadSet("Only a BEIR folder has splits.", field=str(path), hint="Leave the split out.")
    else:
        found = _read_folder(path) if path.is_dir() else _read_file(path)
    if not found.questions:
        raise BadSet(
            "The set has no question that can be measured.", field=str(path), hint="Add questions with gold."
        )
    return found


def _is_beir(folder: Path) -> bool:
    return (folder / "qrels").is_dir() or any(
        (folder / f"queries.jsonl{packed}").is_file() for packed in ("", ".gz")
    )


def _read_file(path: Path) -> EvalSet:
    match kind := kind_of(path):
        case Kind.NATIVE:
            return read_native(path)
        case Kind.SQUAD:
            return read_squad(path)
        case Kind.TOPICS:
            return _with_corpus(path, _the_one(path.parent, Kind.QRELS, path))
        case Kind.QRELS:
            return _with_corpus(_the_one(path.parent, Kind.TOPICS, path), path)
        case Kind.BEIR_LINES:
            raise BadSet(f"The file is {kind.value}.", field=str(path), hint="Name the folder.")
    raise BadSet("The file is not an eval set of a known format.", field=str(path), hint=KNOWN)


def _read_folder(folder: Path) -> EvalSet:
    lines = (p for p in sorted(folder.iterdir()) if p.is_file() and ".jsonl" in p.suffixes)
    if native := [path for path in lines if kind_of(path) is Kind.NATIVE]:
        return join(folder.name, [read_native(path) for path in native])
    return _with_corpus(_the_one(folder, Kind.TOPICS), _the_one(folder, Kind.QRELS))


def _with_corpus(topics: Path, qrels: Path) -> EvalSet:
    corpora = (topics.parent / name for name in ("corpus.jsonl", "corpus.jsonl.gz"))
    return read_trec(topics, qrels, next((path for path in corpora if path.is_file()), None))


def _the_one(folder: Path, kind: Kind, beside: Path | None = None) -> Path:
    """The only file of `kind` in `folder`, or of several the one that is named like `beside`."""
    found = [p for p in sorted(folder.iterdir()) if p.is_file() and p != beside and _may_be_trec(p)]
    found = [p for p in found if kind_of(p) is kind]
    alike = [p for p in found if beside and _bare(p) == _bare(beside)]
    if len(found) > 1 and len(alike) == 1:
        return alike[0]
    if len(found) == 1:
        return found[0]
    what = (
        f"several files of {kind.value}: {', '.join(p.name for p in found)}" if found else f"no {kind.value}"
    )
    hint = f"Leave one of them in the folder of {beside.name}." if beside and found else KNOWN
    raise BadSet(f"The folder has {what}.", field=str(folder), hint=hint)


def _may_be_trec(path: Path) -> bool:
    return not path.name.startswith(".") and ".json" not in path.suffixes and ".jsonl" not in path.suffixes


def _bare(path: Path) -> str:
    """The file name without the words for topics and qrels."""
    name = path.name.lower().removesuffix(".gz").removesuffix(".txt").removesuffix(".tsv")
    for word in ("topics", "queries", "qrels"):
        name = name.replace(word, "")
    return name.strip("._-")


def kind_of(path: Path) -> Kind:
    """The kind of a file, from its beginning; from its name if its first line is broken or very long JSON.

    Raises:
        BadSet: The file cannot be read.
    """
    text = head_of(path).strip()
    first = text.split("\n", 1)[0]
    if first.startswith(("{", "[")):
        return _json_kind(first, text, path)
    if TOP.search(text):
        return Kind.TOPICS
    # Not the first line alone: it may be a heading, or the malformed line.
    for line in text.split("\n", LOOKED_AT)[:LOOKED_AT]:
        tabs, cells = line.strip().count("\t"), line.split()
        if tabs != 1 and len(cells) in (3, 4) and is_grade(cells[-1]):
            return Kind.QRELS
        if tabs == 1:
            return Kind.TOPICS
    return Kind.NATIVE if _suffix(path) == ".jsonl" else Kind.OTHER


def _json_kind(first: str, text: str, path: Path) -> Kind:
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return Kind.NATIVE if _suffix(path) == ".jsonl" else Kind.SQUAD
    if isinstance(value, dict) and "_id" in value:
        return Kind.BEIR_LINES
    whole = "\n" not in text
    return Kind.SQUAD if isinstance(value, dict) and whole and "data" in value else Kind.NATIVE


def _suffix(path: Path) -> str:
    return Path(path.name.removesuffix(".gz")).suffix
