"""Decides whether a request may be made: its key, the key's scope, its origin and its limits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from qa.server.auth.caller import Caller
from qa.server.auth.csrf import is_from_our_page, origin_of
from qa.server.auth.daily_limit import DailyLimit, seconds_until_tomorrow
from qa.server.auth.database import Database
from qa.server.auth.errors import Forbidden, TooManyRequests, Unauthenticated
from qa.server.auth.key import Key
from qa.server.auth.key_store import KeyStore
from qa.server.auth.people import person
from qa.server.auth.rate_limit import TokenBuckets
from qa.server.auth.rules import Rule
from qa.server.auth.scopes import Scope
from qa.server.auth.sessions import Sessions
from qa.server.auth.signed_links import LinkSigner
from qa.server.http.forwarded import is_by_proxy, names_of
from qa.server.http.loopback import is_loopback, is_rebindable
from qa.server.http.problems import request_path
from qa.settings import Settings

#: The cookie of people who signed in.
COOKIE = "sourceline_session"
#: The header of a key beside `Authorization: Bearer`.
KEY_HEADER = "x-api-key"


class Gatekeeper:
    """Authenticates and authorizes requests.

    Args:
        settings: The data folder, the host that is served, and the default limits of keys.
        minute_limit: Counts the requests of all processes; of this one alone if it is not given.
    """

    def __init__(self, settings: Settings, minute_limit: TokenBuckets | None = None) -> None:
        self._database = database = Database(settings.home)
        self.keys = KeyStore(database)
        self.sessions = Sessions(database, self.keys)
        self.link_signer = LinkSigner(database, self.keys)
        self._settings = settings
        self.minute_limit = minute_limit or TokenBuckets()
        self._daily_limit = DailyLimit(database)

    def close(self) -> None:
        """Close this thread's database connections."""
        self._daily_limit.close()
        self._database.close()

    @property
    def has_provider(self) -> bool:
        """Whether people sign in at an identity provider."""
        return self._settings.oidc_issuer is not None

    def needs_no_key(self) -> bool:
        """Whether the service is open: no key was ever made, nobody signs in, only this machine calls."""
        people = self._settings.oidc_issuer or self._settings.proxy_user_header
        return is_loopback(self._settings.host) and not people and not self.keys.any_made()

    def authorize(self, request: Request, rule: Rule) -> Caller:
        """Identify the caller, check that `rule` allows the request, and count it.

        Raises:
            Unauthenticated: A key is needed.
            Forbidden: Another key, or another origin, is needed.
            TooManyRequests: The key has used up its requests.
        """
        if rule.scope is None:
            return Caller(None)
        if not rule.always_keyed and self.needs_no_key():
            if any(map(is_rebindable, names_of(request))):
                raise Forbidden(
                    "While there are no keys, this service answers only under localhost or an IP address.",
                    hint="`qa keys create` makes a key.",
                )
            return Caller(None)
        caller = self._authenticate(request, rule)
        assert caller.key is not None
        if not caller.key.may(rule.scope):
            held = ", ".join(caller.key.grant.scopes)
            raise Forbidden(
                f"The key has the scope {held}, but this needs {rule.scope}.", hint="Use another key."
            )
        self._count(caller.key)
        return caller

    def sent_key(self, request: Request) -> Key:
        """The key that a request brings in a header.

        Raises:
            Unauthenticated: There is none, or it is not valid.
            Forbidden: It is publishable, and the request's origin is not one of its origins.
        """
        secret = sent_secret(request)
        if secret is None:
            raise Unauthenticated(
                "This needs a key.",
                hint="Send one as Authorization: Bearer, or as X-API-Key. `qa keys create` makes one.",
            )
        key = self.keys.find(secret)
        if key is None:
            raise Unauthenticated("This key is not known, or was revoked.", hint="Use another key.")
        if key.grant.publishable and origin_of(request) not in key.grant.origins:
            raise Forbidden(
                "This publishable key may not be used from here.",
                field="Origin",
                hint="Use it in a web page of one of its origins, or use a secret key.",
            )
        return key

    def session_key(self, request: Request) -> Key | None:
        """The key that the sender signed in with; None if there is no valid session."""
        secret = request.cookies.get(COOKIE)
        return self.sessions.find(secret) if secret else None

    def proxied_person(self, request: Request) -> Key | None:
        """The person whom a trusted proxy names; None if none does."""
        settings = self._settings
        if not settings.proxy_user_header or not is_by_proxy(request):
            return None
        user = request.headers.get(settings.proxy_user_header, "").strip()
        groups = request.headers.get(settings.proxy_groups_header or "", "")
        named = [group.strip() for group in groups.split(",") if group.strip()]
        return person(settings, user, "", named) if user else None

    def _authenticate(self, request: Request, rule: Rule) -> Caller:
        if not _brings_key(request) and (rule.page or _accepts_session(request, rule)):
            if (key := self.session_key(request)) is not None:
                return Caller(key, session=True)
            if (key := self.proxied_person(request)) is not None:
                return Caller(key)
            if rule.page:
                if (key := self.link_signer.verify(_path_and_query(request))) is not None:
                    return Caller(key)
                raise Unauthenticated("Sign in with a key to see this page.", hint="Go to /sign-in.")
        return Caller(self.sent_key(request))

    def _count(self, key: Key) -> None:
        per_minute = key.grant.per_minute or self._settings.requests_per_minute
        per_day = key.grant.per_day or self._settings.requests_per_day
        if seconds := self.minute_limit.take(key.id, per_minute):
            raise TooManyRequests(f"The key may send {per_minute:,} requests a minute.", seconds)
        now = datetime.now(UTC)
        if not self._daily_limit.take(key.id, per_day, now):
            detail = (
                f"The key may send {per_day:,} requests a day and has sent them. "
                "The next day begins at midnight UTC."
            )
            raise TooManyRequests(detail, seconds_until_tomorrow(now))


def sent_secret(request: Request) -> str | None:
    """The secret in `Authorization: Bearer`, else the one in `X-API-Key`; None if there is neither.

    `Authorization` may be of another scheme, whose password is for a proxy in front.
    """
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    bearer = text.strip() if scheme.lower() == "bearer" else ""
    return bearer or request.headers.get(KEY_HEADER, "").strip() or None


def _brings_key(request: Request) -> bool:
    """Whether a request names who sends it by itself, so that no session is looked for."""
    return "authorization" in request.headers or KEY_HEADER in request.headers


def gatekeeper_of(request: Request) -> Gatekeeper:
    """The application's gatekeeper."""
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    return gatekeeper


async def _gatekeeper_of(request: Request) -> Gatekeeper:
    """The same, on the event loop: FastAPI runs what is not `async` on another thread."""
    return gatekeeper_of(request)


#: The application's `Gatekeeper`, as a parameter of a route.
CurrentGatekeeper = Annotated[Gatekeeper, Depends(_gatekeeper_of)]


def _path_and_query(request: Request) -> str:
    """The path and the query as the client sent them."""
    query: bytes = request.scope["query_string"]
    return f"{request_path(request)}?{query.decode('latin-1')}"


def _accepts_session(request: Request, rule: Rule) -> bool:
    """Whether a session is enough for this call of the API; it never is to manage keys."""
    return rule.scope is not Scope.ADMIN and is_from_our_page(request)
