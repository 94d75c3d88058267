"""Reduce token vectors to a few dimensions by a fixed random projection.

Late interaction (MaxSim, Khattab and Zaharia 2020) needs a vector for each token of a passage.  A random
orthonormal projection nearly preserves inner products (Johnson and Lindenstrauss 1984) and needs no fitting,
so it works with any model.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TOKEN_DIMENSION = 64
SEED = 1


class TokenProjection:
    """Projects token vectors of one model.

    Args:
        dimension: Of the model's token vectors.
    """

    def __init__(self, dimension: int) -> None:
        gaussian = np.random.default_rng(SEED).normal(size=(dimension, min(dimension, TOKEN_DIMENSION)))
        basis, signs = np.linalg.qr(gaussian)
        self._matrix = (basis * np.sign(np.diag(signs))).astype(np.float32)
        self.name = f"random-{self._matrix.shape[1]}-{SEED}"

    def project(self, tokens: NDArray[np.float32]) -> NDArray[np.float32]:
        """Project `(t, dimension)` to `(t, TOKEN_DIMENSION)`, rows of unit length."""
        small = tokens @ self._matrix
        return np.asarray(small / np.maximum(np.linalg.norm(small, axis=1, keepdims=True), 1e-9), np.float32)
