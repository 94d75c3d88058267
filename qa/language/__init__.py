"""English words: lists of them, each in one place, and how frequent they are."""
