"""Backups that somebody made to harm: nothing of them is left, and nothing outside the folder is touched."""

from __future__ import annotations

import hashlib
import io
import json
import resource
import tarfile
from pathlib import Path
from typing import Any

import pytest

from index.errors import SourcelineError
from index.store.backup.manifest import CATALOG, NAME, SUM
from index.store.backup.restoring import restore

HUGE = 1 << 40


def entry(name: str, data: bytes = b"", **about: Any) -> tuple[tarfile.TarInfo, bytes]:
    """An entry of an archive; what is said of it replaces what is so."""
    member = tarfile.TarInfo(name)
    member.size = len(data)
    for field, value in about.items():
        setattr(member, field, value)
    return member, data


def archive(path: Path, files: dict[str, int], *entries: tuple[tarfile.TarInfo, bytes]) -> Path:
    """A backup whose manifest names files of these sizes, and which has these entries."""
    about = {"made": "2026-01-01T00:00:00Z", "catalog_format": 1, "collections": {}, "settings": {}}
    sums = {name: {"size": size, "sha256": hashlib.sha256(b"x").hexdigest()} for name, size in files.items()}
    manifest = json.dumps({**about, "files": sums}).encode()
    headers = {SUM: hashlib.sha256(manifest).hexdigest()}
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as made:
        for member, data in (entry(NAME, manifest, pax_headers=headers), *entries):
            made.addfile(member, io.BytesIO(data))
    return path


SPARSE = {"GNU.sparse.map": f"0,1,{HUGE},0", "GNU.sparse.size": str(HUGE)}
LINKS = {"a link": tarfile.SYMTYPE, "a hard link": tarfile.LNKTYPE, "a pipe": tarfile.FIFOTYPE}


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "a/../../out", "..", "", ".", "a\\..\\out", "a//b"])
def test_no_file_is_written_outside_the_folder(tmp_path: Path, name: str) -> None:
    files = {CATALOG: 1, name: 1}
    made = archive(tmp_path / "b.tar", files, entry(CATALOG, b"x"), entry(name or "a", b"x"))
    before = {*tmp_path.rglob("*")}
    with pytest.raises(SourcelineError, match="manifest"):
        restore(made, tmp_path / "home")
    assert {*tmp_path.rglob("*")} == before


@pytest.mark.parametrize("kind", LINKS)
def test_only_files_are_restored(tmp_path: Path, kind: str) -> None:
    hostile = entry(CATALOG, type=LINKS[kind], linkname="/etc/passwd")
    with pytest.raises(SourcelineError, match="missing"):
        restore(archive(tmp_path / "b.tar", {CATALOG: 1}, hostile), tmp_path / "home")
    assert not (tmp_path / "home").exists()


def test_a_few_bytes_do_not_fill_the_disk(tmp_path: Path) -> None:
    """A sparse entry of one byte stands for a terabyte; a file may not get so large here."""
    made = archive(tmp_path / "b.tar", {CATALOG: 1}, entry(CATALOG, b"x", pax_headers=SPARSE))
    assert made.stat().st_size < 100_000
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, allowed[1]))
    try:
        with pytest.raises(SourcelineError, match="checksum"):
            restore(made, tmp_path / "home")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    assert not (tmp_path / "home").exists()


def test_an_entry_under_another_name_is_not_restored(tmp_path: Path) -> None:
    made = archive(tmp_path / "b.tar", {CATALOG: 1}, entry("keys.db", b"x"))
    with pytest.raises(SourcelineError, match="missing"):
        restore(made, tmp_path / "home")
    assert not (tmp_path / "home").exists()
