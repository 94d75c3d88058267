"""Models whose files could run code are refused before anything of them is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.embed.model_files import locate
from index.embed.safe_weights import require_safe
from index.errors import InvalidInput


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model with a layer of its own, all in safetensors."""
    (tmp_path / "2_Dense").mkdir()
    for name in ("model.safetensors", "2_Dense/model.safetensors"):
        (tmp_path / name).write_bytes(b"")
    modules = [{"type": "sentence_transformers.models.Transformer"}]
    (tmp_path / "modules.json").write_text(json.dumps(modules), "utf-8")
    return tmp_path


def test_a_model_in_safetensors_is_taken(folder: Path) -> None:
    assert locate(str(folder)) == folder


@pytest.mark.parametrize("name", ["pytorch_model.bin", "weights.pt", "weights.PTH", "last.ckpt", "x.pkl"])
@pytest.mark.parametrize("layer", ["", "2_Dense"])
def test_weights_that_are_only_in_a_pickle_are_refused(folder: Path, layer: str, name: str) -> None:
    (folder / layer / "model.safetensors").unlink()
    (folder / layer / name).write_bytes(b"")
    with pytest.raises(InvalidInput, match=r"is a pickle.*safetensors only") as refused:
        locate(str(folder), "SOURCELINE_READER")
    assert refused.value.field == "SOURCELINE_READER"
    assert name in refused.value.detail


def test_a_pickle_beside_safetensors_and_an_openvino_network_are_let_be(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"")
    (folder / "openvino").mkdir()
    (folder / "openvino" / "network.bin").write_bytes(b"")
    (folder / "openvino" / "network.xml").write_bytes(b"")
    require_safe(folder, "")


@pytest.mark.parametrize("modules", ['[{"type": "custom.Layer"}]', "[{}]", "[1]", "7", "{", '{"type": 1}'])
def test_code_of_a_model_is_refused(folder: Path, modules: str) -> None:
    (folder / "modules.json").write_text(modules, "utf-8")
    with pytest.raises(InvalidInput, match="code of models is not run"):
        require_safe(folder, "")
