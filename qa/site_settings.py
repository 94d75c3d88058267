"""Settings of the pages: whose they are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator
from pydantic_settings import BaseSettings

from qa.setting_field import setting

#: The pictures that browsers show, by the ending of their file.
LOGO_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
MOST_LOGO_BYTES = 1_000_000


def _picture(path: Path) -> Path:
    path = path.expanduser().absolute()
    if path.suffix.lower() not in LOGO_TYPES:
        raise ValueError("not the name of a picture")
    if not path.is_file() or path.stat().st_size > MOST_LOGO_BYTES:
        raise ValueError("not a file, or too large")
    return path


class SiteSettings(BaseSettings):
    """What the pages call themselves."""

    site_name: str = setting(
        "Sourceline",
        "What the pages call themselves.",
        "a text of at most 60 characters",
        min_length=1,
        max_length=60,
    )
    site_logo: Annotated[Path, AfterValidator(_picture)] | None = setting(
        None,
        "A picture that stands beside that name: the path of a file.",
        "the path of an SVG, PNG, JPEG, WebP or GIF file of at most 1 MB",
    )
