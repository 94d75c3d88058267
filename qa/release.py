"""The version of Sourceline that runs."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """The installed version; "0.0.0" from a source tree that is not installed."""
    try:
        return version("sourceline")
    except PackageNotFoundError:
        return "0.0.0"
