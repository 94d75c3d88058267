"""An argument of the command line that names a file: NAME=FILE."""

from __future__ import annotations

import argparse
from pathlib import Path


def named_file(text: str) -> tuple[str, Path]:
    """The name and the file.  Raises `argparse.ArgumentTypeError`."""
    name, mark, path = text.partition("=")
    if not mark:
        raise argparse.ArgumentTypeError(f"{text} is not NAME=FILE.")
    return name, Path(path)
