"""Refuse models whose files could run code: weights in pickles, and classes of their own."""

from __future__ import annotations

import json
from pathlib import Path

from index.errors import InvalidInput

SAFE = ".safetensors"
#: Formats that Python's pickle reads; whoever made such a file decides what runs when it is read.
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib")
#: The classes that a model's `modules.json` may name.
KNOWN_CLASSES = "sentence_transformers."


def require_safe(folder: Path, setting: str) -> None:
    """Check a model's folder before anything of it is loaded.

    Weights beside others in safetensors are never read, nor is an OpenVINO network's `.bin` a pickle.

    Args:
        setting: The setting that names the model, for the error.

    Raises:
        InvalidInput: Some weights are in a pickle only, or a module is code of the model's own.
    """
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in PICKLES and not _is_harmless(path):
            raise InvalidInput(
                f"{path.relative_to(folder)} of the model {folder} is a pickle, which can run any code; "
                "weights are read from safetensors only.",
                field=setting,
                hint="Save it again with `save_pretrained` of a current library; that writes them.",
            )
    for name in _classes(folder):
        if not name.startswith(KNOWN_CLASSES):
            raise InvalidInput(
                f"modules.json of the model {folder} names {name[:100]!r}: code of models is not run.",
                field=setting,
                hint="Use a model whose modules are all of sentence-transformers.",
            )


def _is_harmless(path: Path) -> bool:
    """Whether nobody will read this file as a pickle."""
    return path.with_suffix(".xml").is_file() or any(path.parent.glob("*" + SAFE))


def _classes(folder: Path) -> list[str]:
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        return [str(module.get("type", "")) for module in modules]
    except FileNotFoundError:
        return []
    except (ValueError, AttributeError, TypeError):
        return [""]  # whatever it names is not known
