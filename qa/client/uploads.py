"""Files as the parts of a form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qa.client.calls import Call
from qa.client.fields import FileFields
from qa.server.routes.documents.response_bodies import UploadJob, UploadResult

#: A path, or the name and the bytes of a file.
File = Path | str | tuple[str, bytes]


def upload(files: Iterable[File], fields: FileFields) -> Call[UploadResult]:
    """`POST /v1/documents` with a form; the same content twice changes nothing.  Raises `OSError`."""
    return Call("POST", "/v1/documents", UploadResult, _form(files, fields))


def upload_later(files: Iterable[File], fields: FileFields) -> Call[UploadJob]:
    """`POST /v1/documents?wait=false` with a form.  Raises `OSError`."""
    request = {**_form(files, fields), "params": {"wait": "false"}}
    return Call("POST", "/v1/documents", UploadJob, request, repeatable=False)


def _form(files: Iterable[File], fields: FileFields) -> dict[str, Any]:
    """Files are read here, so that a request that is sent again sends the same."""
    parts = [("file", _named(file)) for file in files]
    if not parts:
        raise ValueError("Name at least one file.")
    data = {
        name: json.dumps(value) if name in ("metadata", "access") else value for name, value in fields.items()
    }
    return {"files": parts, "data": data}


def _named(file: File) -> tuple[str, bytes]:
    if isinstance(file, tuple):
        return file
    path = Path(file)
    return path.name, path.read_bytes()
