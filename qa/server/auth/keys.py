"""Keys as they are kept and shown: everything but the secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import InvalidInput
from index.store.catalog.collections import check_name
from qa.server.auth.origins import normalise
from qa.server.auth.scopes import Scope, allows

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key is to allow.  Nothing is checked yet: `checked` does.

    Args:
        publishable: For a web page: whoever reads the page has it, so it may only ask, from `origins`.
        collections: Those it may see and write; empty for all.
        origins: Where a publishable key may be used; empty for nowhere.
        per_minute: Requests a minute; None takes the service's setting.
        per_day: Requests a day (UTC); None takes the service's setting.
    """

    name: str
    scopes: tuple[Scope, ...] = (Scope.ASK,)
    collections: tuple[str, ...] = ()
    publishable: bool = False
    origins: tuple[str, ...] = ()
    per_minute: int | None = None
    per_day: int | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was made.

    Args:
        created: ISO 8601, UTC.
        revoked: When it was; None while it holds.
        last_used: To the hour; None if never.
    """

    id: str
    grant: Grant
    created: str
    revoked: str | None
    last_used: str | None

    def may(self, needed: Scope) -> bool:
        """Whether it allows this."""
        return allows(self.grant.scopes, needed)

    def may_use(self, collection: str) -> bool:
        """Whether it may see that collection."""
        return not self.grant.collections or collection in self.grant.collections


def checked(grant: Grant) -> Grant:
    """`grant` with nothing said twice and its origins normalised.

    Raises:
        InvalidInput: It makes no sense; `field` names the option of `qa keys create`.
    """
    if not grant.name.strip() or len(grant.name) > LONGEST_NAME or not grant.name.isprintable():
        raise InvalidInput(
            f"{grant.name[:40]!r} cannot name a key.",
            field="NAME",
            hint=f"Use 1 to {LONGEST_NAME} printable characters.",
        )
    if not grant.scopes:
        raise InvalidInput("The key would allow nothing.", field="--scope", hint="Name one.")
    if grant.publishable and set(grant.scopes) != {Scope.ASK}:
        raise InvalidInput(
            "A publishable key may only ask, for whoever sees the page has it.",
            field="--scope",
            hint="Leave --scope out, or --publishable.",
        )
    if grant.origins and not grant.publishable:
        raise InvalidInput(
            "Only a publishable key is bound to origins: a secret one must not be in a web page.",
            field="--origin",
            hint="Add --publishable, or leave --origin out.",
        )
    if grant.collections and Scope.ADMIN in grant.scopes:
        raise InvalidInput(
            "An admin key has power over everything, so it cannot be kept to collections.",
            field="--collection",
            hint="Leave --collection out, or take the scopes ask and ingest.",
        )
    for most, option in ((grant.per_minute, "--per-minute"), (grant.per_day, "--per-day")):
        if most is not None and not 1 <= most <= 1_000_000_000:
            raise InvalidInput(f"{most} is no limit.", field=option, hint="Use a whole number from 1.")
    return Grant(
        name=grant.name.strip(),
        scopes=tuple(scope for scope in Scope if scope in grant.scopes),
        collections=_once([check_name(name, "--collection") for name in grant.collections]),
        publishable=grant.publishable,
        origins=_once([normalise(origin, "--origin") for origin in grant.origins]),
        per_minute=grant.per_minute,
        per_day=grant.per_day,
    )


def _once(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
