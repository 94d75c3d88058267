"""Front matter: read as YAML, flattened, bounded; what is not front matter stays text."""

from __future__ import annotations

import logging
import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from index.documents import normalise
from index.ingest.files import SourceFile, read
from index.ingest.formats.front_matter import MAX_LENGTH, TEXT_KEYS, FrontMatter, front_matter
from index.ingest.formats.markdown import Markdown


def values(block: str) -> dict[str, Any]:
    found = front_matter(f"---\n{block}\n---\nBody")
    assert found.end, found.problem
    return dict(found.values)


def problem(block: str) -> str:
    found = front_matter(f"---\n{block}\n---\nBody")
    assert not found.end
    assert not found.values
    return found.problem


def test_scalars_keep_their_types_and_the_text_starts_after_the_block() -> None:
    text = '---\ntitle: "A: b"\ndraft: false\nweight: 3\nscore: -0.5\nnone:\nalso: null\n---\nBody'
    found = front_matter(text)
    assert found.values == {
        "title": "A: b",
        "draft": False,
        "weight": 3,
        "score": -0.5,
        "none": None,
        "also": None,
    }
    assert text[found.end :] == "Body"


@pytest.mark.parametrize(
    "written",
    [
        *("no", "yes", "2024-11-05", "2024-11-05 09:30:00 +0100", "12:30"),
        *("007", "0x1F", "1_000", ".inf", ".nan", "1e999", "1234567890123456"),
        *("'5'", '"true"', "!!str 5", "!local word"),
    ],
)
def test_what_is_no_plain_number_or_constant_is_text(written: str) -> None:
    read = values(f"key: {written}")["key"]
    assert read == written.removeprefix("!!str ").removeprefix("!local ").strip("'\"")


def test_strings_of_several_lines() -> None:
    assert values("a: |\n  one\n  two\nb: >-\n  one\n  two\nc: one\n  two") == {
        "a": "one\ntwo\n",
        "b": "one two",
        "c": "one two",
    }


def test_lists_in_both_notations() -> None:
    assert values("a: [x, 1, true]\nb:\n- y\n- 'z: z'\nc: []\nd: [x, null]") == {
        "a": ["x", 1, True],
        "b": ["y", "z: z"],
        "c": [],
        "d": ["x"],
    }


def test_nested_values_are_flattened() -> None:
    author = "author:\n  name: Ann\n  at: {org: X}\n"
    assert values(author + "by:\n- {name: Bo, n: 1}\n- {name: Cy}\n- plain\nup: [[Foo]]\nno: {}") == {
        "author.name": "Ann",
        "author.at.org": "X",
        "by.name": ["Bo", "Cy"],
        "by.n": [1],
        "by": ["plain"],
        "up": ["Foo"],
        "no": None,
    }


def test_aliases_are_resolved() -> None:
    assert values("a: &a [x, y]\nb: *a\nc: {d: *a}") == {"a": ["x", "y"], "b": ["x", "y"], "c.d": ["x", "y"]}


@pytest.mark.parametrize(
    "text",
    ["---\n\nA rule, then text\n\n---\n", "---\nkey: never closed", "key: v\n---\n", "---\n- a\n- b\n---\n"],
)
def test_a_rule_is_no_front_matter(text: str) -> None:
    assert front_matter(text) == FrontMatter({}, 0)


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ("title: Foo: bar", "line 2: mapping values are not allowed"),
        ("title: T\ntags: @home", "line 3: found character '@'"),
        ("key:\n\ttab: 1", "line 3: .*token"),
        ("a: 1\nb: 2\na: 3", "the key 'a' is there twice"),
        ("a.b: 1\na: {b: 2}", r"the key 'a\.b' is there twice"),
        ("x: 1\n? [a]\n: b", "line 3: a key must be a word"),
        ('a: "\\uD800"', "line 2: .*surrogate"),
        ("a: b\n" + f"c: {'x' * MAX_LENGTH}", "characters, more than 16,384"),
        ("a: " + "[" * 40 + "]" * 40, "nested more than 16 deep"),
        ("a: &a [*a]", "nested more than 16 deep"),
    ],
)
def test_a_block_that_cannot_be_read_stays_text_and_says_why(block: str, says: str) -> None:
    assert re.search(says, problem(block))


@pytest.mark.parametrize("leaf", ["[x, x, x]", "[]", "{}", "{" + "k" * 500 + ": x}"])
def test_aliases_that_stand_for_gigabytes_are_refused_at_once(leaf: str) -> None:
    lines = [f"k0: &a0 {leaf}"]
    for n in range(1, 12):
        lines.append(f"k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]")
    start = time.process_time()
    assert "aliases" in problem("\n".join(lines))
    assert time.process_time() - start < 5


@pytest.mark.parametrize("unit", ["[", "{a: ", "- ", "a:\n", "'", "&a ", "? ", "!", "\n", "#\n", "a: b\n"])
def test_the_time_is_bounded(unit: str) -> None:
    body = (unit * MAX_LENGTH)[: MAX_LENGTH - 1]
    start = time.process_time()
    front_matter(f"---\n{body}\n---\n")
    assert time.process_time() - start < 5


@given(st.text())
def test_any_block_is_read_or_stays_text(block: str) -> None:
    text = normalise(f"---\n{block}\n---\nBody")
    found = front_matter(text)
    assert found.end == 0 or text[: found.end].endswith(("---\n", "...\n"))
    blocks = Markdown().blocks(text)
    described = set(range(found.end))
    covered = {at for block in blocks for at in range(*block.span)} | described
    assert {at for at, character in enumerate(text) if not character.isspace()} <= covered


keys = st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=8)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**13), 10**13), st.text(st.characters(exclude_categories=["C"]))
)


items = scalars.filter(lambda item: item is not None)


@given(st.dictionaries(keys.filter(lambda key: key not in TEXT_KEYS), scalars | st.lists(items)))
def test_what_a_yaml_library_writes_is_read_back(metadata: dict[str, Any]) -> None:
    assert values(yaml.safe_dump(metadata, allow_unicode=True) if metadata else "") == metadata


def document(folder: Path, block: str) -> Any:
    path = folder / "a-note.md"
    path.write_text(f"---\n{block}\n---\n# Heading\n\nBody.", encoding="utf-8")
    return read(SourceFile(path, path.name))


def test_front_matter_describes_the_document(tmp_path: Path) -> None:
    found = document(
        tmp_path, "title: 1.10\nurl: https://example.org\npublished: 2024-11-05\ntags: [a, b]\nn: 5"
    )
    assert (found.title, found.url, found.published) == ("1.10", "https://example.org", "2024-11-05")
    assert found.metadata == {"tags": ["a", "b"], "n": 5}


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2024-11-05", "2024-11-05"),
        ("2024-11-05 09:30:00 +0100", "2024-11-05T08:30:00Z"),
        ("2024-11-05 09:30:00 Z", "2024-11-05T09:30:00Z"),
        ("2024-11-05T09:30:00+01:00", "2024-11-05T08:30:00Z"),
    ],
)
def test_dates_of_site_generators_are_understood(tmp_path: Path, written: str, published: str) -> None:
    found = document(tmp_path, f"date: {written}")
    assert found.published == published
    assert not found.metadata


def test_a_date_that_is_not_iso_stays_metadata(tmp_path: Path) -> None:
    found = document(tmp_path, "date: last spring\ntitle: [a, b]")
    assert found.published == ""
    assert found.metadata == {"date": "last spring", "title": ["a", "b"]}
    assert found.title == "Heading"


def test_a_file_with_front_matter_that_cannot_be_read_is_text_and_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        found = document(tmp_path, "title: Foo: bar")
    assert found.title == "Heading"
    assert found.metadata == {}
    assert "a-note.md: the front matter is read as text: line 2: mapping values" in caplog.text
    blocks = Markdown().blocks(normalise(found.text))
    assert any("Foo: bar" in block.span.of(found.text) for block in blocks)
