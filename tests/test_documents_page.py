"""The page of documents in a real browser: put in, replace, look at versions, delete."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from index.documents import Document
from index.errors import UnreadableFile
from index.files import SourceFile, read
from index.formats.registry import SUPPORTED
from qa.api.app import create_app
from qa.service import Service
from tests.conftest import until
from tests.widget_server import ask, serving, violations

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)>\u202egpj"
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


def test_files_are_put_in_by_picking_and_dropping(server: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server}/documents")
    expect(page.locator("#documents")).to_have_text("None.", use_inner_text=True)
    pick(page, file("a.txt", "Ice melts."), file("b.md", "# Wax\n\nWax is soft."))
    expect(page.locator("#uploads li")).to_have_text(["a.txtadded", "b.mdadded"])
    assert page.evaluate(DROP, ["ü 😀.txt", "Iron rusts."]) is True
    expect(page.locator("#documents .row a")).to_have_text(["a.txt", "b.md", "ü 😀.txt"])
    assert shown(server, "b.md")["media_type"] == "text/markdown"
    page.locator("#documents a").last.click()
    expect(page.locator("article")).to_have_text("Iron rusts.")


def test_a_file_that_cannot_be_taken_says_why_and_stops_no_other(
    server: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{server}/documents")
    files: list[FilePayload] = [
        file("a.txt", b"\xff\x00Ice"),
        file("b.txt", "  \n"),
        file("c", "a\0b"),
        file("..", "Text."),
        file("d.txt", "\ufeffUTF-16 is read.".encode("utf-16-le")),
    ]
    pick(page, *files)
    lines = page.locator("#uploads li")
    expect(lines.nth(0)).to_contain_text("The file is not UTF-8 text. Save it as UTF-8 text.")
    expect(lines.nth(1)).to_contain_text("holds no text")
    expect(lines.nth(2)).to_contain_text("The file is binary")
    expect(lines.nth(4)).to_contain_text("added")
    expect(page.locator("#uploads .failed")).to_have_count(4)
    assert shown(server, "d.txt")["text"] == "UTF-16 is read."


def test_the_page_the_command_and_the_api_read_the_same_formats(
    server: str, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page(f"{server}/documents")
    files = {
        "a.html": b"<p>Ice melts.</p>",
        "b.PDF": b"%PDF-1.7\n",
        "c.txt": b"%PDF-1.7\n",
        "d.docx": b"PK\x03\x04",
        "e.md": b"PK\x03\x04",
        "f.txt": b" ",
        "g.tar.gz": b"\x1f\x8b",
    }
    pick(page, *(file(name, data) for name, data in files.items()))
    for name, line in zip(files, page.locator("#uploads li").all(), strict=True):
        (tmp_path / name).write_bytes(files[name])
        with pytest.raises(UnreadableFile) as refused:
            read(SourceFile(tmp_path / name, name))
        expect(line).to_have_text(f"{name}{refused.value.detail} {refused.value.mend}")
    assert httpx.get(f"{server}/v1/documents", trust_env=False).status_code == 404, "nothing was written"
    document = {"id": "a", "text": "Ice.", "format": "html"}
    answer = httpx.post(f"{server}/v1/documents", json={"documents": [document]}, trust_env=False)
    (error,) = answer.json()["errors"]
    assert error["field"] == "documents[0].format"
    assert "'html' is not supported." in error["detail"]
    assert SUPPORTED in error["mend"]
    pick(page, *(file(name, "Ice.") for name in ("README", ".hidden", "x.MARKDOWN", "y.v2.text")))
    expect(page.locator("#uploads .done")).to_have_count(4)


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
        expect(line).to_contain_text("Accepted; whether it is in is not known yet.", timeout=4_000)
        expect(status).to_contain_text("a.txt: Accepted")
    elif "wait" in lost:
        expect(line).to_contain_text("cannot be reached. Trying again.", timeout=4_000)
    else:
        expect(line).to_have_text("a.txtadded")
        expect(status).to_contain_text("cannot be reached", timeout=4_000)
    expect(page.locator(".failed")).to_have_count(0)
    page.unroute(lost)
    expect(page.locator("#documents .row a")).to_have_text(["a.txt"])
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
    expect(page.locator("#uploads .failed")).to_contain_text("It was accepted, but what became of it")


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
          const input = document.querySelector("#instead");
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
    expect(page.locator("#documents .row a")).to_have_text(["a", "d.txt", "e.txt"])
    expect(page.locator(".problem")).to_have_count(0)


def test_a_list_drawn_anew_keeps_what_is_open_and_where_one_is(
    server: str, service: Service, open_page: Callable[..., Page]
) -> None:
    service.ingester.add("default", [Document("a", "Ice."), Document("b", "Wax.")])
    page = open_page(f"{server}/documents")
    row = page.locator("[data-id=b]")
    act = row.get_by_role("button", name="Versions of b")
    act.press("Enter")
    expect(row.locator(".versions li")).to_have_count(1)
    pick(page, file("a0.txt", "Iron."), file("b", "Lead."))
    act.focus()
    expect(page.locator("#documents .row a")).to_have_text(["a", "a0.txt", "b"])
    expect(act).to_be_focused()
    expect(act).to_have_attribute("aria-expanded", "true")
    expect(row.locator(".versions li")).to_have_count(2)
    link = row.locator(".versions a").last
    link.focus()
    pick(page, file("c.txt", "Snow."))
    expect(page.locator("[data-id='c.txt']")).to_be_visible()
    expect(link).to_be_focused()
    act.press("Enter")
    expect(row.locator(".versions")).to_have_count(0)
    expect(act).to_have_attribute("aria-expanded", "false")


def test_names_are_found_by_keyboard(server: str, service: Service, open_page: Callable[..., Page]) -> None:
    service.ingester.add("default", [Document(f"d{n:02}", "Ice.") for n in range(60)])
    page = open_page(f"{server}/documents")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("[data-id]")).to_have_count(10)
    page.get_by_role("link", name="Previous page").click()
    expect(page.locator("[data-id]")).to_have_count(50)
    page.get_by_role("searchbox", name="Title or name").fill("D07")
    page.keyboard.press("Enter")
    expect(page.locator("[data-id]")).to_have_count(1)
    pick(page, file("d070.txt", "Iron."))
    expect(page.locator("#documents .row a")).to_have_text(["d07", "d070.txt"])
    assert violations(page) == []
    page.get_by_role("link", name="All documents").click()
    expect(page.locator("[data-id]")).to_have_count(50)


def test_deleting_asks_first(server: str, service: Service, open_page: Callable[..., Page]) -> None:
    service.ingester.add("default", [Document("a", "Ice."), Document("b", "Wax.", title=HOSTILE)])
    page = open_page(f"{server}/documents")
    row = page.locator("[data-id=b]")
    row.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("Delete <img src=x onerror=alert(1)>")
    page.keyboard.press("Escape")
    expect(row.get_by_role("button", name="Delete")).to_be_focused()
    assert shown(server, "b")["text"] == "Wax."
    row.get_by_role("button", name="Delete").click()
    page.keyboard.press("Enter")  # the safe choice has the focus
    assert shown(server, "b")["text"] == "Wax."
    row.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator("[data-id]")).to_have_count(1)
    assert shown(server, "b")["status"] == 404
    assert page.locator("img").count() == 0


def test_who_is_signed_out_is_told_how_to_sign_in(server: str, open_page: Callable[..., Page]) -> None:
    problem = {"detail": "This needs a key.", "status": 401}
    for where in ("/documents", "/"):
        page = open_page(server + where)
        for calls in ("**/v1/**", "**/documents"):
            page.route(calls, lambda route: route.fulfill(status=401, json=problem))
        link = page.get_by_role("link", name="Sign in")
        expect(link).to_be_hidden()
        if where == "/":
            ask(page)
        else:
            pick(page, file("a.txt", "Ice melts."))
            expect(page.locator("#uploads .failed")).to_contain_text("You are not signed in.")
        link.click()
        page.wait_for_url("**/sign-in?goal=*")
        goal = page.locator("[name=goal]").get_attribute("value")
        assert goal == f"{where}?collection=default"


#: Where the words of a text node begin and end, from the left of what holds them.
EDGES = """([selector, words]) => {
  const holder = document.querySelector(selector);
  const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    const [box, whole] = [range.getBoundingClientRect(), holder.getBoundingClientRect()];
    return [box.left - whole.left, whole.right - box.right];
  }
}"""


def test_each_paragraph_takes_its_own_direction(
    server: str, service: Service, open_page: Callable[..., Page]
) -> None:
    arabic, hebrew = "اثنا عشر جنديا.", "שנים עשר חיילים."
    text = f"Twelve soldiers.\n\n{arabic}\nEnglish again.\n{hebrew}"
    service.ingester.add("default", [Document("a", text, title="تقرير (2024)")])
    start = text.index("عشر")
    page = open_page(f"{server}/documents/a?start={start}&end={start + 3}#span")
    expect(page.locator("article")).to_have_text(text, use_inner_text=True)
    assert page.locator("#span").text_content() == "عشر"
    for words, right in (("Twelve", False), ("اثنا", True), ("English", False), ("שנים", True)):
        left_gap, right_gap = page.evaluate(EDGES, ["article", words])
        assert (right_gap < 1, left_gap < 1) == (right, not right), words
    assert page.evaluate(EDGES, ["h1", "تقرير"])[1] < 1
    page.goto(f"{server}/documents")
    left, right = (page.evaluate(EDGES, [".row a", words])[0] for words in ("(2024)", "تقرير"))
    assert left < right, "a title is read from the right"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_passes_axe_and_fits_a_phone(
    server: str, service: Service, open_page: Callable[..., Page], scheme: str
) -> None:
    service.ingester.add("default", [Document("a" * 200, "Ice.", published="2024-11-05", title="t" * 99)])
    page = open_page(f"{server}/documents", color_scheme=scheme, viewport={"width": 390, "height": 800})
    pick(page, file("b.txt", "Wax."), file("c.txt", b"\xff"))
    expect(page.locator("#uploads .failed")).to_be_visible()
    page.get_by_role("button", name="Versions").first.click()
    page.locator(".versions").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert violations(page) == []
    page.get_by_role("button", name="Delete").first.click()
    assert violations(page) == []
    page.goto(f"{server}/documents/b.txt?start=0&end=3#span")
    assert violations(page) == []
