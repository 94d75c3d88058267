"""Invented tables as offices and shops have them, with questions whose answers are computed.

Wikipedia's tables hardly have prices, stock, or columns of yes and no.  These teach which column and which
end of it an adjective means ("cheapest", "heaviest"), that a plural asks for every row, and what "out of
stock" and "is refundable" ask of a column.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from eval.table_training.examples import Question
from eval.table_training.invented_words import ADJECTIVES, GROUPS, MEASURES, NAMES, TRUTHS, Measure

#: Columns of measures, of yes and no, and of groups in a table, and its rows.
MEASURED, TRUE, GROUPED, ROWS = (2, 4), (0, 2), (0, 1), (4, 11)


class Column(NamedTuple):
    """A column with the number, or the place in a list, that stands in each cell, and the cells."""

    name: str
    values: Sequence[float]
    cells: Sequence[str]


class Invented(NamedTuple):
    """A table: what its rows are, one and several, their names, and the columns by what they are about."""

    one: str
    several: str
    names: Sequence[str]
    measures: Sequence[tuple[Measure, Column]]
    truths: Sequence[tuple[Sequence[str], Column]]
    groups: Sequence[tuple[Sequence[str], Column]]


def invented_questions(tables: int, seed: int = 0) -> Iterator[Question]:
    """Some questions on each of a number of tables; the same for the same seed."""
    chance = random.Random(seed)
    for number in range(tables):
        table = _table(chance)
        columns = [one for _, one in (*table.measures, *table.truths, *table.groups)]
        chance.shuffle(columns)
        head = [table.one.capitalize(), *(one.name for one in columns)]
        rows = [head, *([name, *(one.cells[n] for one in columns)] for n, name in enumerate(table.names))]
        asked = [*_of_measures(table, chance), *_of_truths(table, chance), *_of_groups(table)]
        for text, answers in chance.sample(asked, min(6, len(asked))):
            yield Question(text, f"invented {number}", rows, answers)


def _table(chance: random.Random) -> Invented:
    kind = chance.choice(NAMES)
    size = chance.randint(*ROWS)
    first, second = (chance.sample(words, len(words)) for words in (ADJECTIVES.split(), kind.nouns.split()))
    names = [f"{first[n % len(first)]} {second[n % len(second)]}".capitalize() for n in range(size)]
    measures = chance.sample(MEASURES, chance.randint(*MEASURED))
    truths = chance.sample(TRUTHS, chance.randint(*TRUE))
    groups = chance.sample(GROUPS, chance.randint(*GROUPED))
    return Invented(
        kind.one,
        kind.several,
        names,
        [(one, _measured(one, size, chance)) for one in measures],
        [(one[1:], _column(one[0], ("No", "Yes"), size, chance)) for one in truths],
        [(one[1], _column(one[0], one[2], size, chance)) for one in groups],
    )


def _measured(measure: Measure, size: int, chance: random.Random) -> Column:
    values = chance.sample(range(1, 1000), size)
    if measure.nothing and chance.random() < 0.7:
        for n in chance.sample(range(size), chance.randint(1, 2)):
            values[n] = 0
    form = chance.choice(measure.forms)
    return Column(chance.choice(measure.columns), values, [form(value) for value in values])


def _column(name: str, words: Sequence[str], size: int, chance: random.Random) -> Column:
    values = [chance.randrange(len(words)) for _ in range(size)]
    values[:2] = chance.sample(range(len(words)), 2)
    return Column(name, values, [words[value] for value in values])


def _named(table: Invented, column: Column, wanted: Callable[[float], bool]) -> list[str]:
    return [name for name, value in zip(table.names, column.values, strict=True) if wanted(value)]


Asked = tuple[str, list[str]]


def _of_measures(table: Invented, chance: random.Random) -> Iterator[Asked]:
    for measure, column in table.measures:
        most, least = max(column.values), min(column.values)
        for words, end in ((measure.most, most), (measure.least, least)):
            ends = _named(table, column, lambda value, end=end: value == end)  # type: ignore[misc]
            if len(ends) > 1:
                continue
            name = column.name.lower()
            word = chance.choice(words or ("",)).format(column=name)
            side = "highest" if end == most else "lowest"
            yield f"Which {table.one} has the {side} {name}?", ends
            if word:
                yield f"Which {table.one} {word}?", ends
            if word.startswith("is the "):
                yield f"What {word} {table.one}?", ends
        if measure.nothing and 0 in column.values:
            none = _named(table, column, lambda value: value == 0)
            said = measure.nothing.format(column=column.name.lower())
            yield f"Which {table.several} {said}?", none
            yield f"How many {table.several} {said}?", [str(len(none))]
        yield from _of_bound(table, measure, column, chance)
        place = chance.randrange(len(table.names))
        yield (
            measure.ask.format(name=table.names[place].lower(), column=column.name.lower()),
            [column.cells[place]],
        )


def _of_bound(table: Invented, measure: Measure, column: Column, chance: random.Random) -> Iterator[Asked]:
    """Which rows are above a number, and which below."""
    bound = chance.choice([*column.values]) // 10 * 10 + 5
    above = _named(table, column, lambda value: value > bound)
    below = _named(table, column, lambda value: value < bound)
    for side, found in (("more", above), ("less", below)):
        if measure.bound and found:
            said = measure.bound.format(side=side, bound=f"{bound:.0f}", column=column.name.lower())
            yield f"Which {table.several} {said}?", found
            yield f"How many {table.several} {said}?", [str(len(found))]


def _of_truths(table: Invented, chance: random.Random) -> Iterator[Asked]:
    for (is_so, is_not), column in table.truths:
        for words, wanted in ((is_so, 1), (is_not, 0)):
            found = _named(table, column, lambda value, wanted=wanted: value == wanted)  # type: ignore[misc]
            yield f"{chance.choice(('Which', 'What'))} {table.several} {words}?", found
            yield f"How many {table.several} {words}?", [str(len(found))]


def _of_groups(table: Invented) -> Iterator[Asked]:
    for asks, column in table.groups:
        group = column.cells[0]
        found = [name for name, cell in zip(table.names, column.cells, strict=True) if cell == group]
        for ask in asks:
            text = ask.format(several=table.several, group=group)
            yield text, [str(len(found))] if text.startswith("How many") else found
