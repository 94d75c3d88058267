"""`qa` with a fake model: `python -m tests.support.fake_qa sync FOLDER`."""

from __future__ import annotations

import sys

from qa.cli import app
from qa.cli import open_service as opening
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader


def main() -> None:
    """Run the command."""

    def open_service(settings: Settings) -> Service:
        return Service(settings, FakeEmbedder(), FakeReader())

    opening.open_service = open_service
    app(sys.argv[1:])


if __name__ == "__main__":
    main()
