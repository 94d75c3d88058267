"""Fitting of the few numbers in qa/confidence/weights.json."""
