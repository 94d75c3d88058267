"""The users' code of `docs/clients.md`, run as it stands there against a real server process."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.machine import lacks
from tests.support.project import ROOT
from tests.support.server_process import post, server

PAGE = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
TEXT = "Parental leave is 14 weeks long."
MOST_LINES = 10
#: What each example prints, and the package that it needs.
EXAMPLES = {
    "Python": ("httpx", ["answered 14 weeks", "14 weeks http://127.0.0.1:"]),
    "LangChain": ("langchain_core", [f"{TEXT} http://"]),
    "LlamaIndex": ("llama_index", [f"{TEXT} http://"]),
    "Haystack": ("haystack", [f"{TEXT} http://"]),
    "OpenAI's client": ("openai", ["14 weeks[^1]", f"{TEXT.rstrip('.')}"]),
    "Model Context Protocol": ("mcp", ["14 weeks [{'kind': 'text'"]),
}


def example(heading: str) -> str:
    """The code below a heading of the page."""
    section = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert section, heading
    (code,) = re.findall(r"```python\n(.*?)```", section[1], re.DOTALL)
    return str(code)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server runs that has the document."""
    with server(tmp_path_factory.mktemp("server")) as (http, _):
        assert post(http, "leave", text=TEXT).status_code == 200
        yield str(http.base_url)


def test_every_example_is_run() -> None:
    assert PAGE.count("```python") == len(EXAMPLES)


@pytest.mark.parametrize("heading", EXAMPLES)
def test_the_code_prints_what_it_promises(address: str, heading: str) -> None:
    package, printed = EXAMPLES[heading]
    if importlib.util.find_spec(package) is None:
        lacks(f"the package {package}")
    code = example(heading)
    assert len([line for line in code.splitlines() if line.strip()]) <= MOST_LINES
    assert "http://127.0.0.1:8080" in code
    done = subprocess.run(
        [sys.executable, "-c", code.replace("http://127.0.0.1:8080", address.rstrip("/"))],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
        env={**os.environ, "HAYSTACK_TELEMETRY_ENABLED": "False"},
    )
    assert done.returncode == 0, done.stderr
    for words in printed:
        assert words in done.stdout
