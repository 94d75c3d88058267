"""Settings as a person is shown them: value, origin, meaning; secrets masked."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import NamedTuple

from qa.setting_errors import MASK, is_secret, variable
from qa.settings import Settings
from qa.settings_file import file_values


class ShownSetting(NamedTuple):
    """A setting as a person is shown it."""

    name: str
    variable: str
    value: str | int | float | None
    origin: str
    description: str

    @property
    def is_masked(self) -> bool:
        """Whether the value is a secret, which is not shown."""
        return self.value == MASK


def shown_settings(settings: Settings) -> list[ShownSetting]:
    """Every setting with its value, where that came from, and what it means; secrets masked."""
    kept = file_values()
    return [
        ShownSetting(
            name,
            variable(name),
            _presentable(name, getattr(settings, name)),
            _origin(name, kept),
            Settings.model_fields[name].description or "",
        )
        for name in Settings.model_fields
    ]


def _presentable(name: str, value: object) -> str | int | float | None:
    if value is not None and is_secret(name):
        return MASK
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, dict):
        return json.dumps(value)
    return value if isinstance(value, int | float | None) else str(value)


def _origin(name: str, kept: Mapping[str, object]) -> str:
    if os.environ.get(variable(name)):
        return "environment"
    return "file" if name in kept else "default"
