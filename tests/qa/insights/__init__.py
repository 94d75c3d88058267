"""The question log and what it says."""
