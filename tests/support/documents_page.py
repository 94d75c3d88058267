"""A server, files to pick, and look-ups for the tests of the page of documents."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import FilePayload, Page

from qa.server.app import create_app
from qa.service import Service
from tests.support.waiting import until
from tests.support.widget_server import serving

#: Drops a file on the page as a person does, but for the mouse.
DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  const target = document.querySelector("#upload");
  for (const type of ["dragenter", "dragover"]) {
    target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
  const over = target.classList.contains("over");
  target.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  return over;
}"""


@pytest.fixture
def server(service: Service) -> Iterator[str]:
    """Where our server runs, ready."""
    with serving(create_app(service)) as address:
        until(lambda: httpx.get(f"{address}/ready", trust_env=False).status_code == 200)
        yield address


def file(name: str, content: str | bytes) -> FilePayload:
    """A file to pick."""
    data = content.encode() if isinstance(content, str) else content
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def pick(page: Page, *files: FilePayload) -> None:
    """Pick files as new documents."""
    page.locator("#files").set_input_files(files)


def shown(server: str, id: str) -> dict[str, object]:
    """What the API has of a document."""
    answer: dict[str, object] = httpx.get(f"{server}/v1/documents/{id}", trust_env=False).json()
    return answer
