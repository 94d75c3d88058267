"""A small OpenID Connect provider on this machine, which signs in whom the test says."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "sourceline"


@dataclass
class IdentityProvider:
    """What the provider says, to be changed by a test.

    Args:
        issuer: Its address.
        claims: Of the next person who signs in, over the usual ones.
        userinfo: What only its address for more says.
        keys: That it publishes; it signs with the last one.
    """

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    keys: list[RSAKey] = field(default_factory=lambda: [new_key("one")])
    algorithm: str = "RS256"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    signing_key: RSAKey | None = None

    def authorize(self, url: str) -> str:
        """Be the browser that signs in at the provider; the address that it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """The answer to a code, once, and only to who knows the verifier; None refuses."""
        asked = self.codes.pop(form.get("code", ""), None)
        made = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(made).rstrip(b"=").decode()
        if (
            asked is None
            or challenge != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return None
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "sub": "u-1", "iat": now, "exp": now + 300}
        claims = {**usual, "nonce": asked["nonce"], "name": "Mona Quist", **self.claims}
        key = self.signing_key or self.keys[-1]
        token = jwt.encode({"alg": self.algorithm, "kid": key.kid}, claims, key, algorithms=[self.algorithm])
        return {"access_token": "at", "token_type": "Bearer", "expires_in": 300, "id_token": token}


def new_key(kid: str) -> RSAKey:
    """A new key to sign with."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """A provider that answers while the block runs."""
    provider = IdentityProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.endswith("/openid-configuration"):
                names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
                endpoints = {f"{name}_endpoint": f"{provider.issuer}/{at}" for name, at in names.items()}
                self._send({"issuer": provider.issuer, "jwks_uri": f"{provider.issuer}/jwks", **endpoints})
            elif self.path == "/jwks":
                self._send({"keys": [key.as_dict(private=False) for key in provider.keys]})
            elif self.path == "/userinfo" and self.headers["Authorization"] == "Bearer at":
                self._send(provider.userinfo)
            else:
                self._send({"error": "not_found"}, 404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = provider.token({name: values[0] for name, values in parse_qs(body).items()})
            self._send(answer or {"error": "invalid_grant"}, 200 if answer else 400)

        def _send(self, body: dict[str, Any], status: int = 200) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
