"""A service keeps its matrix products to one thread."""

from __future__ import annotations

import faiss
import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from qa.service import Service


def test_a_service_that_answers_leaves_the_processors_to_its_networks(service: Service) -> None:
    assert np.ones((2, 2)) @ np.ones(2) @ np.ones(2) == 4
    with threadpool_limits():  # gives back what other tests had
        threadpool_limits(2, user_api="blas")
        faiss.omp_set_num_threads(2)
        assert service.pipeline
        pools = [pool for pool in threadpool_info() if pool.get("threading_layer") == "pthreads"]
        assert pools
        assert [pool["num_threads"] for pool in pools] == [1] * len(pools)
        assert faiss.omp_get_max_threads() == 2
