"""The argument that names the record of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Record = Annotated[Path, typer.Argument(help="A run.json, or its folder.", show_default=False)]
