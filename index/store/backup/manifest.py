"""What a backup says of itself: the first file of its archive."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

NAME = "manifest.json"
#: The header of its entry in the archive that has its SHA-256.
SUM = "SOURCELINE.sha256"
CATALOG = "catalog.sqlite"


def _inside(name: str) -> str:
    """A name that stays in the folder that it is read into."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or str(path) != name or name in ("", "."):
        raise ValueError("is no path inside a data folder")
    return name


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class BackedUpFile(_Strict):
    """Size in bytes and SHA-256 of a file of a backup."""

    size: int
    sha256: str


class BackedUpCollection(_Strict):
    """A collection as a backup has it."""

    generation: int
    documents: int


class Manifest(_Strict):
    """What is in a backup.

    Args:
        format: Of the archive.
        made: When, ISO 8601 in UTC.
        catalog_format: The format of its catalog, which may be an older one than this program writes.
        collections: By name.
        settings: Those of the data folder that were not the defaults; none that is a secret.
        files: By their paths in the data folder.
    """

    format: Literal[1] = 1
    made: str
    catalog_format: int
    collections: dict[str, BackedUpCollection]
    settings: dict[str, str]
    files: dict[Annotated[str, AfterValidator(_inside)], BackedUpFile]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files.values())
