"""Fitting of the few numbers in qa/weights.json."""
