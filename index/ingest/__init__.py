"""Ingest: read files as documents, cut documents into passages, prepare passages for the stores."""
