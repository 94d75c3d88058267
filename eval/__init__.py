"""Measures how good the answers are, and holds a change against a baseline."""
