"""Readers of eval sets: our own JSON lines, SQuAD, BEIR and TREC."""
