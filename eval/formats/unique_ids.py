"""Ids that may occur only once in a set."""

from __future__ import annotations

from eval.questions import BadSet


class UniqueIds:
    """The ids seen so far, with the place of each.

    Args:
        what: What the ids name, such as "question", for error messages.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._seen: dict[str, str] = {}

    def add(self, id: str, where: str) -> str:
        """Add an id, and return it.

        Raises:
            BadSet: It was seen before.
        """
        first = self._seen.setdefault(id, where)
        if first is not where:
            raise BadSet(
                f"The {self._what} id {id!r} is already used at {first}.",
                field=where,
                hint="Give each its own id.",
            )
        return id

    def __contains__(self, id: object) -> bool:
        return id in self._seen
