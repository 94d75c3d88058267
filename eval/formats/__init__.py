"""Readers of eval sets: SQuAD JSON, BEIR folders, and more."""
