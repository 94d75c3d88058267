"""Labels say who may see a document, and an audience is who asks: it sees what shares a label with it.

A document without labels is seen by everyone who may use its collection.  A label is any short text, compared
exactly: `group:hr`, `user:ann@example.org`.  Everyone holds `public`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from index.errors import InvalidInput
from index.names import is_label

PUBLIC = "public"
MOST_LABELS, MAX_LABEL_CHARACTERS = 100, 200

#: The labels of a document in their order, without duplicates; none lets everyone see it.
Labels = tuple[str, ...]


class Audience(NamedTuple):
    """Who asks, where it may not see everything.

    Args:
        labels: That it holds.
        who: Names it: it sees the jobs that it made.
    """

    labels: frozenset[str]
    who: str = ""

    def sees(self, labels: Labels) -> bool:
        """Whether it sees a document with these labels."""
        return not labels or not self.labels.isdisjoint(labels)


def audience_of(labels: Iterable[str], who: str = "") -> Audience:
    """The audience that holds these labels, and `public`."""
    return Audience(frozenset({*labels, PUBLIC}), who)


def checked_labels(given: Iterable[str], field: str = "access") -> Labels:
    """Labels in their order, without duplicates.  Raises `InvalidInput` if one is none."""
    found = {checked_label(label, field) for label in given}
    if len(found) > MOST_LABELS:
        raise InvalidInput(
            f"There are {len(found)} labels.", field=field, hint=f"Give at most {MOST_LABELS}; use groups."
        )
    return tuple(sorted(found))


def checked_label(label: str, field: str = "access") -> str:
    """A label in its normal form.  Raises `InvalidInput` if it is none."""
    label = unicodedata.normalize("NFC", label).strip() if is_label(label) else ""
    if not label or len(label) > MAX_LABEL_CHARACTERS:
        raise InvalidInput(
            "This is no label.",
            field=field,
            hint=f"Use 1 to {MAX_LABEL_CHARACTERS} printable characters: group:hr, user:ann, public.",
        )
    return label


def given_labels(value: object, field: str = "access") -> Labels | None:
    """Labels as a file gives them: one text or a list of texts; None where it gives none.

    Raises:
        InvalidInput: It is something else.  A label that cannot be read must not leave a document open.
    """
    if value is None:
        return None
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise InvalidInput(
            "access must be a label or a list of labels.", field=field, hint='Write ["group:hr", "user:ann"].'
        )
    return checked_labels(listed, field)
