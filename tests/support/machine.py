"""What this machine may lack, without which some tests cannot run."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

LACKS = "this machine lacks "


def lacks(what: str) -> NoReturn:
    """Skip a test because this machine lacks something; in CI (CI=true) fail it instead."""
    if os.environ.get("CI") == "true":
        pytest.fail(LACKS + what)
    pytest.skip(LACKS + what)
