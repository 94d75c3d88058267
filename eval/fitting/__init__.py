"""Fit the weights and thresholds in qa/confidence/weights.json."""
