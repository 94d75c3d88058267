"""Which labels the files of a folder get, by their names: `hr/**=group:hr`, or a label for all of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from index.access import Labels, checked_labels
from index.errors import InvalidInput
from index.ingest.files import SourceFile
from index.ingest.ignore_patterns import IgnorePatterns
from index.store.catalog.sources import Source

EVERYTHING = "*"


class AccessRule(NamedTuple):
    """The labels of the files that a pattern matches, which is as in `.gitignore`."""

    pattern: str
    labels: Labels


#: The last rule that matches decides.
AccessRules = tuple[AccessRule, ...]


def parse_rules(texts: Sequence[str]) -> AccessRules:
    """Rules as they are given: PATTERN=LABEL,LABEL or LABEL,LABEL for every file.  Raises `InvalidInput`."""
    rules = []
    for text in texts:
        pattern, equals, labels = text.rpartition("=")
        if equals and not pattern.strip():
            raise InvalidInput(
                f"{text[:60]!r} has no pattern.", field="--access", hint="Write 'hr/**=group:hr'."
            )
        given = [part for part in labels.split(",") if part.strip()]
        if not given:
            raise InvalidInput(
                f"{text[:60]!r} names no label.", field="--access", hint="Write 'hr/**=group:hr', or public."
            )
        rules.append(AccessRule(pattern.strip() or EVERYTHING, checked_labels(given, "--access")))
    return tuple(rules)


def labelled(files: Sequence[SourceFile], rules: AccessRules | None) -> list[SourceFile]:
    """Files with the labels that the rules give them, none where no rule matches.

    Args:
        rules: None leaves documents the labels that they have.
    """
    if rules is None:
        return [*files]
    compiled = [(IgnorePatterns([rule.pattern]), rule.labels) for rule in reversed(rules)]

    def labels_of(id: str) -> Labels:
        return next((labels for pattern, labels in compiled if pattern.match_within(id)), ())

    return [file._replace(access=labels_of(file.id)) for file in files]


def kept_rules(db: sqlite3.Connection, source: Source) -> AccessRules | None:
    """The rules that are kept of a source; None if it has none."""
    rows = db.execute(
        "SELECT pattern, labels FROM source_access WHERE source = ? ORDER BY position", (source.key,)
    ).fetchall()
    return tuple(AccessRule(pattern, tuple(json.loads(labels))) for pattern, labels in rows) or None


def keep_rules(db: sqlite3.Connection, source: Source, rules: AccessRules) -> None:
    """Keep rules with a source, in place of those before, and have its files read again."""
    db.execute("DELETE FROM source_access WHERE source = ?", (source.key,))
    db.executemany(
        "INSERT INTO source_access VALUES (?, ?, ?, ?)",
        [(source.key, n, rule.pattern, json.dumps(rule.labels)) for n, rule in enumerate(rules)],
    )
    db.execute("UPDATE files SET signature = ? WHERE source = ?", (READ_AGAIN, source.key))


#: In place of a file's signature: it is read again, though its bytes are the same.
READ_AGAIN = "labels changed"
