"""The block of `key: value` lines between two `---` lines that may start a Markdown file.

Read without YAML: scalars and flat lists, which is what front matter holds in practice.  A block with
anything else in it is not taken for front matter, or the line that is deeper than that is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from index.documents import MetadataValue

Scalar = str | int | float | bool | None

FENCED = re.compile(r"---[ \t]*\n(?P<body>.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
ENTRY = re.compile(r"(?P<key>[\w][\w .-]*?)[ \t]*:(?:[ \t]+(?P<value>.*?))?[ \t]*")
ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>.*?)[ \t]*")
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
WORDS: Mapping[str, Scalar] = {"true": True, "false": False, "null": None, "~": None}


class FrontMatter(NamedTuple):
    """What the block says, and the code-point offset at which it ends (0 where there is none)."""

    values: dict[str, MetadataValue]
    end: int


def front_matter(text: str) -> FrontMatter:
    """Read the front matter at the very start of `text` (normalised), if there is any."""
    fenced = FENCED.match(text) if text.startswith("---") else None
    if not fenced:
        return FrontMatter({}, 0)
    values: dict[str, MetadataValue] = {}
    items: list[str | int | float | bool] | None = None
    for line in (fenced["body"] or "").split("\n"):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        item = ITEM.fullmatch(line)
        if item and items is not None:
            items.extend(_plain([item["value"]]))
            continue
        entry = ENTRY.fullmatch(line)
        if entry:
            values[entry["key"]], items = _value(entry["value"] or "")
        elif not line[0].isspace():
            return FrontMatter({}, 0)
    return FrontMatter({key: value for key, value in values.items() if value not in ("", [])}, fenced.end())


def _value(raw: str) -> tuple[MetadataValue, list[str | int | float | bool] | None]:
    """The value on the line of a key, and the list that items on the lines below it belong to."""
    if not raw:
        items: list[str | int | float | bool] = []
        return items, items
    if raw.startswith("[") and raw.endswith("]"):
        return list(_plain(raw[1:-1].split(","))), None
    return _scalar(raw), None


def _plain(raws: list[str]) -> list[str | int | float | bool]:
    scalars = (_scalar(raw.strip()) for raw in raws)
    return [scalar for scalar in scalars if scalar is not None and scalar != ""]


def _scalar(raw: str) -> Scalar:
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'":
        return raw[1:-1]
    raw = raw.split(" #", 1)[0].rstrip()
    if raw.lower() in WORDS:
        return WORDS[raw.lower()]
    if len(raw) < 16 and NUMBER.fullmatch(raw):
        number: int | float = json.loads(raw)
        return number
    return raw
