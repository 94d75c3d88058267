"""Documents to passages to a searchable index.  Knows nothing of questions."""
