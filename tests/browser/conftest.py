"""What several browser tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.websites import two_websites


@pytest.fixture
def sites() -> Iterator[tuple[str, str]]:
    """The origins of two other websites."""
    with two_websites() as origins:
        yield origins
