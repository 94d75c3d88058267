"""Words and marks of which long runs are made: those that the code's own lists and patterns look for."""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import string
from collections.abc import Iterable, Iterator
from types import ModuleType

import index
import qa

#: A pattern or a list says what to look for; longer strings are prose.
LONGEST_WORD = 14
_WORD = re.compile(rf"(?<![\\\w])[A-Za-z][a-z']{{0,{LONGEST_WORD}}}")
#: Marks, digits and white space, and what is rare: other scripts, composed and invisible characters.
MARKS = (
    *string.punctuation,
    *"0123456789 \t\n\r\v\f",
    *"—–…“”‘’«»‹›·•¶§†°×÷±≈≤≥€£¥₹¢½¾²³™©®№‰",
    *("a", "Z", "é", "ß", "ı", "İ", "Ǆ", "ﬁ", "ａ", "１", "٣", "५", "Ⅷ", "①", "𝟙"),
    *("да", "ημ", "中", "。", "？", "한", "ไท", "น้ำ", "שלום", "مرحبا", "हिन्दी"),
    *("😀", "👩‍👩‍👧", "🏳️‍🌈", "🇩🇪", "e\u0301", "\u0301", "\u0489", "\u034f", "\ufe0f"),
    *(
        "\0",
        "\x01",
        "\x7f",
        "\x85",
        "\xa0",
        "\xad",
        "\u200b",
        "\u200d",
        "\u2028",
        "\u2029",
        "\u202e",
        "\u2066",
    ),
    *("\ufeff", "\ufffd", "\uffff", "\U000e0041", "\U0010ffff", "\u3000"),
    *(
        "1.",
        "1)",
        "(a)",
        "- ",
        "* ",
        "> ",
        "# ",
        "| ",
        "|-|",
        "```",
        "~~~",
        "$1",
        "1,000",
        "1.5",
        "-1",
        "1-2",
        "1:",
    ),
    *(
        "2024-01-01",
        "1/2/24",
        "10:30",
        "5 km",
        "20%",
        "a@b.c",
        "https://a.b/c",
        "[1]",
        "[^1]",
        "![](",
        "](",
        "<b>",
    ),
    *(
        "&amp;",
        "&#0;",
        "<!--",
        "-->",
        "<script>",
        "U.S.",
        "e.g.",
        "A.",
        "a.b",
        "a-b",
        "a_b",
        "a/b",
        "don't",
        "'s",
    ),
)


def words() -> list[str]:
    """The words of every list and pattern of the project's modules, each once, in a fixed order."""
    found: set[str] = set()
    for package in (index, qa):
        for module in _modules(package):
            for value in vars(module).values():
                for text in _texts(value):
                    found.update(_WORD.findall(text))
    return sorted(found)


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if info.name.rpartition(".")[2] not in ("__main__", "parse_worker"):
            yield importlib.import_module(info.name)


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, re.Pattern):
        return [value.pattern] if isinstance(value.pattern, str) else []
    if isinstance(value, str):
        return [value] if "|" in value or len(value) <= LONGEST_WORD else []
    if isinstance(value, dict | frozenset | set | tuple | list) and len(value) < 2_000:
        return [one for one in value if isinstance(one, str)]
    return []


def units() -> list[str]:
    """What is repeated: each word as it is, before a full stop and before a comma, capitalised; each mark."""
    made = [form for word in words() for form in (f"{word} ", f"{word.capitalize()}. ", f"{word}, ")]
    made += [form for mark in MARKS for form in (mark, f"{mark} ")]
    return list(dict.fromkeys(made))


def mixed(chance: random.Random, known: list[str]) -> str:
    """Two to four units after each other, as one to repeat."""
    return "".join(chance.choice(known) for _ in range(chance.randint(2, 4)))


def run_of(unit: str, characters: int) -> str:
    """So many characters of one unit, over and over."""
    return (unit * (characters // len(unit) + 1))[:characters]
