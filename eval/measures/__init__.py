"""Measures: named functions of runs and answers."""
