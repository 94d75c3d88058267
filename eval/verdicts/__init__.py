"""Verdicts: questions that want yes or no, and how often the verdict that is shown is right."""
