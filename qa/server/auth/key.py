"""Keys without their secrets: what a key allows, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from index.access import Audience, Labels, audience_of, checked_labels
from index.dates import DAY, instants
from index.errors import InvalidInput
from index.names import is_label
from index.store.catalog import now
from index.store.catalog.collections import check_name
from qa.server.auth.origins import normalise
from qa.server.auth.scopes import Scope, allows

MAX_NAME_CHARACTERS = 100
MAX_LIMIT = 1_000_000_000
#: The last second that a date-time can name.
LAST = int(datetime.max.replace(microsecond=0, tzinfo=UTC).timestamp())


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key allows.  Nothing is validated yet: `validated` does that.

    Args:
        name: For people.
        scopes: What the key allows.
        collections: The collections that it may read and write; empty for all.
        publishable: Whether it is for a web page, whose readers all have it: it may only ask, from `origins`.
        origins: The origins whose pages may use a publishable key; empty for none.
        per_minute: Requests a minute; None for the service's default.
        per_day: Requests a day (UTC); None for the service's default.
        access: Labels that it holds: it sees the documents that have one of them, besides those without.
        expires: From when on it is not valid, ISO 8601 in UTC; None for never.
        write: Whether a language model writes its answers unless a question says otherwise; False for never,
            whatever a question says; None for the setting of the collection.
    """

    name: str
    scopes: tuple[Scope, ...] = (Scope.ASK,)
    collections: tuple[str, ...] = ()
    publishable: bool = False
    origins: tuple[str, ...] = ()
    per_minute: int | None = None
    per_day: int | None = None
    access: Labels = ()
    expires: str | None = None
    write: bool | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is stored.

    Args:
        id: Its public id.
        grant: What it allows.
        created: ISO 8601, UTC.
        revoked: When it was revoked; None while it is valid.
        last_used: To the hour; None if never.
        person: Whether it stands for a person whom a provider or a proxy names, and is stored nowhere.
    """

    id: str
    grant: Grant
    created: str
    revoked: str | None
    last_used: str | None
    person: bool = False

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.grant.expires is not None and self.grant.expires <= now()

    @property
    def valid(self) -> bool:
        """Whether it may be used: it was not revoked, and its time is not over."""
        return self.revoked is None and not self.expired

    def may(self, needed: Scope) -> bool:
        """Whether the key has that scope."""
        return allows(self.grant.scopes, needed)

    @property
    def audience(self) -> Audience | None:
        """What it may see of documents that have labels; None if it sees all of them.

        Who may write decides on labels, and so sees all documents unless it holds some labels itself.
        """
        writes = Scope.INGEST in self.grant.scopes and not self.grant.access
        return None if writes or self.may(Scope.ADMIN) else audience_of(self.grant.access, self.id)

    def may_use(self, collection: str) -> bool:
        """Whether the key may use that collection."""
        return not self.grant.collections or collection in self.grant.collections


def validated(grant: Grant) -> Grant:
    """`grant` without duplicates and with normalised origins.

    Raises:
        InvalidInput: Its parts contradict each other or are invalid; `field` names the option of
            `qa keys create`.
    """
    _check_name(grant.name)
    _check_scopes(grant)
    for limit, option in ((grant.per_minute, "--per-minute"), (grant.per_day, "--per-day")):
        if limit is not None and not 1 <= limit <= MAX_LIMIT:
            raise InvalidInput(
                f"{limit} is not a valid limit.", field=option, hint="Use a whole number from 1."
            )
    return Grant(
        name=grant.name.strip(),
        scopes=tuple(scope for scope in Scope if scope in grant.scopes),
        collections=_unique([check_name(name, "--collection") for name in grant.collections]),
        publishable=grant.publishable,
        origins=_unique([normalise(origin, "--origin") for origin in grant.origins]),
        per_minute=grant.per_minute,
        per_day=grant.per_day,
        access=checked_labels(grant.access, "--access"),
        expires=_moment(grant.expires),
        write=grant.write,
    )


def _moment(given: str | None) -> str | None:
    """A date or date-time in the form that moments are compared in; of a date its end."""
    if not given:
        return None
    start, end = instants(given, "--expires")
    moment = start if end - start < DAY else end
    return datetime.fromtimestamp(min(moment, LAST), UTC).isoformat(timespec="microseconds")


def _check_name(name: str) -> None:
    if len(name) > MAX_NAME_CHARACTERS or not is_label(name):
        raise InvalidInput(
            f"{name[:40]!r} cannot be the name of a key.",
            field="NAME",
            hint=f"Use 1 to {MAX_NAME_CHARACTERS} characters that can be seen.",
        )


def _check_scopes(grant: Grant) -> None:
    if not grant.scopes:
        raise InvalidInput("The key would allow nothing.", field="--scope", hint="Name at least one scope.")
    if grant.publishable and set(grant.scopes) != {Scope.ASK}:
        raise InvalidInput(
            "A publishable key may only ask, because everyone who opens the page can read it.",
            field="--scope",
            hint="Leave out --scope or --publishable.",
        )
    if grant.origins and not grant.publishable:
        raise InvalidInput(
            "Only a publishable key has origins: a secret key must not be in a web page.",
            field="--origin",
            hint="Add --publishable, or leave out --origin.",
        )
    if grant.access and Scope.ADMIN in grant.scopes:
        raise InvalidInput(
            "An admin key sees every document, so it needs no labels.",
            field="--access",
            hint="Leave out --access, or use the scopes ask and ingest.",
        )
    if grant.collections and Scope.ADMIN in grant.scopes:
        raise InvalidInput(
            "An admin key may do everything, so it cannot be restricted to collections.",
            field="--collection",
            hint="Leave out --collection, or use the scopes ask and ingest.",
        )


def _unique(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
