"""People sign in at an OpenID Connect provider: the authorization code flow with PKCE, `state` and `nonce`.

What the flow needs when the browser comes back is in a signed cookie of that browser, so that nobody can end
the sign-in of another one.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from index.errors import InvalidInput
from qa.server.auth.errors import Unauthenticated
from qa.server.auth.key import Key
from qa.server.auth.people import person
from qa.server.http.loopback import is_loopback
from qa.settings import Settings

log = logging.getLogger(__name__)

SECONDS_TO_ANSWER = 10.0
#: How long what the provider says of itself, and its keys, are believed.
BELIEVED_SECONDS = 3600.0
#: How far its clock and ours may differ.
LEEWAY_SECONDS = 60
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA", "Ed25519")


class Started(NamedTuple):
    """A sign-in that waits for the provider's answer.

    Args:
        state: Comes back with the answer.
        nonce: Comes back in the ID token.
        verifier: Proves to the provider that who began the flow ends it (PKCE).
        goal: Where to go afterwards.
    """

    state: str
    nonce: str
    verifier: str
    goal: str


class Provider:
    """The identity provider of the settings.  Its methods wait for the network.

    Args:
        settings: With `oidc_issuer` and `oidc_client_id`.

    Raises:
        InvalidInput: The issuer is on another machine and not reached by HTTPS.
    """

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_issuer is not None
        self._settings = settings
        self._issuer = settings.oidc_issuer
        parts = urlsplit(self._issuer)
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise InvalidInput(
                f"{self._issuer} is not reached by HTTPS.",
                field="SOURCELINE_OIDC_ISSUER",
                hint="Name it with https.",
            )
        self._lock = Lock()
        self._about: Mapping[str, Any] = {}
        self._keys: KeySet | None = None
        self._read = 0.0

    def begin(self, redirect_uri: str, goal: str) -> tuple[str, Started]:
        """The address to send the browser to, and what to remember.  Raises `Unauthenticated`."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        started = Started(state, nonce, verifier, goal)
        with self._client(redirect_uri) as client, _explained():
            url, _ = client.create_authorization_url(
                self._endpoint("authorization_endpoint"),
                state=started.state,
                nonce=started.nonce,
                code_verifier=started.verifier,
            )
        return str(url), started

    def finish(self, started: Started, redirect_uri: str, state: str, code: str) -> Key:
        """The person who signed in.

        Raises:
            Unauthenticated: The answer is not that of this sign-in, or the provider does not vouch for it.
        """
        if not secrets.compare_digest(state.encode(), started.state.encode()) or not code:
            raise Unauthenticated("This sign-in was not begun here, or not in this browser. Try again.")
        with self._client(redirect_uri) as client, _explained():
            tokens = client.fetch_token(
                self._endpoint("token_endpoint"), code=code, code_verifier=started.verifier
            )
            claims = self._checked(str(tokens.get("id_token", "")), started.nonce)
            groups_claim = self._settings.oidc_groups_claim
            if groups_claim not in claims and "userinfo_endpoint" in self._about:
                more = client.get(self._endpoint("userinfo_endpoint")).raise_for_status().json()
                if more.get("sub") == claims["sub"]:
                    claims = {**more, **claims}
        user = claims.get(self._settings.oidc_user_claim)
        if not isinstance(user, str) or not user:
            raise Unauthenticated(f"The provider gives no {self._settings.oidc_user_claim}.")
        name = claims.get("name") or claims.get("preferred_username") or claims.get("email") or user
        return person(self._settings, user, str(name), _texts(claims.get(groups_claim)))

    def _client(self, redirect_uri: str) -> OAuth2Client:
        settings = self._settings
        return OAuth2Client(
            settings.oidc_client_id,
            settings.oidc_client_secret,
            scope=settings.oidc_scopes,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if settings.oidc_client_secret else "none",
            timeout=SECONDS_TO_ANSWER,
        )

    def _endpoint(self, name: str) -> str:
        """An address that the provider's discovery document gives."""
        with self._lock:
            if time.monotonic() - self._read > BELIEVED_SECONDS or not self._about:
                about = _json(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
                if about.get("issuer") != self._issuer:
                    raise Unauthenticated("The identity provider calls itself something else.")
                self._about, self._keys, self._read = about, None, time.monotonic()
        url = self._about.get(name)
        if not isinstance(url, str):
            raise Unauthenticated(f"The identity provider names no {name}.")
        return url

    def _checked(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token that the provider has signed for this sign-in.

        Raises:
            Unauthenticated: It is another one, or too old.
        """
        try:
            claims = self._decoded(token)
            audience = claims.get("aud")
            ours = str(self._settings.oidc_client_id)
            several = isinstance(audience, list) and len(audience) > 1
            jwt.JWTClaimsRegistry(
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": ours},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
                azp={"essential": several, "value": ours},
            ).validate(claims)
        except (JoseError, ValueError) as error:
            log.warning("An ID token is refused: %s", error)
            raise Unauthenticated("The identity provider's answer does not hold. Try again.") from error
        return claims

    def _decoded(self, token: str) -> dict[str, Any]:
        """The claims of a token that one of the provider's keys signed; keys may have changed meanwhile."""
        try:
            return dict(jwt.decode(token, self._key_set(), algorithms=[*ALGORITHMS]).claims)
        except (JoseError, ValueError):
            return dict(jwt.decode(token, self._key_set(again=True), algorithms=[*ALGORITHMS]).claims)

    def _key_set(self, *, again: bool = False) -> KeySet:
        url = self._endpoint("jwks_uri")
        if self._keys is None or again:
            self._keys = KeySet.import_key_set(_json(url))  # type: ignore[arg-type]
        return self._keys


class _explained:
    """Turns failures of the provider into `Unauthenticated`, and logs what it says, without tokens."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OAuthError):
            log.warning("The identity provider refuses a sign-in: %s", error.error)
            raise Unauthenticated("The identity provider refuses this sign-in. Try again.") from error
        if isinstance(error, httpx.HTTPError | ValueError) and not isinstance(error, Unauthenticated):
            log.warning("The identity provider does not answer: %s", type(error).__name__)
            raise Unauthenticated("The identity provider does not answer. Try again.") from error


def _json(url: str) -> Mapping[str, Any]:
    answer = httpx.get(url, timeout=SECONDS_TO_ANSWER).raise_for_status().json()
    if not isinstance(answer, dict):
        raise ValueError(f"{url} gives no JSON object")
    return answer


def _texts(value: object) -> Sequence[str]:
    """A claim that is one text or a list of texts."""
    listed = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [one for one in listed if isinstance(one, str) and one]
