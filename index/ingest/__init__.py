"""Ingest: a file becomes a document, a document becomes passages ready for the stores."""
