"""Made documents and filters, and a plain reading of the rules of filters in Python."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from index.documents import Document

KEYS = ("a", "b", "published", "modified")
DAYS = [(date(2024, 2, 27) + timedelta(n)).isoformat() for n in range(5)]

scalars: st.SearchStrategy[Any] = st.sampled_from(
    [0, 1, 2, 2.5, -1, "0", "1", "x", "Xy", "yx", "", True, False]
)
values: st.SearchStrategy[Any] = scalars | st.none() | st.lists(scalars, max_size=3)
days = st.sampled_from(DAYS)


@st.composite
def made_documents(draw: st.DrawFn) -> list[Document]:
    """Up to six documents with or without each key."""
    return [
        Document(
            f"d{n}",
            f"text {n}",
            published=draw(days | st.just("")),
            modified=draw(days | st.just("")),
            metadata=draw(st.dictionaries(st.sampled_from("ab"), values, max_size=2)),
        )
        for n in range(draw(st.integers(1, 6)))
    ]


def conditions(key: str) -> st.SearchStrategy[dict[str, Any]]:
    """An operator and its value for a key."""
    operand = days if key in ("published", "modified") else scalars
    order = days if key in ("published", "modified") else st.sampled_from([0, 1, 2.5, "1", "x"])
    one = st.one_of(
        st.tuples(st.sampled_from(["$eq", "$ne"]), operand),
        st.tuples(st.sampled_from(["$eq", "$ne", "$in", "$nin"]), st.lists(operand, min_size=1, max_size=3)),
        st.tuples(st.sampled_from(["$gt", "$gte", "$lt", "$lte"]), order),
        st.tuples(st.just("$exists"), st.booleans()),
        *(
            []
            if key in ("published", "modified")
            else [st.tuples(st.just("$contains"), st.sampled_from("xyX1"))]
        ),
    )
    flat = st.lists(one, min_size=1, max_size=2).map(dict)
    return flat | flat.map(lambda inside: {"$not": inside})


entries = st.sampled_from(KEYS).flatmap(lambda key: conditions(key).map(lambda held: {key: held}))
filters = st.recursive(
    entries,
    lambda inside: st.one_of(
        st.tuples(st.sampled_from(["$and", "$or"]), st.lists(inside, min_size=1, max_size=3)).map(
            lambda pair: {pair[0]: pair[1]}
        ),
        inside.map(lambda one: {"$not": one}),
    ),
    max_leaves=5,
)


def held(document: Document, key: str) -> list[Any]:
    """The values of a document under a key."""
    if key in ("published", "modified"):
        day = getattr(document, key)
        return [day] if day else []
    value = document.metadata.get(key, [])
    return value if isinstance(value, list) else [value]


def kind(value: object) -> str:
    """Types never match across kinds; true is no number."""
    return (
        "bool"
        if isinstance(value, bool)
        else "number"
        if isinstance(value, int | float)
        else type(value).__name__
    )


def meets(document: Document, key: str, operator: str, operand: Any) -> bool:
    """Whether a document meets one condition."""
    found = held(document, key)
    alike = [value for value in found if kind(value) == kind(operand)]
    match operator:
        case "$not":
            return not all(meets(document, key, *item) for item in operand.items())
        case "$ne" | "$nin":
            return not meets(document, key, "$in", operand)
        case "$eq" | "$in":
            wanted = operand if isinstance(operand, list) else [operand]
            return any(kind(value) == kind(one) and value == one for value in found for one in wanted)
        case "$exists":
            return bool(found) is operand
        case "$contains":
            return any(operand.casefold() in value.casefold() for value in alike)
        case "$gt":
            return any(value > operand for value in alike)
        case "$gte":
            return any(value >= operand for value in alike)
        case "$lt":
            return any(value < operand for value in alike)
        case _:
            return any(value <= operand for value in alike)


def passes(document: Document, filters: dict[str, Any]) -> bool:
    """Whether a document passes a filter."""
    for key, inside in filters.items():
        if key == "$and":
            fits = all(passes(document, one) for one in inside)
        elif key == "$or":
            fits = any(passes(document, one) for one in inside)
        elif key == "$not":
            fits = not passes(document, inside)
        else:
            fits = all(meets(document, key, *item) for item in inside.items())
        if not fits:
            return False
    return True
