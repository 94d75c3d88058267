"""Settings compared on a set: one run for each, a table with significance and cost."""
