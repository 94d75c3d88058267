"""Uploads in a browser: files of every format picked, dropped, replaced and refused."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from index.documents import Document
from qa.service import Service
from tests.support.documents_page import DROP, file, pick, server, shown
from tests.support.pdf_files import paragraph, pdf

__all__ = ["server"]

pytestmark = pytest.mark.browser


def test_files_are_put_in_by_picking_and_dropping(server: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server}/documents")
    expect(page.locator("#documents")).to_have_text("There are no documents.", use_inner_text=True)
    pick(page, file("a.txt", "Ice melts."), file("b.md", "# Wax\n\nWax is soft."))
    expect(page.locator("#uploads li")).to_have_text(["a.txtadded", "b.mdadded"])
    assert page.evaluate(DROP, ["ü 😀.txt", "Iron rusts."]) is True
    expect(page.locator("#documents .row a")).to_have_text(["a", "Wax", "ü 😀"])
    assert shown(server, "b.md")["media_type"] == "text/markdown"
    page.locator("#documents a").last.click()
    expect(page.locator("article")).to_have_text("Iron rusts.")


def test_a_file_that_cannot_be_taken_says_why_and_stops_no_other(
    server: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{server}/documents")
    files: list[FilePayload] = [
        file("a.pdf", b"%PDF-1.7 broken"),
        file("b.txt", "  \n"),
        file("c.bin", b"\x7fELF\x00\x01\x02"),
        file("..", "Text."),
        file("d.txt", "\ufeffUTF-16 is read.".encode("utf-16-le")),
        file("e.txt", "A NUL\0 is dropped."),
    ]
    pick(page, *files)
    lines = page.locator("#uploads li")
    expect(lines.nth(0)).to_have_text("a.pdfThe PDF is damaged. Open it in its program and save it again.")
    expect(lines.nth(1)).to_contain_text("holds no text")
    expect(lines.nth(2)).to_contain_text(
        "Files ending in .bin are not supported. Text in files of any suffix"
    )
    expect(lines.nth(3)).to_contain_text("cannot be a document's id")
    expect(page.locator("#uploads .done")).to_have_count(2)
    expect(page.locator("#uploads .failed")).to_have_count(4)
    assert shown(server, "d.txt")["text"] == "UTF-16 is read."
    assert shown(server, "e.txt")["text"] == "A NUL is dropped."


def test_the_page_reads_every_format(server: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server}/documents")
    metals = pdf([paragraph(["Iron melts at 1538 degrees and it boils at 2862", "degrees."], 700)], "Metals")
    files = {
        "a.html": b"<title>Ice</title><meta name=author content='Ann Lee'><p>Ice melts.</p>",
        "b.pdf": metals,
        "c.csv": b"Part,Price\nValve,12\n",
        "d.md": b"# Wax\n\nWax is soft.",
        "e.log": b"Started.",
    }
    pick(page, *(file(name, data) for name, data in files.items()))
    expect(page.locator("#uploads .done")).to_have_count(5)
    titles = {"a.html": "Ice", "b.pdf": "Metals", "c.csv": "c", "d.md": "Wax", "e.log": "e"}
    assert {name: shown(server, name)["title"] for name in files} == titles
    assert shown(server, "a.html")["metadata"] == {"author": "Ann Lee"}
    assert httpx.get(f"{server}/v1/documents/b.pdf/original", trust_env=False).content == metals


def test_a_file_that_is_too_long_is_not_sent(server: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server}/documents")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File([new ArrayBuffer(34_000_000)], "long.txt"));
          const input = document.querySelector("#files");
          input.files = data.files;
          input.dispatchEvent(new Event("change"));
        }"""
    )
    expect(page.locator("#uploads .failed")).to_contain_text("longer than 33 MB")


def test_progress_is_that_of_the_job(server: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server}/documents")
    told = [{"id": "j", "state": "running", "done": 30, "total": 120}]

    def answer(route: Route) -> None:
        if told:
            route.fulfill(status=200, json=told[-1])
        else:
            route.abort()  # as while the server starts again

    page.route("**/v1/jobs/*", answer)
    pick(page, file("a.txt", "Ice melts."))
    expect(page.get_by_text("30 of 120 passages")).to_be_visible()
    expect(page.get_by_role("progressbar", name="a.txt")).to_have_js_property("value", 0.25)
    told.clear()
    page.wait_for_event("requestfailed")
    expect(page.get_by_text("30 of 120 passages")).to_be_visible()
    told.append({"id": "j", "state": "failed", "done": 0, "total": 0, "problem": {"detail": "No room."}})
    expect(page.locator("#uploads .failed")).to_contain_text("No room.")


@pytest.mark.parametrize("lost", ["**/v1/documents?wait=false", "**/v1/jobs/*", "**/documents"])
def test_a_server_that_is_away_for_a_while_is_waited_for(
    server: str, open_page: Callable[..., Page], lost: str
) -> None:
    page = open_page(f"{server}/documents")
    page.route(lost, lambda route: route.abort())
    pick(page, file("a.txt", "Ice melts."))
    line = page.locator("#uploads li")
    status = page.locator("#status")
    if "jobs" in lost:
        expect(line).to_contain_text("Accepted, but the outcome is not known yet.")
        expect(status).to_contain_text("a.txt: Accepted")
    elif "wait" in lost:
        expect(line).to_contain_text("cannot be reached. Trying again.")
    else:
        expect(line).to_have_text("a.txtadded")
        expect(status).to_contain_text("cannot be reached")
    expect(page.locator(".failed")).to_have_count(0)
    page.unroute(lost)
    expect(page.locator("#documents .row a")).to_have_text(["a"])
    expect(line).to_have_text("a.txtadded")


def test_what_was_accepted_is_not_called_failed_for_want_of_news(
    server: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{server}/documents")
    problem = {"detail": "The key may send 9 requests a day.", "status": 429}
    page.route(
        "**/v1/jobs/*", lambda route: route.fulfill(status=429, json=problem, headers={"Retry-After": "9999"})
    )
    pick(page, file("a.txt", "Ice melts."))
    expect(page.locator("#uploads .failed")).to_contain_text("The file was accepted, but the outcome")


def test_replacing_keeps_what_is_known_and_the_old_version(
    server: str, service: Service, open_page: Callable[..., Page]
) -> None:
    old = Document("a", "Old.", title="Title", url="https://example.org/", published="2024-11-05")
    service.ingester.add("default", [old])
    page = open_page(f"{server}/documents")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Replace").click()
    chooser.value.set_files([file("other.txt", "New.")])
    expect(page.locator("#uploads li")).to_have_text("other.txtreplaced")
    after = shown(server, "a")
    kept = (after["text"], after["title"], after["url"], after["published"])
    assert kept == ("New.", "Title", "https://example.org/", "2024-11-05")
    act = page.get_by_role("button", name="Versions")
    act.click()
    expect(act).to_have_attribute("aria-expanded", "true")
    versions = page.locator(".versions li")
    expect(versions).to_have_count(2)
    expect(versions.first).to_contain_text("current")
    versions.last.locator("a").click()
    expect(page.locator("article")).to_have_text("Old.")


def test_one_file_replaces_a_document(server: str, service: Service, open_page: Callable[..., Page]) -> None:
    service.ingester.add("default", [Document("a", "Old.")])
    page = open_page(f"{server}/documents")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Replace").click()
    assert not chooser.value.is_multiple()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          for (const name of ["b.txt", "c.txt"]) data.items.add(new File(["New."], name));
          const input = document.querySelector("#replacement");
          input.files = data.files;
          input.dispatchEvent(new Event("change"));
        }"""
    )
    expect(page.locator("[data-id=a] .problem")).to_contain_text("single file")
    assert shown(server, "a")["text"] == "Old."
    with page.expect_file_chooser() as chooser:
        page.locator("label[for=files]").click()
    assert chooser.value.is_multiple()
    chooser.value.set_files([file("d.txt", "Ice."), file("e.txt", "Wax.")])
    expect(page.locator("#documents .row a")).to_have_text(["a", "d", "e"])
    expect(page.locator(".problem")).to_have_count(0)
