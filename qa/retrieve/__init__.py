"""Retrieve: passages found by vectors and by BM25, their evidence, one fused score."""
