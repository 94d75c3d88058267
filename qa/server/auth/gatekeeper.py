"""May this request be made: the key, its scope, its origin, its limits."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request

from qa.server.auth.caller import Caller
from qa.server.auth.csrf import is_from_our_page, origin_of
from qa.server.auth.daily_limit import DailyCount, until_tomorrow
from qa.server.auth.database import Database
from qa.server.auth.errors import Forbidden, TooManyRequests, Unauthenticated
from qa.server.auth.key_store import KeyStore
from qa.server.auth.keys import Key
from qa.server.auth.rate_limit import Buckets
from qa.server.auth.rules import Rule
from qa.server.auth.scopes import Scope
from qa.server.auth.sessions import Sessions
from qa.server.auth.signed_links import Tickets
from qa.server.http.loopback import is_loopback, is_rebindable
from qa.settings import Settings

#: The cookie of those who signed in.
COOKIE = "sourceline_session"


class Gatekeeper:
    """Decides about requests.

    Args:
        settings: Where the keys are, where the service is served, the limits of keys without their own.
    """

    def __init__(self, settings: Settings) -> None:
        self._database = database = Database(settings.home)
        self.keys = KeyStore(database)
        self.sessions = Sessions(database, self.keys)
        self.tickets = Tickets(database, self.keys)
        self._settings = settings
        self._buckets = Buckets()
        self._daily = DailyCount(database)

    def close(self) -> None:
        """Close what this thread opened."""
        self._daily.close()
        self._database.close()

    def is_open(self) -> bool:
        """Whether no key is needed: none was ever made, and only this machine is served."""
        return is_loopback(self._settings.host) and not self.keys.any_made()

    def admit(self, request: Request, rule: Rule) -> Caller:
        """Who calls, having been counted.

        Raises:
            Unauthenticated: A key is needed.
            Forbidden: Another key, or another origin, is needed.
            TooManyRequests: The key has used up its requests.
        """
        if rule.scope is None:
            return Caller(None)
        if not rule.keyed and self.is_open():
            if is_rebindable(request.headers.get("host", "")):
                raise Forbidden(
                    "Without keys this service answers only as localhost, or by its address.",
                    hint="`qa keys create` makes a key.",
                )
            return Caller(None)
        caller = self._identify(request, rule)
        assert caller.key is not None
        if not caller.key.may(rule.scope):
            held = ", ".join(caller.key.grant.scopes)
            raise Forbidden(
                f"The key has the scope {held}; this needs {rule.scope}.", hint="Use another key."
            )
        self._count(caller.key)
        return caller

    def key_of(self, request: Request) -> Key:
        """The key that the request carries.  Raises `Unauthenticated`, and `Forbidden` for its origin."""
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not text.strip():
            raise Unauthenticated(
                "This needs a key.",
                hint="Send one as Authorization: Bearer; `qa keys create` makes one.",
            )
        key = self.keys.find(text.strip())
        if key is None:
            raise Unauthenticated("This key is not known, or was revoked.", hint="Ask for another.")
        if key.grant.publishable and origin_of(request) not in key.grant.origins:
            raise Forbidden(
                "This publishable key may not be used from here.",
                field="Origin",
                hint="Use it in a web page of one of its origins, or use a secret key.",
            )
        return key

    def session_of(self, request: Request) -> Key | None:
        """The key that whoever sent this signed in with."""
        secret = request.cookies.get(COOKIE)
        return self.sessions.find(secret) if secret else None

    def _identify(self, request: Request, rule: Rule) -> Caller:
        if "authorization" not in request.headers and (rule.page or _takes_sessions(request, rule)):
            if (key := self.session_of(request)) is not None:
                return Caller(key, session=True)
            if rule.page:
                if (key := self.tickets.find(_address(request))) is not None:
                    return Caller(key)
                raise Unauthenticated("Sign in with a key to see this.", hint="Go to /sign-in.")
        return Caller(self.key_of(request))

    def _count(self, key: Key) -> None:
        per_minute = key.grant.per_minute or self._settings.requests_per_minute
        per_day = key.grant.per_day or self._settings.requests_per_day
        if seconds := self._buckets.take(key.id, per_minute):
            raise TooManyRequests(f"The key may send {per_minute:,} requests a minute.", seconds)
        moment = datetime.now(UTC)
        if not self._daily.take(key.id, per_day, moment):
            detail = (
                f"The key may send {per_day:,} requests a day, and has. The next day begins at midnight UTC."
            )
            raise TooManyRequests(detail, until_tomorrow(moment))


def _address(request: Request) -> str:
    """Path and query as they were called."""
    raw: bytes = request.scope.get("raw_path") or b""
    query: bytes = request.scope["query_string"]
    return f"{raw.decode('latin-1')}?{query.decode('latin-1')}"


def _takes_sessions(request: Request, rule: Rule) -> bool:
    """Whether a cookie is enough for this call of the API: never to manage keys."""
    return rule.scope is not Scope.ADMIN and is_from_our_page(request)
