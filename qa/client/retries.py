"""When a request is sent once more, and how long to wait before.

A server that is full (503) and a key at its limit (429) have done nothing yet, so every request may be sent
again, after the time that `Retry-After` names.  After a broken connection nobody knows what was done: only a
request that can be repeated without harm is sent again.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from qa.client.errors import ClientError, TimedOut, Unreachable, refusal

BUSY = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)
#: So that a server that says "0" is not asked without a pause.
SHORTEST_PAUSE = 0.05
#: Pauses differ by this share, so that clients that were refused together do not come back together.
JITTER = 0.25
START = "Start a server there with `qa serve`, or correct the address."


@dataclass(frozen=True, slots=True)
class Retries:
    """How patient a client is.

    Args:
        busy_seconds: For how long a request is repeated while the server or the key's limit takes no more.
            A wait that would end later is not begun.
        connections: How often a request is repeated after its connection failed.
        first_pause: Seconds before the first repetition where the server names no time; doubled each time.
        longest_pause: The most that doubling leads to, in seconds.
    """

    busy_seconds: float = 60.0
    connections: int = 2
    first_pause: float = 0.25
    longest_pause: float = 8.0


#: For who wants to know at once.
NO_RETRIES = Retries(busy_seconds=0.0, connections=0)


class Attempts:
    """The attempts at one request.

    Args:
        retries: How patient to be.
        repeatable: Whether the request does no harm when it is done twice.
    """

    def __init__(self, retries: Retries, *, repeatable: bool) -> None:
        self._retries = retries
        self._repeatable = repeatable
        self._deadline = time.monotonic() + retries.busy_seconds
        self._made = 0
        self._broken = 0

    def after_reply(self, reply: httpx.Response) -> float | None:
        """Seconds to wait before the next attempt; None if the reply is a success.  Raises `Refused`."""
        if reply.is_success:
            return None
        wanted = retry_after(reply)
        if reply.status_code in BUSY:
            pause = self._backoff() if wanted is None else max(wanted, SHORTEST_PAUSE)
            if time.monotonic() + pause <= self._deadline:
                return pause
        raise refusal(reply, wanted)

    def after_failure(self, error: httpx.HTTPError) -> float:
        """Seconds to wait before the next attempt.  Raises `Unreachable` or `TimedOut` if there is none."""
        self._broken += 1
        lasting = not isinstance(error, httpx.TransportError) or _timed_out(error)
        if lasting or not self._repeatable or self._broken > self._retries.connections:
            raise failure(error) from error
        return self._backoff()

    def _backoff(self) -> float:
        pause = min(self._retries.first_pause * 2.0**self._made, self._retries.longest_pause)
        self._made += 1
        return pause * random.uniform(1 - JITTER, 1 + JITTER)


def failure(error: httpx.HTTPError) -> ClientError:
    """What became of a request that got no reply, or not all of one."""
    address = str(error.request.url.copy_with(raw_path=b"/")).rstrip("/")
    if _timed_out(error):
        return TimedOut("There was no answer in time.", field=address, hint="Raise the client's `timeout`.")
    return Unreachable(f"The server cannot be reached: {error}.", field=address, hint=START)


def _timed_out(error: httpx.HTTPError) -> bool:
    """Whether the server was reached and did not answer; what it did is not known."""
    return isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout)


def retry_after(reply: httpx.Response) -> float | None:
    """The seconds of `Retry-After`, which is a number or a date; None if there is none that can be read."""
    said: str = reply.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        date = parsedate_to_datetime(said)
    except ValueError:
        return None
    moment = date if date.tzinfo else date.replace(tzinfo=UTC)
    return float(max((moment - datetime.now(UTC)).total_seconds(), 0.0))
