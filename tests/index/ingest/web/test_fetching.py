"""Fetching: limits, redirects, and addresses that are not on the public internet."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from index.errors import InvalidInput, UnreadableFile
from index.ingest.web.addresses import is_public, public_addresses
from index.ingest.web.fetching import Fetched, Fetcher, FetchLimits, checked_url
from tests.support.web_pages import Answer, Site, serving

LIMITS = FetchLimits(size=10_000, seconds=2, silence=1, redirects=3)


def here(host: str, port: int) -> list[str]:
    """The address of every host that ends in `.test`; others are looked up and checked."""
    return ["127.0.0.1"] if host.endswith(".test") else public_addresses(host, port)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving({}) as site:
        yield site


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    fetcher = Fetcher(here, LIMITS)
    yield fetcher
    fetcher.close()


def last(fetcher: Fetcher, url: str) -> Fetched:
    *_, answer = fetcher.fetch(url)
    return answer


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:53aa:64c:0:0:80ff:fffe",
        "not an address",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "127.1"]
)
def test_the_own_machine_is_refused_without_asking_it(site: Site, host: str) -> None:
    fetcher = Fetcher()
    site.answers["/"] = Answer("secret")
    with pytest.raises((InvalidInput, UnreadableFile), match=r"not on the public internet|not known"):
        last(fetcher, f"http://{host}:{site.port}/")
    assert site.asked == []
    fetcher.close()


def test_one_address_of_several_that_is_not_public_refuses_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(0, 0, 0, "", (address, 80)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(InvalidInput, match=r"10\.0\.0\.1, which is not on the public internet"):
        public_addresses("two.example", 80)


def test_a_redirect_to_the_own_machine_is_refused(site: Site, fetcher: Fetcher) -> None:
    target = f"http://127.0.0.1:{site.port}/secret"
    site.answers["/"] = Answer(status=302, headers={"Location": target})
    site.answers["/secret"] = Answer("secret")
    with pytest.raises(InvalidInput, match="not on the public internet"):
        last(fetcher, site.url())
    assert site.paths == ["/"]


def test_the_connection_goes_to_the_address_that_was_checked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that resolves differently the second time is never resolved a second time."""
    asked: list[str] = []

    def once(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    def never(*given: object, **named: object) -> list[tuple[object, ...]]:
        assert given[0] == "127.0.0.1", "the name is resolved again"
        return real(*given, **named)  # type: ignore[arg-type, return-value]

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", never)
    site.answers["/"] = Answer("here")
    fetcher = Fetcher(once)
    assert last(fetcher, site.url(host="rebind.test")).body == b"here"
    assert asked == ["rebind.test"]
    assert dict(site.asked[0][1])["host"].startswith("rebind.test")
    fetcher.close()


def test_redirects_are_followed_up_to_the_limit(site: Site, fetcher: Fetcher) -> None:
    for n in range(3):
        site.answers[f"/{n}"] = Answer(status=301, headers={"Location": f"/{n + 1}"})
    site.answers["/3"] = Answer("Here.")
    found = [*fetcher.fetch(site.url("/0"))]
    assert [(one.status, one.url) for one in found[-2:]] == [(301, site.url("/2")), (200, site.url("/3"))]
    site.answers["/3"] = Answer(status=307, headers={"Location": "/0"})
    with pytest.raises(UnreadableFile, match="more than 3 redirects"):
        last(fetcher, site.url("/0"))
    site.answers["/file"] = Answer(status=302, headers={"Location": "file:///etc/passwd"})
    with pytest.raises(InvalidInput, match="no address of a page"):
        last(fetcher, site.url("/file"))


def slowly(parts: int, wait: float) -> Callable[[BaseHTTPRequestHandler], None]:
    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(parts):
                handler.wfile.write(b"x" * 10)
                handler.wfile.flush()
                time.sleep(wait)
        except OSError:
            pass

    return write


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"x" * 10_001), "more than 10,000 bytes"),
        (Answer(gzip.compress(b"x" * 100_000), headers={"Content-Encoding": "gzip"}), "more than 10,000"),
        (Answer(write=slowly(600, 0.1)), "longer than 2 seconds"),
        (Answer(write=slowly(2, 1.5)), "Nothing came for 1 seconds"),
        (Answer(write=lambda handler: handler.wfile.close()), "cannot be fetched"),
        (Answer(b"not gzip", headers={"Content-Encoding": "gzip"}), "cannot be fetched"),
    ],
    ids=["large", "packed", "slow", "silent", "closed", "damaged"],
)
def test_what_takes_too_much_is_given_up(site: Site, fetcher: Fetcher, answer: Answer, reason: str) -> None:
    site.answers["/"] = answer
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match=reason):
        last(fetcher, site.url())
    assert time.monotonic() - started < 20


def test_no_server_is_one_clear_error(fetcher: Fetcher) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(UnreadableFile, match="cannot be fetched"):
            last(fetcher, f"http://site.test:{unused.getsockname()[1]}/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.test/",
        "file:///etc/passwd",
        "http://",
        "http://a.test:x/",
        "a.test",
        "http://a b/",
        "http://[",
        "",
    ],
)
def test_what_is_no_address_of_a_page(url: str) -> None:
    with pytest.raises(InvalidInput, match="no address of a page"):
        checked_url(url)


def test_an_address_with_a_password_is_refused_and_a_fragment_is_left_out() -> None:
    with pytest.raises(InvalidInput, match="user name"):
        checked_url("http://a:b@c.test/")
    assert checked_url("https://a.test/b?c=d#e") == "https://a.test/b?c=d"
