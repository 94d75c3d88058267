"""English word lists that ingest and retrieval use."""
