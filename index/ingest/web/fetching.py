"""Fetch over HTTP within limits, and only from addresses that were checked.

A host's name is resolved once for each connection, and the connection goes to the address that was checked,
so that a name that resolves differently a moment later gains nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

import httpcore
import httpx

from index.errors import InvalidInput, UnreadableFile
from index.ingest.web.addresses import Resolve, public_addresses

AGENT = "Sourceline"
REDIRECTS = (301, 302, 303, 307, 308)
NOT_MODIFIED = 304


class FetchLimits(NamedTuple):
    """How much one fetch may take.

    Args:
        size: Bytes of an answer.
        seconds: From the first redirect to the last byte.
        silence: Seconds without a byte.
        redirects: How many are followed.
    """

    size: int = 50_000_000
    seconds: float = 60.0
    silence: float = 15.0
    redirects: int = 5


USUAL = FetchLimits()


class Fetched(NamedTuple):
    """An answer.

    Args:
        url: Where it came from in the end.
        status: Its HTTP status.
        headers: Their names in lower case.
        body: As it was before compression.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def redirected_to(self) -> str:
        """Where it leads; empty if it is no redirect."""
        to = self.headers.get("location", "") if self.status in REDIRECTS else ""
        return urljoin(self.url, to) if to else ""

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case; empty where it is not said."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def checked_url(url: str) -> str:
    """`url` without its fragment.  Raises `InvalidInput` if it is no http address, or has a password."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable()
        _ = parts.port
    except ValueError:
        fits = False
    if not fits or " " in url:
        raise InvalidInput(
            f"{url[:200]!r} is no address of a page.",
            field="url",
            hint="Write one such as https://example.org/a.",
        )
    if parts.username is not None or parts.password is not None:
        raise InvalidInput(
            "The address has a user name in it.", field="url", hint="Leave it out: pages are fetched without."
        )
    return urldefrag(url).url


class Fetcher:
    """Fetches pages.  Close it after use.

    Args:
        resolve: Gives the addresses of a host that may be connected to.
        limits: Of each fetch.
    """

    def __init__(self, resolve: Resolve = public_addresses, limits: FetchLimits = USUAL) -> None:
        self._limits = limits
        timeout = httpx.Timeout(limits.silence)
        headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
        self._client = httpx.Client(
            transport=_CheckedTransport(resolve), timeout=timeout, headers=headers, trust_env=False
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def fetch(self, url: str, headers: Mapping[str, str] = {}) -> Iterator[Fetched]:
        """Each redirect, then the answer that is none; stop taking them to follow no further.

        Raises:
            InvalidInput: An address is not allowed.
            UnreadableFile: It cannot be fetched within the limits.
        """
        deadline = time.monotonic() + self._limits.seconds
        for _ in range(self._limits.redirects + 1):
            answer = self._once(checked_url(url), headers, deadline)
            yield answer
            url = answer.redirected_to
            if not url:
                return
        raise _failed(f"There are more than {self._limits.redirects} redirects.")

    def _once(self, url: str, headers: Mapping[str, str], deadline: float) -> Fetched:
        try:
            with self._client.stream("GET", url, headers=dict(headers)) as reply:
                body = b"" if reply.status_code in REDIRECTS else self._body(reply, deadline)
                return Fetched(url, reply.status_code, {k.lower(): v for k, v in reply.headers.items()}, body)
        except httpx.TimeoutException as error:
            raise _failed(f"Nothing came for {self._limits.silence:g} seconds.") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise _failed(f"It cannot be fetched: {str(error) or type(error).__name__}.") from error

    def _body(self, reply: httpx.Response, deadline: float) -> bytes:
        parts, size = [], 0
        for part in reply.iter_bytes():
            size += len(part)
            if size > self._limits.size:
                raise _failed(f"It has more than {self._limits.size:,} bytes.")
            if time.monotonic() > deadline:
                raise _failed(f"It takes longer than {self._limits.seconds:g} seconds.")
            parts.append(part)
        return b"".join(parts)


def _failed(detail: str) -> UnreadableFile:
    return UnreadableFile(detail, hint="Try again later, or save the page as a file and ingest that.")


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were checked; TLS still proves the host's name."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers."""
        failure: Exception | None = None
        for address in self._resolve(host, port):
            try:
                return self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("it has no address")


class _CheckedTransport(httpx.BaseTransport):
    """What `httpx.HTTPTransport` is, over a `_CheckedBackend`."""

    def __init__(self, resolve: Resolve) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False), network_backend=_CheckedBackend(resolve)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        sent = httpcore.Request(
            request.method, url, headers=request.headers.raw, extensions=request.extensions
        )
        try:
            reply = self._pool.handle_request(sent)
        except httpcore.TimeoutException as error:
            raise httpx.ReadTimeout(str(error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise httpx.TransportError(str(error)) from error
        return httpx.Response(reply.status, headers=reply.headers, stream=_Stream(reply))

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, reply: httpcore.Response) -> None:
        self._reply = reply

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._reply.iter_stream()
        except httpcore.TimeoutException as error:
            raise httpx.ReadTimeout(str(error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.TransportError(str(error)) from error

    def close(self) -> None:
        self._reply.close()
