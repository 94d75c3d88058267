"""Benchmarks of single steps of the pipeline, each a command: `python -m eval.benchmarks.retrieval`."""
