"""Requests made from the OpenAPI document are answered as it says: a sample, and all of them (`slow`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.api_fuzz import SERVERS, fuzzed

pytest.importorskip("schemathesis")


def test_the_document_s_own_examples_are_answered_as_it_says(tmp_path: Path) -> None:
    assert fuzzed(tmp_path, "keyed", examples=1, seed=0, phases="examples") == 0


@pytest.mark.slow
@pytest.mark.parametrize("which", SERVERS)
def test_requests_of_all_kinds_are_answered_as_the_document_says(tmp_path: Path, which: str) -> None:
    assert fuzzed(tmp_path, which, examples=50, seed=0) == 0
