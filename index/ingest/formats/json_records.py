"""JSON and JSON lines: records as `key: value` lines with dotted keys, flat lists of objects as tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from index.errors import UnreadableFile
from index.ingest.formats import Content, markdown_text
from index.ingest.formats.decoding import decode
from index.ingest.formats.markdown import ConvertedToMarkdown
from index.places import Place, PlacedText

MAX_BYTES = 50_000_000
MAX_DEPTH = 40
#: Values of one file.
MAX_VALUES = 1_000_000
#: Above these, records are not shown as a table.
MAX_COLUMNS, MAX_CELL = 30, 200
#: Keys whose value names a record, the best first.
NAMES = ("title", "name", "label", "subject", "id", "key")
MAX_NAME = 120


class Json(ConvertedToMarkdown):
    """One JSON value."""

    media_type: str = "application/json"
    suffixes: tuple[str, ...] = (".json", ".geojson")

    def text(self, data: bytes) -> str:
        """The value in Markdown.  Raises `UnreadableFile`."""
        return self.content(data).text

    def content(self, data: bytes) -> Content:
        """The value; its own `title` is the title, records have numbers.  Raises `UnreadableFile`."""
        value = _parsed(_decoded(data), 0)
        title = value.get("title") if isinstance(value, dict) else ""
        text, places = _markdown(value)
        return Content(text, markdown_text.line(title) if isinstance(title, str) else "", places=places)


class JsonLines(ConvertedToMarkdown):
    """One JSON value a line."""

    media_type: str = "application/jsonl"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")

    def text(self, data: bytes) -> str:
        """The values in Markdown, as those of one list.  Raises `UnreadableFile`."""
        return self.content(data).text

    def content(self, data: bytes) -> Content:
        """The values, each with the number of its line.  Raises `UnreadableFile`."""
        lines = enumerate(_decoded(data).split("\n"), 1)
        values = {number: _parsed(line, number) for number, line in lines if line.strip()}
        text, places = _markdown([*values.values()], [*values])
        return Content(text, places=places)


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        detail = f"The JSON has {len(data):,} bytes; {MAX_BYTES:,} are allowed."
        raise UnreadableFile(detail, hint="Divide it.")
    return decode(data).lstrip("\ufeff")


def _parsed(source: str, line: int) -> Any:
    try:
        return json.loads(source)
    except json.JSONDecodeError as error:
        at = f"line {line or error.lineno}, column {error.colno}"
        raise UnreadableFile(
            f"The file is not JSON: {error.msg} at {at}.",
            hint="Correct it, or name it .txt to read it as text.",
        ) from error
    except (RecursionError, ValueError) as error:
        # A number of thousands of digits is a ValueError.
        raise UnreadableFile(
            "The JSON is nested too deep or has a number that is too long.",
            hint="Name it .txt to read it as text.",
        ) from error


def _markdown(value: Any, numbers: Sequence[int] = ()) -> PlacedText:
    """The Markdown of a value; the records of a list have `numbers`, by default counted from 1."""
    _check(value)
    if isinstance(value, list) and _has_records(value):
        numbers = numbers or range(1, len(value) + 1)
        made = markdown_text.joined_with_places(_records(value, 2, numbers))
    else:
        made = PlacedText(markdown_text.joined(_blocks(value, "", 2)))
    if not made.text:
        raise UnreadableFile("The JSON holds no values.", hint="Leave it out.")
    return made


def _check(value: Any) -> None:
    """Refuse what is too deep or too large.  Depth by depth, so that the stack is not at risk."""
    level, count = [value], 0
    for _ in range(MAX_DEPTH):
        count += len(level)
        if count > MAX_VALUES:
            raise UnreadableFile(f"The JSON has more than {MAX_VALUES:,} values.", hint="Divide it.")
        level = [below for one in level for below in _children(one)]
        if not level:
            return
    raise UnreadableFile(f"The JSON is nested more than {MAX_DEPTH} deep.", hint="Make it flatter.")


def _children(value: Any) -> Sequence[Any]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ()


def _blocks(value: Any, key: str, level: int) -> Iterator[str]:
    """The blocks of a value: lines for what is simple, then headings for lists of records."""
    if isinstance(value, dict):
        yield from _object(value, key, level)
    elif isinstance(value, list):
        yield from _list(value, key, level)
    else:
        yield from _line(key, value)


def _object(value: Mapping[str, Any], key: str, level: int) -> Iterator[str]:
    later: list[tuple[str, list[Any]]] = []
    for name, below in value.items():
        path = f"{key}.{name}" if key else name
        if isinstance(below, list) and any(isinstance(one, dict | list) for one in below):
            later.append((path, below))
        else:
            yield from _blocks(below, path, level)
    for path, records in later:
        yield markdown_text.heading(path, level)
        yield from _list(records, "", level)


def _list(values: Sequence[Any], key: str, level: int) -> Iterator[str]:
    if _has_records(values):
        yield from (record.text for record in _records(values, level, range(len(values))))
    # Long texts are paragraphs, short values one line.
    elif any(len(_written(one)) > MAX_CELL for one in values):
        for one in values:
            yield from _line(key, one)
    else:
        yield from _line(key, ", ".join(filter(None, map(_written, values))))


def _has_records(values: Sequence[Any]) -> bool:
    return any(isinstance(one, dict | list) for one in values)


def _records(values: Sequence[Any], level: int, numbers: Sequence[int]) -> Iterator[PlacedText]:
    """The blocks of the records of a list, each with its number as its row."""
    if rows := _table(values):
        # The keys of objects are a header that no record has.
        heads = [Place()] * (len(rows) - len(values))
        yield markdown_text.placed_table(
            zip(rows, [*heads, *(Place(row=number) for number in numbers)], strict=True)
        )
        return
    for count, (number, one) in enumerate(zip(numbers, values, strict=True), 1):
        blocks = _blocks(one, "", level + 2)
        if isinstance(one, dict | list):
            blocks = chain([markdown_text.heading(_name(one) or f"Record {count}", level + 1)], blocks)
        yield from markdown_text.at(Place(row=number), blocks)


def _table(values: Sequence[Any]) -> list[list[str]]:
    """The rows of a table of flat objects or of flat lists of one length; none for anything else."""
    if len(values) < 2:
        return []
    if all(isinstance(one, dict) for one in values):
        columns = list(dict.fromkeys(name for one in values for name in one))
        rows = [columns, *([one.get(name) for name in columns] for one in values)]
    elif all(isinstance(one, list) and len(one) == len(values[0]) for one in values):
        columns, rows = list(values[0]), list(values)
    else:
        return []
    cells = [cell for row in rows for cell in row]
    flat = not any(isinstance(cell, dict | list) for cell in cells)
    if not flat or len(columns) > MAX_COLUMNS or any(len(_written(cell)) > MAX_CELL for cell in cells):
        return []
    return [list(map(_written, row)) for row in rows]


def _name(value: Any) -> str:
    """What a record calls itself."""
    found = [value[name] for name in NAMES if name in value] if isinstance(value, dict) else []
    words = next((words for one in found if (words := _written(one))), "")
    return words if len(words) <= MAX_NAME else ""


def _line(key: str, value: Any) -> Iterator[str]:
    words = _written(value)
    if not words:
        return
    paragraphs = [one for one in words.split("\n\n") if one.strip()] if isinstance(value, str) else [words]
    if len(paragraphs) <= 1:
        yield markdown_text.list_item(f"{key}: {words}" if key else words)
        return
    yield from filter(None, [markdown_text.paragraph(f"{key}:") if key else ""])
    yield from map(markdown_text.paragraph, paragraphs)


def _written(value: Any) -> str:
    """A simple value in words; empty for null and for what is not simple."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.strip() if isinstance(value, str) else json.dumps(value)
