"""Half precision to single precision."""

from __future__ import annotations

import numpy as np

from index.half_precision import single


def test_every_finite_number_is_the_same() -> None:
    every = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    assert single(finite).tobytes() == finite.astype(np.float32).tobytes()


def test_any_shape_also_without_numbers() -> None:
    for shape in ((0, 4), (3, 4), (2, 3, 4)):
        half = np.ones(shape, np.float16)
        assert single(half).shape == shape
        assert single(half[..., ::2]).sum() == half.size / 2
