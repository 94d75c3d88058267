"""The JSON schema of filters against what compiles, over made values of the language's own words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from index.errors import InvalidInput
from index.search.filter_schema import filter_schemas
from index.search.filters import COMBINATIONS, DATES, MOST_TERMS, OPERATORS, compile_filter
from tests.support.made_filters import filters

AT = "#/components/schemas/"
FITS = Draft202012Validator({"$ref": f"{AT}Filter", "components": {"schemas": filter_schemas(AT)}})

keys = st.sampled_from([*OPERATORS, *COMBINATIONS, *DATES, "a", "", "$", "$andy", "metadata.$and", "\n"])
#: Texts are dates: which are, a schema says by a format, which validators need not check.
leaves = st.sampled_from([None, True, False, 0, -2.5, 2**70, "2024-01-01", "2024-01-01T10:00:00Z"])
made: st.SearchStrategy[Any] = st.recursive(
    leaves,
    lambda inside: (
        st.lists(inside, max_size=2) | st.dictionaries(keys, inside, min_size=1, max_size=2) | st.just({})
    ),
    max_leaves=6,
)


def compiles(value: Any) -> bool:
    try:
        compile_filter(value)
    except InvalidInput:
        return False
    return True


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made)
def test_what_fits_compiles_and_what_does_not_fit_does_not(value: Any) -> None:
    assert compiles(value) == FITS.is_valid(value)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(filters)
def test_filters_fit(value: dict[str, Any]) -> None:
    assert FITS.is_valid(value)


@pytest.mark.parametrize("many", [MOST_TERMS, MOST_TERMS + 1])
def test_too_many_keys_do_not_fit(many: int) -> None:
    value = {f"k{n}": n for n in range(many)}
    assert compiles(value) == FITS.is_valid(value) == (many == MOST_TERMS)
