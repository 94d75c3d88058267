"""The key of a version, by what names it."""

from __future__ import annotations

#: SQL for the key of a version, given by collection, document id, version name and source.  An empty source
#: means any: documents of several sources may have the same id and the same text.
VERSION_KEY = """(SELECT v.key FROM versions v JOIN documents d ON d.key = v.document
                  JOIN sources o ON o.key = d.source
                  WHERE d.collection = ? AND d.id = ? AND v.name = ?
                    AND o.name = coalesce(nullif(?, ''), o.name)
                  ORDER BY o.name LIMIT 1)"""
