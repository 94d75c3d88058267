"""Which catalog fills the tables in Milvus: two would overwrite each other."""

from __future__ import annotations

import secrets

from index.errors import IndexMismatch
from index.store.catalog import Catalog
from index.store.milvus import records
from index.store.milvus.connection import Milvus
from index.store.milvus.records import CATALOG, Record


def check_owner(milvus: Milvus, catalog: Catalog) -> None:
    """Make the tables this catalog's if they are nobody's.  Needs the writer lock.

    Raises:
        IndexMismatch: They are another catalog's.
    """
    with catalog.transaction() as db:
        db.execute("INSERT OR IGNORE INTO meta VALUES ('catalog', ?)", (secrets.token_hex(16),))
        (own,) = db.execute("SELECT value FROM meta WHERE name = 'catalog'").fetchone()
    found = records.find(milvus, f'kind == "{CATALOG}"')
    if not found:
        records.put(milvus, [Record(CATALOG, 0, 0, "", own)])
    elif found[0].value != own:
        raise IndexMismatch(
            f"The tables {milvus.passages} and {milvus.records} in Milvus belong to another data folder.",
            field="SOURCELINE_MILVUS_PREFIX",
            hint="Set another prefix, or restore the data folder that filled them.",
        )
