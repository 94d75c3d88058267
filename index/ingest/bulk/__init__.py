"""Bulk ingestion: many workers read, cut and embed files; one writer publishes."""
