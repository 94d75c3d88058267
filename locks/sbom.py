"""What Sourceline is made of, as CycloneDX JSON: the locked packages and the models, with their hashes.

    python -m locks.sbom torch==2.13.0 > sbom.json

The same inputs give the same bytes: there is no time in it, and its serial number is made from what it lists.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement

from index.embed.model_files import BUNDLED, BUNDLED_SHA256
from locks.reading import LOCKS, Locked, read_lock

ROOT = LOCKS.parent
#: The folders of models that ship with Sourceline; each has the hashes of its files.
MODELS = ("qa/read/reader/model", "qa/support/model")


def sbom(torch: str) -> str:
    """The bill of materials of an installation.

    Args:
        torch: PyTorch, as `name==version`; it is not locked, so it has no hash.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bom = Bom(components=[*_packages(), _torch(torch), *_models()])
    # Nothing that differs from one run to the next.
    bom.metadata.timestamp = None  # type: ignore[assignment]
    bom.metadata.tools.components.clear()
    bom.metadata.component = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
    )
    bom.register_dependency(bom.metadata.component, bom.components)
    bom.serial_number = UUID(int=0)
    bom.serial_number = uuid5(NAMESPACE_URL, JsonV1Dot6(bom).output_as_string())
    return JsonV1Dot6(bom).output_as_string(indent=2)


def _packages() -> Iterator[Component]:
    """The locked packages; one that has several versions on different machines is several components."""
    for (name, version), same in groupby(
        read_lock(LOCKS / "run.txt"), key=lambda one: (one.name, one.version)
    ):
        yield _package(name, version, [*same])


def _package(name: str, version: str, locked: list[Locked]) -> Component:
    url = PackageURL("pypi", None, name, version)
    files = [("file", digest) for one in locked for digest in one.hashes]
    markers = [("marker", one.marker) for one in locked if one.marker]
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        purl=url,
        bom_ref=url.to_string(),
        properties=[Property(name=f"sourceline:{key}", value=value) for key, value in (*markers, *files)],
    )


def _torch(pinned: str) -> Component:
    wanted = Requirement(pinned)
    return _package(wanted.name, str(wanted.specifier).lstrip("="), [])


def _models() -> Iterator[Component]:
    yield _model(f"{BUNDLED}/model.safetensors", BUNDLED_SHA256)
    for folder in MODELS:
        for line in (ROOT / folder / "SHA256SUMS").read_text("ascii").splitlines():
            digest, name = line.split()
            yield _model(f"{folder}/{name}", digest)
    ranker = Path("qa/read/table_questions/weights.npz")
    yield _model(ranker.as_posix(), sha256((ROOT / ranker).read_bytes()).hexdigest())


def _model(name: str, digest: str) -> Component:
    return Component(
        name=name,
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref=name,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
    )


if __name__ == "__main__":
    sys.stdout.write(sbom(sys.argv[1]) + "\n")
