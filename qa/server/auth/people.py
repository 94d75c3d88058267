"""People whom an identity provider or a proxy names: what their groups let them do.

A person stands for a key that is stored nowhere: it has scopes, collections and labels as keys have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from index.access import checked_labels
from index.errors import InvalidInput
from index.store.catalog import now
from qa.server.auth.key import MAX_NAME_CHARACTERS, Grant, Key
from qa.server.auth.scopes import Scope
from qa.settings import Settings

#: Begins the id of a person, so that no key has it.
PERSON = "person:"


def person(settings: Settings, user: str, name: str, groups: Sequence[str]) -> Key:
    """The key that a person stands for.

    Args:
        settings: Which labels and scopes groups give.
        user: What names the person for good: the label `user:` with it is theirs.
        name: For people; the same where it is empty.
        groups: As the provider or the proxy names them.
    """
    scopes = {scope for scope in Scope if scope in settings.people_scopes}
    if not {*groups}.isdisjoint(settings.ingest_groups):
        scopes.add(Scope.INGEST)
    if not {*groups}.isdisjoint(settings.admin_groups):
        scopes.add(Scope.ADMIN)
    grant = Grant(
        _name(name) or _name(user),
        tuple(scope for scope in Scope if scope in scopes),
        () if Scope.ADMIN in scopes else tuple(settings.people_collections),
        access=_labels(settings.group_labels, user, groups),
    )
    return Key(PERSON + user[:MAX_NAME_CHARACTERS], grant, now(), None, None, person=True)


def _labels(mapped: Mapping[str, Sequence[str]], user: str, groups: Sequence[str]) -> tuple[str, ...]:
    """The labels of a person: their own, and of each group those that it is mapped to, else its name."""
    found = [f"user:{user}"]
    for group in groups:
        found += mapped.get(group, [f"group:{group}"])
    held: list[str] = []
    for one in found:
        try:
            held += checked_labels([one])
        except InvalidInput:  # a label that no document can have
            continue
    return tuple(sorted({*held}))


def _name(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()[:MAX_NAME_CHARACTERS]


def packed(key: Key) -> dict[str, Any]:
    """A person as JSON, for a session."""
    grant = key.grant
    return {
        "id": key.id,
        "name": grant.name,
        "scopes": grant.scopes,
        "collections": grant.collections,
        "access": grant.access,
        "created": key.created,
    }


def unpacked(values: Mapping[str, Any]) -> Key:
    """The person that was packed."""
    grant = Grant(
        values["name"],
        tuple(Scope(scope) for scope in values["scopes"]),
        tuple(values["collections"]),
        access=tuple(values["access"]),
    )
    return Key(values["id"], grant, values["created"], None, None, person=True)
