"""Where the server of a data folder is, so that commands on the same folder can ask it.

`qa serve` writes `server.json` into the data folder and removes it when it stops.  A killed server leaves the
file behind, and another program may have its port by then: a server is trusted only if `/health` names the
random instance that the file has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from index.atomic_file import atomic_file
from qa.settings import Settings

FILE = "server.json"
SECONDS_TO_ANSWER = 1.0
#: A server answers as this process would only if these settings are the same.
SETTINGS_OF_ANSWERS = (
    "embedding_model",
    "question_prompt",
    "passage_prompt",
    "reader",
    "read_passages",
    "max_error_rate",
    "threshold",
)


class RunningServer(NamedTuple):
    """A server that answers for a data folder.

    Args:
        url: Without a slash at its end.
        instance: The random name of this run of it.
        settings: What its answers depend on.
    """

    url: str
    instance: str
    settings: dict[str, object]


def answer_settings(settings: Settings) -> dict[str, object]:
    """The settings that answers depend on."""
    return {name: getattr(settings, name) for name in SETTINGS_OF_ANSWERS}


@contextmanager
def announced(settings: Settings, url: str, instance: str) -> Iterator[None]:
    """Keep `server.json` in the data folder while the block runs."""
    path = settings.home / FILE
    server = RunningServer(url, instance, answer_settings(settings))
    with atomic_file(path, 0o600) as file:
        file.write(json.dumps(server._asdict()).encode())
    try:
        yield
    finally:
        if (kept := _read(path)) is not None and kept.instance == instance:
            path.unlink(missing_ok=True)


def find_server(settings: Settings) -> RunningServer | None:
    """The server that runs on the data folder; None where none answers as this process would."""
    server = _read(settings.home / FILE)
    if server is None or server.settings != answer_settings(settings):
        return None
    return server if _is_alive(server) else None


def _read(path: Path) -> RunningServer | None:
    try:
        return RunningServer(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _is_alive(server: RunningServer) -> bool:
    import httpx

    try:
        # No proxy stands between a machine and itself.
        reply = httpx.get(f"{server.url}/health", timeout=SECONDS_TO_ANSWER, trust_env=False)
        return bool(reply.json()["instance"] == server.instance)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError):
        return False
