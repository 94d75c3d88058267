"""Evaluation: measure how good the answers are, and compare a change with a baseline."""
