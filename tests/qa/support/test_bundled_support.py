"""The support model that ships."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexMismatch
from qa.support.bundled import WEIGHTS, BundledSupport, model_folder
from qa.support.protocol import CONTRADICTED, SUPPORTED, UNDECIDED, ClaimedOf
from qa.support.verdict_head import load_head

TEXT = "The weir at Aldbruck was opened in 1948 and may be crossed by bicycle, but not by car."


@pytest.fixture(scope="module")
def model() -> BundledSupport:
    return BundledSupport()


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("The weir at Aldbruck was opened in 1948.", SUPPORTED),
        ("Was the weir opened in 1948?", SUPPORTED),
        ("Was the weir opened in 1951?", CONTRADICTED),
        ("The weir was not opened in 1948.", CONTRADICTED),
        ("Is the harbour master paid by the hour?", UNDECIDED),
    ],
)
def test_plain_claims_are_judged(model: BundledSupport, claim: str, said: int) -> None:
    assert int(model.judge([ClaimedOf(claim, "Aldbruck", TEXT)])[0].argmax()) == said


def test_shares_add_up_and_do_not_depend_on_other_pairs(model: BundledSupport) -> None:
    pairs = [ClaimedOf("Was the weir opened in 1948?", "", TEXT * n) for n in range(1, 20)]
    together = model.judge(pairs)
    assert np.allclose(together.sum(axis=1), 1, atol=1e-5)
    assert np.allclose(together[0], model.judge(pairs[:1])[0], atol=0.02)
    assert model.judge([]).shape == (0, 3)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    shutil.copytree(model_folder(), tmp_path / "model")
    with (tmp_path / "model" / WEIGHTS).open("ab") as file:
        file.write(b"x")
    with pytest.raises(IndexMismatch, match=r"support\.bin"):
        BundledSupport(tmp_path / "model").judge([ClaimedOf("So?", "", TEXT)])


def test_the_head_was_fitted_for_the_model_that_ships() -> None:
    weights = (model_folder() / WEIGHTS).read_bytes()
    assert load_head().support == hashlib.sha256(weights).hexdigest()
