"""The server's packages import one another in one direction, and there is no import cycle."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.support.project import ROOT

FOLDER = ROOT / "qa" / "server"
#: What each package may import of the others; the modules beside the packages may import all of them.
MAY_IMPORT = {
    "http": set[str](),
    "auth": {"http", "telemetry"},
    "routes": {
        *("http", "telemetry", "auth", "state", "collection_renames"),
        *("answering", "question_recorder", "insights_view", "processes"),
    },
    "web": {"http", "auth", "state", "insights_view"},
}


def module(path: Path) -> str:
    """The dotted name of a file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {module(path): path for path in sorted(FOLDER.rglob("*.py"))}


def imports(path: Path) -> set[str]:
    """The modules of the server that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found & FILES.keys()


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_packages_import_in_one_direction(package: str) -> None:
    allowed = MAY_IMPORT[package] | {package}
    wrong = {
        f"{name} imports {imported}"
        for name, path in FILES.items()
        if name.startswith(f"qa.server.{package}")
        for imported in imports(path) - {"qa.server"}
        if imported.split(".")[2] not in allowed
    }
    assert not wrong


def test_there_is_no_import_cycle() -> None:
    packages = {name for name, path in FILES.items() if path.name == "__init__.py"}
    graph = {name: imports(path) - packages - {name} for name, path in FILES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1]))
