"""The fitted weights belong to one reader."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

import pytest

from index.errors import IndexMismatch
from qa.confidence.weights import load_weights
from qa.read.reader.bundled import HASHES, MODEL, WEIGHTS, checked, model_folder
from qa.read.reader.protocol import Reading, ReadPassage


class Named:
    """A reader with this hash."""

    def __init__(self, revision: str) -> None:
        self.identity: Mapping[str, object] = {"name": "named", "revision": revision}

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        raise NotImplementedError


def test_the_weights_that_ship_were_fitted_for_the_reader_that_ships(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bundled = Named(checked(model_folder(), HASHES, (MODEL, WEIGHTS))[WEIGHTS])
    assert load_weights().were_fitted_for(bundled)
    load_weights().check_reader(bundled, None)
    assert not caplog.records


def test_a_bundled_reader_without_its_weights_is_refused() -> None:
    with pytest.raises(IndexMismatch, match=r"is abc, but probabilities were fitted for \w{64}\.") as raised:
        load_weights().check_reader(Named("abc"), None)
    assert raised.value.field == "qa/confidence/weights.json"
    assert "eval.fitting" in raised.value.hint


def test_a_reader_by_setting_reads_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        load_weights().check_reader(Named("abc"), "some/model")
    assert "not calibrated for the reader some/model" in caplog.text
