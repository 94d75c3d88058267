"""What Sourceline promises beside its behaviour: that it is documented, layered, small, offline."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from qa.cli import app
from qa.schemas import AskResponse, Citation
from qa.setting_errors import variable
from qa.settings import Settings
from tests.support.project import ROOT

DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {path: path.read_text(encoding="utf-8") for path in DOCS}
COMMANDS = TEXTS[ROOT / "docs" / "command-line.md"] + TEXTS[ROOT / "docs" / "evaluation.md"]
LINKS = [
    (path, link)
    for path, text in TEXTS.items()
    for link in re.findall(r"\]\(((?!https?:|#)[^)#]+)(?:#[^)]*)?\)", text)
]
MOST_README_LINES = 150
LAYERS = ("eval", "qa", "index")
#: The steps of `qa/`, each of which may import those before it.
STEPS = (
    "language",
    "quantities",
    "understand",
    "retrieve",
    "read",
    "claims",
    "support",
    "compose",
    "confidence",
    "pipeline",
)
#: The files that alone may import each library.
OWNERS = {
    "faiss": "index/store/vector_segments.py eval/bench/floor.py",
    "ray": "index/ingest/bulk/over_ray.py",
    "pymilvus": "index/store/milvus/connection.py",
    "tantivy": "index/store/lexical.py index/store/stemming.py eval/bench/floor.py",
    "sentence_transformers": "index/embed/sentence_transformer.py",
    "Stemmer": "index/language/stemmers.py",
    "pycld2": "index/language/detection.py",
    "sentencex": "index/ingest/sentences.py",
    "trafilatura": "index/ingest/formats/main_content.py eval/benchmarks/formats.py",
    "charset_normalizer": "index/ingest/formats/decoding.py",
    "lxml": "index/ingest/formats/html_blocks.py index/ingest/formats/html_about.py "
    "index/ingest/formats/epub.py",
    "yaml": "index/ingest/formats/front_matter.py",
    "pypdfium2": "index/ingest/formats/pdf.py index/ingest/formats/pdf_pages.py",
    "nh3": "qa/server/web/rendered/sanitising.py",
    "markdown_it": "index/ingest/formats/markdown.py qa/server/web/rendered/markdown_html.py "
    "qa/server/web/rendered/inline.py",
    "pdfminer": "eval/benchmarks/filings.py",
    "docx": "index/ingest/formats/word.py",
    "pptx": "index/ingest/formats/powerpoint.py",
    "openpyxl": "index/ingest/formats/excel.py",
    "defusedxml": "index/ingest/formats/office_package.py index/ingest/web/sitemap.py",
    "wcmatch": "index/ingest/ignore_patterns.py",
    "watchfiles": "qa/cli/folder_sync.py",
    "httpcore": "index/ingest/web/fetching.py",
    "protego": "index/ingest/web/robots.py",
    "openvino": "index/embed/cpu_core.py index/embed/bert_graph.py "
    "eval/reader_training/export.py eval/support_training/export.py "
    "eval/support_training/restore.py",
    "nncf": "eval/reader_training/export.py eval/support_training/export.py",
    "dateparser": "qa/quantities/dates.py",
    "langchain_core": "qa/integrations/langchain.py",
    "llama_index": "qa/integrations/llamaindex.py",
    "haystack": "qa/integrations/haystack.py",
    "rapidfuzz": "qa/retrieve/spelling/nearest_words.py",
    "spellchecker": "qa/language/dictionaries.py",
    "prometheus_client": "qa/server/telemetry/metrics.py qa/server/telemetry/store_metrics.py "
    "qa/server/telemetry/exposition.py qa/server/processes/shared_counts.py",
    "structlog": "qa/server/telemetry/logs.py qa/server/telemetry/request_record.py",
    "opentelemetry": "qa/server/telemetry/tracing.py",
}
MOST_LINES = 350


def sources(*folders: str) -> list[Path]:
    """The Python files of folders."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@cache
def imported(path: Path) -> frozenset[str]:
    """The modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found.add(node.module or "")
    return frozenset(found)


# Documented ----------------------------------------------------------------------------------------------


def commands(command: Any, path: str) -> Iterator[str]:
    """The full names of all verbs below a command."""
    for name, below in getattr(command, "commands", {}).items():
        if hasattr(below, "commands"):
            yield from commands(below, f"{path} {name}")
        else:
            yield f"{path} {name}"


@pytest.mark.parametrize("command", [*commands(typer.main.get_command(app), "qa")])
def test_every_command_is_documented(command: str) -> None:
    assert re.search(rf"(^|`){command}\b", COMMANDS, re.MULTILINE), f"docs/ do not show `{command}`"


@pytest.mark.parametrize(
    "target", re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
)
def test_every_make_target_is_documented(target: str) -> None:
    assert re.search(rf"\bmake {target}\b", COMMANDS), f"docs/command-line.md does not show `make {target}`"


@pytest.mark.parametrize("name", [*Settings.model_fields])
def test_every_setting_is_described_and_shown(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    printed = CliRunner().invoke(app, ["config"]).stdout
    description = Settings.model_fields[name].description
    assert description
    assert description in printed
    assert variable(name) in printed
    assert f"`{variable(name)}`" in TEXTS[ROOT / "docs" / "settings.md"]
    assert description in TEXTS[ROOT / "docs" / "settings.md"]


@pytest.mark.parametrize(("page", "link"), LINKS)
def test_every_link_of_the_docs_leads_somewhere(page: Path, link: str) -> None:
    assert (page.parent / link).exists()


def test_the_readme_is_short_and_names_every_page_of_the_docs() -> None:
    readme = TEXTS[ROOT / "README.md"]
    assert readme.count("\n") <= MOST_README_LINES
    assert not [path.name for path in DOCS[2:] if f"docs/{path.name}" not in readme]


# Layered and small ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_point_one_way(layer: str) -> None:
    above = set(LAYERS[: LAYERS.index(layer)]) | {"tests"}
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(layer)
        for name in imported(path)
        if name.split(".")[0] in above
    }
    assert not wrong


def test_the_stores_do_not_know_how_files_are_read() -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources("index/language", "index/embed", "index/store", "index/search")
        for name in imported(path)
        if name.startswith("index.ingest")
    }
    assert not wrong


@pytest.mark.parametrize("layer", LAYERS)
def test_no_modules_import_each_other(layer: str) -> None:
    """Imports inside functions and of types alone count, too."""
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in sources(layer)}
    modules = {name.removesuffix(".__init__"): path for name, path in modules.items()}
    graph = TopologicalSorter(
        {
            name: {other for other in imported(path) if other in modules and other != name}
            for name, path in modules.items()
        }
    )
    graph.prepare()


@pytest.mark.parametrize("step", STEPS)
def test_the_steps_of_a_question_import_only_those_before(step: str) -> None:
    allowed = {*STEPS[: STEPS.index(step) + 1], "schemas", "stopwatch"}
    if step == "pipeline":
        allowed |= {"cite", "respond"}
    files = sources(f"qa/{step}") or [ROOT / "qa" / f"{step}.py"]
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imported(path)
        if name.split(".")[0] == "qa" and name.split(".")[1:2] not in [[one] for one in allowed]
    }
    assert not wrong


def test_no_step_takes_a_question_that_is_not_parsed() -> None:
    """But the models do, which know words alone."""
    wrong = {
        f"{path.relative_to(ROOT)}: {function.name}"
        for path in sources(*(f"qa/{step}" for step in ("read", "claims", "compose", "confidence")))
        if path.parent.name != "reader"
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for argument in function.args.args
        if argument.arg == "question" and ast.unparse(argument.annotation or ast.Constant("")) == "str"
    }
    assert not wrong


def test_no_test_imports_another_test() -> None:
    """What tests share is in `tests/support`; scripts that tests hand to Python are looked at, too."""
    imports = re.compile(r"(?:from|import)\s+(tests\.(?:\w+\.)*(?:test_\w+|conftest))")
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources("tests")
        for name in imports.findall(path.read_text(encoding="utf-8"))
    }
    assert not wrong


def test_eval_is_never_imported_bare() -> None:
    assert not [path for path in sources("eval", "tests") if "eval" in imported(path)]


@pytest.mark.parametrize(("library", "owners"), OWNERS.items())
def test_each_library_is_known_only_where_it_belongs(library: str, owners: str) -> None:
    importers = {
        path.relative_to(ROOT).as_posix()
        for path in sources(*LAYERS)
        if library in {name.split(".")[0] for name in imported(path)}
    }
    assert importers == {*owners.split()}


def test_no_file_is_long() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for folder in ("index", "qa", "eval", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".css", ".js"}
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


# Never calls out -----------------------------------------------------------------------------------------

CUT_OFF = """
import socket, sys

tried = []

def cut(*arguments, **options):
    tried.append(arguments)
    raise OSError("the network is cut")

socket.getaddrinfo = socket.create_connection = cut
socket.socket.connect = socket.socket.connect_ex = cut
socket.socket.sendto = cut

from qa.cli import app

for arguments in (["ingest", sys.argv[1]], ["ask", "How many North Korean troops were reported?", "--json"]):
    try:
        app(arguments)
    except SystemExit as done:
        if done.code:
            raise
assert not tried, f"it called out: {tried}"
"""


@pytest.mark.real_model
def test_the_seed_is_answered_with_the_network_cut(tmp_path: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSF"))
    }
    environment |= {
        "PYTHONPATH": str(ROOT),
        "SOURCELINE_HOME": str(tmp_path / "home"),
        "HF_HOME": str(tmp_path / "empty"),
    }
    done = subprocess.run(
        [sys.executable, "-c", CUT_OFF, str(ROOT / "seeds")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    summary, _, answer = done.stdout.partition("\n")
    assert summary.startswith("1 new, 0 unchanged, 0 replaced, 0 failed")
    response = AskResponse.model_validate(json.loads(answer))
    assert response.answer is not None
    shown = " ".join(passage.text for passage in response.passages[:2])
    assert "approximately 15,000" in shown
    assert "up to 12,000" in shown
    text = (ROOT / "seeds" / "north-korean-troops-in-kursk.txt").read_text(encoding="utf-8")
    for citation in [*response.answer.citations, *(passage.citation for passage in response.passages)]:
        assert isinstance(citation, Citation)
        assert text[citation.start_char_index : citation.end_char_index] == citation.cited_text


@pytest.mark.real_model
@pytest.mark.parametrize(
    "module", ["index.embed.cpu_core", "index.embed.bert_graph", "qa.read.reader.streams"]
)
def test_openvino_reports_to_nobody(module: str, tmp_path: Path) -> None:
    """It would from a process of its own, so a cut network does not show it, and not where `CI` is set."""
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    code = f"import {module}, openvino, sys; print(sys.modules['openvino_telemetry'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**environment, "HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stdout == "None\n"
    assert not [*tmp_path.iterdir()]
