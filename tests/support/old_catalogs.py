"""SQL that turns a catalog of today's format into an older one, to test that it is upgraded."""

from __future__ import annotations

#: From format 3 to format 2; its jobs lose their documents.
FORMAT_3_UNDONE = """
DROP TABLE job_documents;
ALTER TABLE jobs DROP COLUMN documents;
ALTER TABLE jobs DROP COLUMN generation;
ALTER TABLE jobs RENAME COLUMN problem TO result;
ALTER TABLE jobs ADD COLUMN payload BLOB;
ALTER TABLE collections DROP COLUMN description;
PRAGMA user_version = 2;
"""
