"""Origins: each has one normal form, invalid ones are refused, different ones stay different."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InvalidInput
from qa.server.auth.origins import normalise

SAME = [
    ("https://example.org", "https://example.org"),
    ("HTTPS://Example.ORG", "https://example.org"),
    ("https://example.org:443", "https://example.org"),
    ("http://example.org:80", "http://example.org"),
    ("http://example.org:443", "http://example.org:443"),
    ("https://example.org:80", "https://example.org:80"),
    ("https://example.org:08443", "https://example.org:8443"),
    ("http://localhost:3000", "http://localhost:3000"),
    ("https://example.org.", "https://example.org."),  # a browser keeps it apart
    ("https://a_b.example.org", "https://a_b.example.org"),
    ("https://bücher.example", "https://xn--bcher-kva.example"),
    ("https://BÜCHER.example", "https://xn--bcher-kva.example"),
    ("https://straße.example", "https://xn--strae-oqa.example"),
    ("https://例え.テスト", "https://xn--r8jz45g.xn--zckzah"),
    ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ("http://[::1]:8000", "http://[::1]:8000"),
    ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
    ("http://[2001:DB8:0:0:1:0:0:0]", "http://[2001:db8:0:0:1::]"),
    ("http://[2001:db8:0:1:0:1:0:1]", "http://[2001:db8:0:1:0:1:0:1]"),
    ("http://[::ffff:192.0.2.1]", "http://[::ffff:c000:201]"),
]
NONE = [
    "",
    "*",
    "null",
    "example.org",
    "//example.org",
    "https:example.org",
    "https:/example.org",
    "https://",
    "https://:443",
    "https://*",
    "https://*.example.org",
    "https://example.org/",
    "https://example.org/path",
    "https://example.org?",
    "https://example.org?a=b",
    "https://example.org#",
    "https://user@example.org",
    "https://user:word@example.org",
    "https://@example.org",
    "https://example.org:",
    "https://example.org:0",
    "https://example.org:65536",
    "https://example.org:x",
    "https://example.org:-1",
    "https://example..org",
    "https://.example.org",
    "https://exa mple.org",
    "https://example.org\n",
    " https://example.org",
    "https://example.org\\@evil.example",
    "https://exam%70le.org",
    "https://a,b.example",
    "https://a;b.example",
    "https://a'b.example",
    "https://1.2.3",
    "https://127.1",
    "https://0x7f.1",
    "https://256.0.0.1",
    "https://1.2.3.04",
    "http://[::1",
    "http://[::1%25eth0]",
    "http://[example]",
    "ftp://example.org",
    "file://example.org",
    "javascript://example.org",
    "https://a.example https://b.example",
    "https://a.example,https://b.example",
    "https://" + "a" * 64 + ".example",
    "https://" + "a." * 200 + "example",
    "https://\u202ebad.example",
]


@pytest.mark.parametrize(("written", "normal"), SAME)
def test_each_origin_has_one_form(written: str, normal: str) -> None:
    assert normalise(written) == normal
    assert normalise(normal) == normal


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_origin_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        normalise(text, "--origin")
    assert refused.value.field == "--origin"
    assert "https://www.example.org" in refused.value.hint


def test_a_path_and_a_wildcard_are_called_what_they_are() -> None:
    with pytest.raises(InvalidInput, match="without a path"):
        normalise("https://example.org/app")
    with pytest.raises(InvalidInput, match="no wildcards"):
        normalise("https://*.example.org")


LABELS = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
HOSTS = st.lists(LABELS, min_size=1, max_size=4).map(".".join)
ORIGINS = st.tuples(st.sampled_from(["http", "https"]), HOSTS, st.integers(1, 65535))


@given(ORIGINS, st.randoms())
def test_case_and_the_usual_port_make_no_difference(origin: tuple[str, str, int], random: object) -> None:
    scheme, host, port = origin
    usual = {"http": 80, "https": 443}[scheme]
    written = f"{scheme}://{host}:{port}"
    normal = normalise(written)
    assert normal == (f"{scheme}://{host}" if port == usual else written)
    shouted = "".join(c.upper() if random.random() < 0.5 else c for c in written)  # type: ignore[attr-defined]
    assert normalise(shouted) == normal == normalise(normal)


@given(ORIGINS, ORIGINS)
def test_different_origins_stay_different(one: tuple[str, str, int], other: tuple[str, str, int]) -> None:
    first, second = (normalise(f"{scheme}://{host}:{port}") for scheme, host, port in (one, other))
    assert (first == second) == (one == other)


@given(st.text(max_size=60) | st.text("htps:/.@#?*[]%\\ab1é0", max_size=40).map(lambda t: "https://" + t))
def test_anything_is_an_origin_or_refused(text: str) -> None:
    try:
        normal = normalise(text)
    except InvalidInput:
        return
    assert normalise(normal) == normal
    scheme, _, rest = normal.partition("://")
    assert scheme in ("http", "https")
    assert rest
    assert not set(rest) & set("/?#@*\\ ,;'\"")
    assert normal.isascii()


@given(st.ip_addresses(v=6))
def test_addresses_are_written_as_browsers_do(address: ipaddress.IPv6Address) -> None:
    normal = normalise(f"https://[{address.exploded}]")
    assert ipaddress.ip_address(normal.removeprefix("https://[").removesuffix("]")) == address
    assert normalise(f"https://[{address.compressed.upper()}]:443") == normal
    if address.ipv4_mapped is None:
        assert normal == f"https://[{address.compressed}]"
