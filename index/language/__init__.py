"""Word lists of English that ingest and retrieval need."""
