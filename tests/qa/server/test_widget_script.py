"""The widget's script: one small file, cached by browsers, that never parses text as markup."""

from __future__ import annotations

import gzip
import re
import string
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from qa.server.web import widget
from qa.server.web.widget_script import answered_languages
from qa.settings import Settings
from tests.support.project import ROOT

FOLDER = Path(widget.__file__).parent
MODULES = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js")}
STATIC = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER.parent / "static").glob("*.js")}
IMPORT = re.compile(r'^import \{ ([^}]*) \} from "\./(\w+)\.js";$', re.MULTILINE)


def test_the_script_is_small() -> None:
    assert len(gzip.compress(widget.script(widget.LANGUAGES))) < 30_000


def test_the_widget_speaks_the_languages_that_are_answered(tmp_path: Path) -> None:
    assert answered_languages(Settings(home=tmp_path)) == {"en"}
    another = Settings(home=tmp_path, reader="another", embedding_model="another")
    assert answered_languages(another) == {"ar", "de", "en"}
    assert "Ihre Frage" not in widget.script().decode()
    assert "Ihre Frage" in widget.script(frozenset({"de"})).decode()


def test_the_script_that_is_served_has_no_comments_and_all_its_code() -> None:
    served = widget.script(widget.LANGUAGES).decode().split("\n")
    assert not [line for line in served if line.startswith(("/*", "//", " "))]
    code = re.sub(r"/\*.*?\*/|^\s*//.*$", "", "\n".join(MODULES.values()), flags=re.DOTALL | re.MULTILINE)
    kept = {line.strip() for line in code.split("\n")} - {""}
    kept = {line.removeprefix("export ") for line in kept if not line.startswith("import ")}
    assert kept <= {line.strip() for line in served}


def test_the_script_is_all_modules_each_after_those_it_imports() -> None:
    assert sorted(widget.MODULES) == sorted(MODULES)
    for n, name in enumerate(widget.MODULES):
        for names, source in IMPORT.findall(MODULES[name]):
            assert source in widget.MODULES[:n], f"{name} comes before {source}"
            for imported in names.split(", "):
                assert re.search(rf"^export .*\b{imported}\b", MODULES[source], re.MULTILINE)
    body = widget.script().decode()
    assert not re.search(r"^(import|export)\b", body, re.MULTILINE)


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
    said = {language: set(key.findall(MODULES[f"words_{language}"])) for language in ("en", "de", "ar")}
    assert said["en"] == said["de"] == said["ar"]
    used = set(re.findall(r"\bwords\.(\w+)", "".join(MODULES.values())))
    assert used - {"code", "js"} <= said["en"]


def test_the_reasons_of_an_abstention_are_translated() -> None:
    from qa.respond import NOT_ANSWERED, NOTHING_FOUND

    for language in ("de", "ar"):
        for reason in (NOT_ANSWERED, NOTHING_FOUND):
            assert f'"{reason}": "' in MODULES[f"words_{language}"]


def test_arabic_is_written_in_arabic() -> None:
    texts = re.findall(r'"([^"]+)"', MODULES["words_ar"])
    plain = [text for text in texts if set(text) & set(string.ascii_letters)]
    assert plain == [
        "./words.js",
        "ar",
        "rtl",
        "No passage shares anything with the question.",
        "The nearest passages do not answer the question.",
    ]


# Served ----------------------------------------------------------------------------------------------------


def test_the_script_is_served_for_any_site(client: TestClient) -> None:
    response = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert response.status_code == 200
    assert response.content == widget.script()
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=600"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert client.head("/widget.js").status_code == 200


def test_the_script_is_sent_small_and_once(client: TestClient) -> None:
    first = client.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) < 30_000
    assert first.content == widget.script()
    assert first.headers["vary"] == "Accept-Encoding"
    again = client.get("/widget.js", headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert again.status_code == 304
    assert again.content == b""
    assert client.get("/widget.js", headers={"If-None-Match": '"other"'}).status_code == 200


def test_what_can_be_set_is_documented() -> None:
    page = (ROOT / "docs" / "widget.md").read_text(encoding="utf-8")
    attributes = re.findall(r"ATTRIBUTES = \[(.*?)\];", MODULES["element"], re.DOTALL)
    assert len(attributes) == 2
    for name in re.findall(r'"(\w+)"', " ".join(attributes)):
        assert f"\n| `{name}` | " in page
    properties = set(re.findall(r"var\((--sourceline-[a-z-]+)", MODULES["style"]))
    assert len(properties) > 10
    assert properties == set(re.findall(r"`(--sourceline-[a-z-]+)`", page))
    kinds = set(re.findall(r"^    (\w+): ", MODULES["words_en"].split("failures: {")[1], re.MULTILINE))
    told = page.split("Its `detail.kind` is ")[1].split(".")[0]
    assert kinds == set(re.findall(r"`(\w+)`", told))
