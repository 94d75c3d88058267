"""The widget's script, small and cached by browsers, and the module that it loads; no text becomes markup."""

from __future__ import annotations

import gzip
import re
import string
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from qa.server.web import widget
from qa.server.web.widget_script import answered_languages, module_path
from qa.settings import Settings
from tests.support.project import ROOT

FOLDER = Path(widget.__file__).parent
MODULES = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js")}
STATIC = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER.parent / "static").glob("*.js")}
IMPORT = re.compile(r'^import \{ ([^}]*) \} from "\./(\w+)\.js";$', re.MULTILINE)


BUNDLES = {widget.FRAME: widget.frame_script, widget.CONVERSATION: widget.conversation_module}
#: In bytes, as sent: what a page loads at once, and what it loads when somebody comes near the button.
FRAME_BYTES = 7_000
ALL_BYTES = 30_000


def test_the_script_is_small() -> None:
    frame, conversation = (len(gzip.compress(make(widget.LANGUAGES))) for make in BUNDLES.values())
    assert frame < FRAME_BYTES
    assert frame + conversation < ALL_BYTES


def test_the_widget_speaks_the_languages_that_are_answered(tmp_path: Path) -> None:
    assert answered_languages(Settings(home=tmp_path)) == {"en"}
    another = Settings(home=tmp_path, reader="another", embedding_model="another")
    assert answered_languages(another) == {"ar", "de", "en"}
    assert module_path(another) != module_path(Settings(home=tmp_path))
    for make, words in zip(BUNDLES.values(), ("Ihre Frage", "Vielen Dank."), strict=True):
        assert words not in make().decode()
        assert words in make(frozenset({"de"})).decode()


@pytest.mark.parametrize("modules", BUNDLES)
def test_the_script_that_is_served_has_no_comments_and_all_its_code(modules: tuple[str, ...]) -> None:
    served = BUNDLES[modules](widget.LANGUAGES).decode().split("\n")
    assert not [line for line in served if line.startswith(("/*", "//", " "))]
    written = "\n".join(MODULES[name] for name in modules)
    code = re.sub(r"/\*.*?\*/|^\s*//.*$", "", written, flags=re.DOTALL | re.MULTILINE)
    kept = {line.strip() for line in code.split("\n")} - {"", 'const MODULE = "{module}";'}
    kept = {line.removeprefix("export ") for line in kept if not line.startswith("import ")}
    assert kept <= {line.strip() for line in served}


@pytest.mark.parametrize("modules", BUNDLES)
def test_a_script_is_its_modules_each_after_those_it_imports(modules: tuple[str, ...]) -> None:
    for n, name in enumerate(modules):
        for names, source in IMPORT.findall(MODULES[name]):
            assert source in modules[:n], f"{name} comes before {source}"
            for imported in names.split(", "):
                assert re.search(rf"^export .*\b{imported}\b", MODULES[source], re.MULTILINE)
    body = BUNDLES[modules]().decode()
    assert not re.search(r"^(import|export)\b(?! \{ converse \};$)", body, re.MULTILINE)


def test_all_modules_are_served() -> None:
    assert {*widget.FRAME, *widget.CONVERSATION} == set(MODULES)


def test_modules_share_one_scope_without_clashes() -> None:
    declared = re.findall(
        r"^(?:export )?(?:async )?(?:function\*?|class|const|let) (\w+)",
        "\n".join(MODULES.values()),
        re.MULTILINE,
    )
    assert len(declared) > 50
    assert sorted(declared) == sorted(set(declared))


@pytest.mark.parametrize("name", sorted({**MODULES, **STATIC}))
def test_no_script_makes_markup_or_code_of_text(name: str) -> None:
    text = {**MODULES, **STATIC}[name]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
        r"|createContextualFragment|setHTML|\.style\b|\"style\"",
        text,
    )


def test_all_languages_say_the_same_things() -> None:
    key = re.compile(r"^  (?:  )?(\w+):", re.MULTILINE)
    said = {
        language: {*key.findall(MODULES[f"words_{language}"]), *key.findall(MODULES[f"frame_{language}"])}
        for language in ("en", "de", "ar")
    }
    assert said["en"] == said["de"] == said["ar"]
    used = set(re.findall(r"\bwords\.(\w+)", "".join(MODULES.values())))
    assert used - {"code", "js"} <= said["en"]


def test_the_reasons_of_an_abstention_are_translated() -> None:
    from qa.respond import NOT_ANSWERED, NOTHING_FOUND

    for language in ("de", "ar"):
        for reason in (NOT_ANSWERED, NOTHING_FOUND):
            assert f'"{reason}": "' in MODULES[f"words_{language}"]


def test_arabic_is_written_in_arabic() -> None:
    texts = re.findall(r'"([^"]+)"', MODULES["words_ar"] + MODULES["frame_ar"].partition("addLanguage(")[2])
    plain = [text for text in texts if set(text) & set(string.ascii_letters)]
    assert plain == [
        "./languages.js",
        "ar",
        "No passage shares anything with the question.",
        "No passage answers surely enough. The nearest may say it in other words.",
        "It asks two things, of which perhaps only one is answered.",
        "ar",
        "rtl",
    ]


# Served ----------------------------------------------------------------------------------------------------


def test_the_script_is_served_for_any_site(client: TestClient) -> None:
    response = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert response.status_code == 200
    assert response.content == widget.frame_script()
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=600"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert client.head("/widget.js").status_code == 200


def test_the_script_is_sent_small_and_once(client: TestClient) -> None:
    first = client.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) < FRAME_BYTES
    assert first.content == widget.frame_script()
    assert first.headers["vary"] == "Accept-Encoding"
    again = client.get("/widget.js", headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert again.status_code == 304
    assert again.content == b""
    assert client.get("/widget.js", headers={"If-None-Match": '"other"'}).status_code == 200


def test_what_the_script_loads_is_kept_by_browsers_until_there_is_another(client: TestClient) -> None:
    (name,) = re.findall(r"widget-\w+\.js", client.get("/widget.js").text)
    response = client.get(f"/{name}", headers={"Accept-Encoding": "gzip"})
    assert response.content == widget.conversation_module()
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    # A module of another origin is always asked for by CORS.
    assert response.headers["access-control-allow-origin"] == "*"
    # A page that loaded the script before an update asks for what is gone.
    before = client.get("/widget-0123456789ab.js")
    assert before.content == response.content
    assert before.headers["cache-control"] == "no-cache"


def test_the_home_page_loads_the_module_at_once(client: TestClient) -> None:
    path = f"/{widget.module_name()}"
    assert f'<link rel="modulepreload" href="{path}">' in client.get("/").text


def test_what_can_be_set_is_documented() -> None:
    page = (ROOT / "docs" / "widget.md").read_text(encoding="utf-8")
    attributes = re.findall(r"ATTRIBUTES = \[(.*?)\];", MODULES["element"], re.DOTALL)
    assert len(attributes) == 2
    for name in re.findall(r'"(\w+)"', " ".join(attributes)):
        assert f"\n| `{name}` | " in page
    properties = set(re.findall(r"var\((--sourceline-[a-z-]+)", MODULES["style"] + MODULES["frame_style"]))
    assert len(properties) > 10
    assert properties == set(re.findall(r"`(--sourceline-[a-z-]+)`", page))
    kinds = set(re.findall(r"^    (\w+): ", MODULES["words_en"].split("failures: {")[1], re.MULTILINE))
    told = page.split("Its `detail.kind` is ")[1].split(".")[0]
    assert {*kinds, "lost"} == set(re.findall(r"`(\w+)`", told))
