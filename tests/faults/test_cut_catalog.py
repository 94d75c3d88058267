"""A catalog that is cut under a process that reads it: damage that is told, not a signal that ends it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from index.documents import Document
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader

#: Reads a catalog, cuts it, and reads on: were it mapped into memory, that would end the process.
CUT = """
import os, sys
from pathlib import Path
from index.errors import StorageDamaged
from index.store.catalog import Catalog

catalog = Catalog(Path(sys.argv[1]))
db = catalog.connection
db.execute("BEGIN")  # a later one would compare sizes
db.execute("SELECT count(*) FROM collections").fetchone()
os.truncate(catalog.path, catalog.path.stat().st_size // 2)
try:
    db.execute("SELECT sum(length(token_vectors)) FROM passages").fetchone()
except StorageDamaged:
    print("told")
"""


def test_a_catalog_that_is_cut_while_it_is_open_is_damage(tmp_path: Path) -> None:
    home = tmp_path / "home"
    service = Service(Settings(home=home), FakeEmbedder(), FakeReader())
    service.ingester.add("default", [Document(f"d{n}", f"{n} soldiers came. " * 50) for n in range(200)])
    service.index.catalog.scrub_log()
    service.index.catalog.close()
    done = subprocess.run([sys.executable, "-c", CUT, str(home)], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("told\n", 0), done.stderr
