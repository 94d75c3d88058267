"""The list of what Sourceline is made of."""

from __future__ import annotations

import hashlib
import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from index.embed.model_files import BUNDLED, locate
from locks.reading import LOCKS, read_lock
from locks.sbom import sbom
from tests.support.project import ROOT


@pytest.fixture(scope="module")
def made() -> str:
    return sbom("torch==2.13.0")


def test_it_is_cyclonedx(made: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(made) is None


def test_the_same_inputs_give_the_same_bytes(made: str) -> None:
    assert sbom("torch==2.13.0") == made
    assert json.loads(sbom("torch==2.12.0"))["serialNumber"] != json.loads(made)["serialNumber"]


def test_every_package_is_listed_with_the_hashes_of_its_files(made: str) -> None:
    listed = {(one["name"], one.get("version")): one for one in json.loads(made)["components"]}
    assert ("torch", "2.13.0") in listed
    for one in read_lock(LOCKS / "run.txt"):
        properties = listed[one.name, one.version]["properties"]
        assert {*one.hashes} <= {entry["value"] for entry in properties if entry["name"] == "sourceline:file"}


def test_every_model_is_listed_with_its_hash(made: str) -> None:
    models = {
        one["name"]: one["hashes"][0]["content"]
        for one in json.loads(made)["components"]
        if one["type"] == "machine-learning-model"
    }
    shipped = {f"{BUNDLED}/model.safetensors": locate(BUNDLED) / "model.safetensors"}
    shipped |= {
        path.relative_to(ROOT).as_posix(): path
        for path in (ROOT / "qa").rglob("*")
        if path.suffix in {".bin", ".xml", ".npz"}
    }
    assert models == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in shipped.items()}
