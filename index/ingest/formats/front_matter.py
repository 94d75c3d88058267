"""YAML front matter: the block between two `---` lines at the start of a Markdown file.

Only plain decimal numbers, `true`, `false` and `null` have a type, as in YAML 1.2.  All else is text as it is
written: `no`, dates, numbers with leading zeros.  Nested values are flattened as search engines do it:
`author: {name: Ann}` gives the key `author.name`; a list of mappings gives one list for each of their keys.

A block that cannot be read completely is not front matter: it stays part of the text, so nothing is lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import yaml

from index.documents import MetadataValue

Scalar = str | int | float | bool | None

#: Code points of a block; a longer one is text.  Front matter has a few hundred in practice, and reading this
#: many takes half a second.
MAX_LENGTH = 16_384
#: Code points of all keys and values after aliases are resolved: a short block can stand for gigabytes.
MAX_RESOLVED_LENGTH = 8 * MAX_LENGTH
MAX_DEPTH = 16
#: These keys hold text, even where the value looks like a number.
TEXT_KEYS = frozenset(("title", "url", "published", "date"))

_FENCED = re.compile(r"---[ \t]*\n(?P<body>.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIRST_LINE_WITH_KEY = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[\w\"'][\w\"' .-]*:(?:[ \t]|$)", re.MULTILINE)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TAG = "tag:yaml.org,2002:"
#: At most 15 digits: longer ones (account numbers, identifiers) would lose some as a floating-point number.
_NUMBER = re.compile(r"(?=.{1,15}\Z)-?(?:0|[1-9]\d*)(?:\.\d+)?\Z", re.ASCII)


class FrontMatter(NamedTuple):
    """What the front matter of a text says.

    Args:
        values: Flat keys to values, types kept.
        end: The code-point offset at which the front matter ends; 0 if there is none.
        problem: Why a block that looks like front matter was not read; empty if there is no such block.
    """

    values: Mapping[str, MetadataValue]
    end: int
    problem: str = ""


class _NotReadable(Exception):
    """Why a block cannot be read as front matter."""


class _Loader(yaml.BaseLoader):
    """Composes nodes and constructs no Python objects.  Its scalar types are those of YAML 1.2."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose one node.  Raises `_NotReadable` where nodes are nested too deep."""
        if self._depth > MAX_DEPTH:
            raise _NotReadable(f"it is nested more than {MAX_DEPTH} deep")
        self._depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node


_Loader.add_implicit_resolver(f"{_TAG}bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), [*"tTfF"])
_Loader.add_implicit_resolver(f"{_TAG}null", re.compile(r"(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""])
_Loader.add_implicit_resolver(f"{_TAG}float", _NUMBER, [*"-0123456789"])


def front_matter(text: str) -> FrontMatter:
    """Read the front matter at the very start of `text` (normalised), if there is any."""
    fenced = _FENCED.match(text) if text.startswith("---") else None
    if not fenced:
        return FrontMatter({}, 0)
    body = fenced["body"] or ""
    try:
        if len(body) > MAX_LENGTH:
            raise _NotReadable(f"it has {len(body):,} characters, more than {MAX_LENGTH:,}")
        return FrontMatter(_read(body), fenced.end())
    except _NotReadable as error:
        return FrontMatter({}, 0, str(error) if _FIRST_LINE_WITH_KEY.match(body) else "")


@lru_cache(maxsize=4)
def _read(body: str) -> Mapping[str, MetadataValue]:
    """The values of a block.  A document's is read once for its metadata and again for its blocks."""
    try:
        root: Any = yaml.compose(body, _Loader)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 2}: " if error.problem_mark else ""
        raise _NotReadable(f"{line}{error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise _NotReadable(str(error).splitlines()[0]) from error
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise _NotReadable("it is not a list of `key: value` lines")
    return _Flattener().flatten(root)


class _Flattener:
    """Turns nested nodes into flat keys and values."""

    def __init__(self) -> None:
        self._left = MAX_RESOLVED_LENGTH

    def flatten(self, root: yaml.MappingNode) -> dict[str, MetadataValue]:
        """The values of a mapping, in order.  Raises `_NotReadable`."""
        values: dict[str, MetadataValue] = {}
        for key, value in self._entries(root, "", 0):
            if key in values:
                raise _NotReadable(f"the key {key!r} is there twice")
            values[key] = value
        return values

    def _entries(
        self, node: yaml.MappingNode, prefix: str, depth: int
    ) -> Iterator[tuple[str, MetadataValue]]:
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                raise _NotReadable(f"line {name.start_mark.line + 2}: a key must be a word")
            key = prefix + name.value
            self._spend(value, key, depth)
            if isinstance(value, yaml.MappingNode) and value.value:
                yield from self._entries(value, key + ".", depth + 1)
            elif isinstance(value, yaml.SequenceNode):
                yield from self._list_entries(value, key, depth + 1)
            else:
                yield key, _scalar(value, key)

    def _list_entries(
        self, node: yaml.SequenceNode, key: str, depth: int
    ) -> Iterator[tuple[str, MetadataValue]]:
        lists: dict[str, list[str | int | float | bool]] = {}
        for name, value in self._items(node, key, depth):
            items = lists.setdefault(name, [])
            # An item without a value is not metadata.
            items.extend(value if isinstance(value, list) else [] if value is None else [value])
        yield from lists.items() if lists else [(key, [])]

    def _items(self, node: yaml.SequenceNode, key: str, depth: int) -> Iterator[tuple[str, MetadataValue]]:
        for item in node.value:
            self._spend(item, key, depth)
            if isinstance(item, yaml.MappingNode):
                yield from self._entries(item, key + ".", depth + 1)
            elif isinstance(item, yaml.SequenceNode):
                yield from self._items(item, key, depth + 1)
            else:
                yield key, _scalar(item, key)

    def _spend(self, node: yaml.Node, key: str, depth: int) -> None:
        """Count a node against the limits: an alias can repeat its node without end."""
        if isinstance(node, yaml.ScalarNode) and _SURROGATE.search(key + node.value):
            raise _NotReadable(f"line {node.start_mark.line + 2}: it has half a surrogate pair")
        self._left -= 1 + len(key) + (len(node.value) if isinstance(node, yaml.ScalarNode) else 0)
        if self._left < 0:
            raise _NotReadable(f"its aliases stand for more than {MAX_RESOLVED_LENGTH:,} characters")
        if depth > MAX_DEPTH:
            raise _NotReadable(f"it is nested more than {MAX_DEPTH} deep")


def _scalar(node: yaml.Node, key: str) -> Scalar:
    """The value of a scalar, or None for an empty mapping."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    kind, text = node.tag.removeprefix(_TAG), str(node.value)
    if kind == "null":
        return None
    if kind == "bool" and key not in TEXT_KEYS:
        return text.lower() == "true"
    if kind in ("int", "float") and _NUMBER.match(text) and key not in TEXT_KEYS:
        number: int | float = json.loads(text)
        return number
    return text
