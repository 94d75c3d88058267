"""A `qa` process multiplies matrices in its own thread, unless the user wants otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

#: Runs a verb, then multiplies; prints how many threads OpenBLAS has, itself included.
PROGRAM = """
import sys
from typer.testing import CliRunner
from qa.cli import app
assert "numpy" not in sys.modules
assert CliRunner().invoke(app, ["config"]).exit_code == 0
from threadpoolctl import threadpool_info
import numpy as np
np.ones((400, 400)) @ np.ones((400, 400))
print({one["num_threads"] for one in threadpool_info() if one["internal_api"] == "openblas"})
"""


@pytest.mark.parametrize(("given", "threads"), [("", "{1}"), ("2", "{2}")])
def test_the_number_of_matrix_threads(given: str, threads: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    environment |= {"OPENBLAS_NUM_THREADS": given} if given else {}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == threads
