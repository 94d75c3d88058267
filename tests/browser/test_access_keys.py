"""Keys in a browser: another site's page asks and follows a citation; a person signs in and out."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import FilePayload, Page, sync_playwright

from index.documents import Document
from qa.server.app import create_app
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.server.auth.scopes import Scope
from qa.service import Service
from tests.support.chromium import CHROMIUM_ARGUMENTS as ARGUMENTS
from tests.support.waiting import until
from tests.support.widget_server import violations

pytestmark = pytest.mark.browser

#: Names of other machines lead here, but are no loopback to the browser, which then trusts them less.
ELSEWHERE = "--host-resolver-rules=MAP *.example 127.0.0.1"
ICE: FilePayload = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"Ice melts."}
ASK = """async ([address, key]) => {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${key}` };
  const body = JSON.stringify({ question: "How many soldiers came?", abstain: false });
  try {
    const response = await fetch(`${address}/v1/ask`, { method: "POST", headers, body, credentials: "omit" });
    return { status: response.status, body: await response.json() };
  } catch (error) {
    return { status: 0, body: String(error) };
  }
}"""


@pytest.fixture
def page(chromium: str) -> Iterator[Page]:
    """An empty page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, ELSEWHERE])
        yield browser.new_page()
        browser.close()


@pytest.fixture
def keys(service: Service) -> Iterator[tuple[str, KeyStore]]:
    """Where a service with one document runs, and its keys."""
    service.ingester.add("default", [Document("war", "Long ago.\n\n" * 200 + "Twelve soldiers came.")])
    app = create_app(service)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", app.state.gatekeeper.keys
    server.should_exit = True
    thread.join()


def test_a_site_asks_with_its_key_and_another_cannot(
    keys: tuple[str, KeyStore], sites: tuple[str, str], page: Page
) -> None:
    address, store = keys
    new = store.create(Grant("site", publishable=True, origins=(sites[0],)))
    secret = store.create(Grant("secret")).secret

    page.goto(sites[1])
    assert page.evaluate(ASK, [address, new.secret])["status"] == 0, "the browser let another site read"
    page.goto(sites[0])
    assert page.evaluate(ASK, [address, secret])["status"] == 0, "a secret key works in a web page"
    answered = page.evaluate(ASK, [address, new.secret])
    assert answered["status"] == 200
    (cited, *_) = answered["body"]["answer"]["citations"]

    page.goto(address + cited["url"])
    assert page.locator("#span").text_content() == cited["cited_text"]
    assert page.evaluate("scrollY") > 0
    page.goto(f"{address}/documents/war")
    assert page.get_by_label("Your key").is_visible()

    store.revoke(new.key.id)
    page.goto(sites[0])
    assert page.evaluate(ASK, [address, new.secret])["status"] == 0


def test_a_document_is_framed_by_its_site_alone(
    keys: tuple[str, KeyStore], sites: tuple[str, str], page: Page
) -> None:
    address, store = keys
    new = store.create(Grant("site", publishable=True, origins=(sites[0],)))
    page.goto(sites[0])
    url = address + page.evaluate(ASK, [address, new.secret])["body"]["answer"]["citations"][0]["url"]
    shown = {}
    for site in sites:
        page.goto(site)
        page.evaluate("url => { document.body.innerHTML = `<iframe src='${url}'></iframe>` }", url)
        until(lambda: len(page.frames) == 2)
        frame = page.frames[1]
        frame.wait_for_load_state()
        shown[site] = frame.locator("#span").count()
    assert shown == {sites[0]: 1, sites[1]: 0}


def test_a_person_signs_in_sees_the_page_asked_for_and_signs_out(
    keys: tuple[str, KeyStore], page: Page
) -> None:
    address, store = keys
    new = store.create(Grant("me"))
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)

    page.goto(f"{address}/documents/war?start=2200&end=2221#span")
    page.get_by_label("Your key").fill("sk_wrong")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").is_visible()
    page.get_by_label("Your key").fill(new.secret)
    page.get_by_label("Your key").press("Enter")
    page.wait_for_url("**/documents/war?start=2200&end=2221#span")
    assert page.locator("#span").text_content() == "Twelve soldiers came."
    assert page.evaluate("scrollY") > 0
    assert page.evaluate("document.cookie") == ""
    page.goto(f"{address}/docs")
    assert page.evaluate("async () => (await fetch('/v1/collections')).status") == 200

    page.goto(f"{address}/sign-in")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    answer = page.goto(f"{address}/documents/war")
    assert answer is not None
    assert answer.status == 401
    assert not [line for line in problems if "Content Security Policy" in line]


def test_over_plain_http_a_person_asks_and_writes_and_another_site_does_not(
    keys: tuple[str, KeyStore], sites: tuple[str, str], page: Page
) -> None:
    address, store = keys
    address = address.replace("127.0.0.1", "qa.example")
    new = store.create(Grant("me", scopes=(Scope.ASK, Scope.INGEST)))
    page.goto(address)
    assert page.evaluate("isSecureContext") is False
    page.get_by_label("Your key").fill(new.secret)
    page.get_by_label("Your key").press("Enter")
    page.get_by_role("textbox").first.fill("How many soldiers came?")
    page.keyboard.press("Enter")
    page.get_by_text("Twelve soldiers came").first.wait_for()

    page.goto(f"{address}/documents")
    page.locator("#files").set_input_files(ICE)
    page.locator("#uploads .done").wait_for()
    page.locator("[data-id='a.txt']").get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    page.get_by_text("deleted").first.wait_for()

    page.goto(sites[0].replace("127.0.0.1", "www.example"))
    send = """address => fetch(`${address}/v1/documents/war`, {
      method: "GET", credentials: "include", headers: { "X-Sourceline-Page": "1" },
    }).then(() => "read", () => "refused")"""
    assert page.evaluate(send, address) == "refused"


def test_who_may_only_ask_reads_and_signs_out_from_any_page(keys: tuple[str, KeyStore], page: Page) -> None:
    address, store = keys
    new = store.create(Grant("reading room"))
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{address}/documents")
    page.get_by_label("Your key").fill(new.secret)
    page.get_by_label("Your key").press("Enter")
    page.get_by_role("button", name="Versions").click()
    page.locator(".versions").wait_for()
    assert page.locator("button:visible").all_text_contents() == ["Sign out", "Versions"]
    assert violations(page) == []
    for where in ("/documents/war", "/"):
        page.goto(address + where)
        assert page.get_by_role("navigation").get_by_text("reading room").is_visible()
        assert violations(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    assert page.url == f"{address}/sign-in"
    assert violations(page) == []
    answer = page.goto(f"{address}/documents")
    assert answer is not None
    assert answer.status == 401
    assert problems == []


def test_who_was_signed_out_signs_in_and_comes_back(keys: tuple[str, KeyStore], page: Page) -> None:
    address, store = keys
    old, new = (store.create(Grant(name, scopes=(Scope.ADMIN,))) for name in ("old", "new"))
    page.goto(f"{address}/documents?collection=cold+%26+wet")
    page.get_by_label("Your key").fill(old.secret)
    page.get_by_label("Your key").press("Enter")
    page.get_by_text("drop files here").wait_for()
    page.wait_for_load_state()
    store.revoke(old.key.id)
    page.locator("#files").set_input_files(ICE)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Your key").fill(new.secret)
    page.get_by_label("Your key").press("Enter")
    page.wait_for_url(f"{address}/documents?collection=cold+%26+wet")
