"""The TOML file of settings."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from index.errors import InvalidInput

PREFIX = "SOURCELINE_"
CONFIG_VARIABLE = PREFIX + "CONFIG"
CONFIG_FILE = "sourceline.toml"


def file_path() -> Path:
    """The TOML file, whether it is there or not."""
    return Path(os.environ.get(CONFIG_VARIABLE) or CONFIG_FILE)


def file_values() -> Mapping[str, object]:
    """What the TOML file sets.  Raises `InvalidInput` if it is not there though it was named, or no TOML."""
    path = file_path()
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if not os.environ.get(CONFIG_VARIABLE):
            return {}
        raise InvalidInput(
            f"There is no file {path}.", field=CONFIG_VARIABLE, hint="Name a TOML file, or unset it."
        ) from None
    except OSError as error:
        raise InvalidInput(
            f"The file cannot be read: {error.strerror}.", field=str(path), hint="Make it readable."
        ) from error
    except ValueError as error:  # TOMLDecodeError, UnicodeDecodeError
        raise InvalidInput(
            f"This is no TOML: {error}.",
            field=str(path),
            hint='Write lines such as port = 8080 or host = "127.0.0.1".',
        ) from error
