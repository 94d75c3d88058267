"""`python -m qa` is `qa`."""

from __future__ import annotations

from qa.cli import app

if __name__ == "__main__":
    app(prog_name="qa")
