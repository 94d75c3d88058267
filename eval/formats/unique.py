"""Ids that may stand only once in a set."""

from __future__ import annotations

from eval.questions import BadSet


class Unique:
    """Ids seen so far, and where.

    Args:
        what: What they name, such as "question".
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._seen: dict[str, str] = {}

    def add(self, id: str, where: str) -> str:
        """Note an id and give it back.

        Raises:
            BadSet: It was seen before.
        """
        first = self._seen.setdefault(id, where)
        if first is not where:
            raise BadSet(
                f"The {self._what} id {id!r} was used before, at {first}.",
                field=where,
                hint="Give each its own id.",
            )
        return id

    def __contains__(self, id: object) -> bool:
        return id in self._seen
