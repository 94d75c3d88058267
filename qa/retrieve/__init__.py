"""Retrieve: candidates from both arms, their evidence, one fused score."""
