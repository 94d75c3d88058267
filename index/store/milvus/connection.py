"""The connection to Milvus, and the tables there.  Only this module imports pymilvus.

Milvus calls a table a collection; here *collection* is Sourceline's.  Two tables hold all of them:

- `passages`: one row a passage, with its vector, its terms as a sparse vector, what filters compare, the
  generations that it is in, and its evidence;
- `records`: everything else, as text in parts: heads, versions with their texts, statistics of words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from index.errors import IndexMismatch, InvalidInput, StorageUnusable

Row = dict[str, Any]
Item = TypeVar("Item")

#: The longest text that Milvus keeps in one field, in bytes.
LONGEST_TEXT = 65_535
#: Rows sent at once: about 8 MB of 64 that Milvus accepts.
ROWS_AT_ONCE = 256
#: Ids named in one expression.
IDS_AT_ONCE = 1000
#: The most rows that Milvus returns for one request.
MOST_ROWS = 16_384
#: `removed` of a passage that is live.
NEVER = 2**63 - 1
#: Tags of one passage, and characters of each.
MOST_TAGS, TAG_LENGTH = 4096, 16
EXTRA = "Install it with `pip install 'sourceline[milvus]'`."


def groups(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Slices of at most `size` items."""
    return (items[at : at + size] for at in range(0, len(items), size))


class Milvus:
    """Two tables in one Milvus.  Safe to use from many threads.

    Args:
        uri: The address of a cluster, such as `http://milvus:19530`, or a file for milvus-lite.
        token: Sent with every request, `user:password` or a key; empty for none.
        prefix: What the names of the tables begin with, so that several indexes share one Milvus.

    Raises:
        StorageUnusable: It cannot be reached.
        InvalidInput: pymilvus is not installed.
    """

    def __init__(self, uri: str, token: str = "", prefix: str = "sourceline") -> None:
        try:
            import pymilvus
        except ImportError as error:
            raise InvalidInput(
                "The store is Milvus, but pymilvus is not installed.", field="SOURCELINE_STORE", hint=EXTRA
            ) from error
        self._types = pymilvus.DataType
        self._failure = pymilvus.MilvusException
        self.uri = uri
        self._has_tables = False
        self.passages, self.records = f"{prefix}_passages", f"{prefix}_records"
        with self._named_errors("connect"):
            self._client = pymilvus.MilvusClient(uri, token=token)

    @contextmanager
    def _named_errors(self, doing: str) -> Iterator[None]:
        try:
            yield
        except self._failure as error:
            raise StorageUnusable(
                f"Milvus at {self.uri} did not {doing}: {str(error)[:300]}",
                field="SOURCELINE_MILVUS_URI",
                hint="Check that it runs and that the token is right; then do the same again.",
            ) from error

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    # Tables ------------------------------------------------------------------------------------------------

    def has_tables(self) -> bool:
        """Whether anything was ever written."""
        if not self._has_tables:
            with self._named_errors("list its tables"):
                self._has_tables = bool(self._client.has_collection(self.records))
                if self._has_tables:
                    for table in (self.passages, self.records):
                        self._client.load_collection(table)  # milvus-lite forgets it at its end
        return self._has_tables

    def make_tables(self, dimension: int) -> None:
        """Make the tables if they are not there.

        Raises:
            IndexMismatch: The vectors there have another dimension.
        """
        with self._named_errors("make its tables"):
            if not self._client.has_collection(self.passages):
                self._make_passages(dimension)
            if not self._client.has_collection(self.records):
                self._make_records()
        self.has_tables()
        with self._named_errors("describe its tables"):
            fields = self._client.describe_collection(self.passages)["fields"]
        made_for = next(int(one["params"]["dim"]) for one in fields if one["name"] == "vector")
        if made_for != dimension:
            raise IndexMismatch(
                f"The passages in Milvus have vectors of {made_for} numbers, the model makes {dimension}.",
                field="SOURCELINE_EMBEDDING_MODEL",
                hint="Set the model back, or name another SOURCELINE_MILVUS_PREFIX and ingest again.",
            )

    def _make_passages(self, dimension: int) -> None:
        types, client = self._types, self._client
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", types.INT64, is_primary=True)
        for name in ("collection", "version", "start", "added", "removed", "length"):
            schema.add_field(name, types.INT64)
        schema.add_field("rules", types.VARCHAR, max_length=16)
        schema.add_field(
            "tags",
            types.ARRAY,
            element_type=types.VARCHAR,
            max_capacity=MOST_TAGS,
            max_length=TAG_LENGTH,
        )
        schema.add_field("ranges", types.JSON)
        # By far the largest, and only read by id: it stays on the disks of the query nodes, not in memory.
        schema.add_field("evidence", types.VARCHAR, max_length=LONGEST_TEXT, mmap_enabled=True)
        schema.add_field("vector", types.FLOAT_VECTOR, dim=dimension)
        schema.add_field("terms", types.SPARSE_FLOAT_VECTOR)
        indexes = client.prepare_index_params()
        indexes.add_index("vector", index_type="AUTOINDEX", metric_type="IP")
        indexes.add_index("terms", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        for name in ("collection", "version", "removed"):
            indexes.add_index(name, index_type="INVERTED")
        self._create(self.passages, schema, indexes)

    def _make_records(self) -> None:
        types, client = self._types, self._client
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("key", types.VARCHAR, is_primary=True, max_length=128)
        schema.add_field("kind", types.VARCHAR, max_length=16)
        schema.add_field("name", types.VARCHAR, max_length=128)
        for name in ("collection", "owner", "part", "parts"):
            schema.add_field(name, types.INT64)
        schema.add_field("data", types.VARCHAR, max_length=LONGEST_TEXT, mmap_enabled=True)
        schema.add_field("unused", types.FLOAT_VECTOR, dim=2)  # Milvus makes no table without vectors
        indexes = client.prepare_index_params()
        indexes.add_index("unused", index_type="FLAT", metric_type="IP")
        for name in ("kind", "name", "owner"):
            indexes.add_index(name, index_type="INVERTED")
        self._create(self.records, schema, indexes)

    def _create(self, name: str, schema: Any, indexes: Any) -> None:
        # Strong: whoever reads sees all that was acknowledged before, in whichever process.
        self._client.create_collection(name, schema=schema, index_params=indexes, consistency_level="Strong")

    # Rows --------------------------------------------------------------------------------------------------

    def upsert(self, table: str, rows: Sequence[Row], *, partial: bool = False) -> None:
        """Write rows, in place of those with the same keys.

        Args:
            partial: The rows have only the key and the fields that change.
        """
        with self._named_errors("take rows"):
            for some in groups(rows, ROWS_AT_ONCE):
                more = {"partial_update": True} if partial else {}
                self._client.upsert(table, [*some], **more)

    def delete(self, table: str, expression: str) -> None:
        """Delete the rows that an expression matches."""
        with self._named_errors("delete rows"):
            self._client.delete(table, filter=expression)

    def query(self, table: str, expression: str, fields: Sequence[str]) -> list[Row]:
        """All rows that an expression matches, in no order."""
        with self._named_errors("answer"):
            found = self._client.query(table, filter=expression, output_fields=[*fields], limit=MOST_ROWS)
            if len(found) < MOST_ROWS:
                return [*found]
            rows: list[Row] = []
            pages = self._client.query_iterator(
                table, filter=expression, output_fields=[*fields], batch_size=ROWS_AT_ONCE
            )
            while page := pages.next():
                rows += page
            pages.close()
            return rows

    def with_ids(self, ids: Sequence[int], fields: Sequence[str], also: str = "") -> list[Row]:
        """The passages with these ids that are there, in no order."""
        rest = f" and {also}" if also else ""
        return [
            row
            for some in groups(ids, IDS_AT_ONCE)
            for row in self.query(self.passages, f"id in {[*some]}{rest}", fields)
        ]

    def search(
        self, vector: Any, field: str, k: int, expression: str, fields: Sequence[str]
    ) -> list[tuple[int, float, Mapping[str, Any]]]:
        """Ids, inner products and fields of the `k` passages with the highest inner product."""
        with self._named_errors("search"):
            hits = self._client.search(
                self.passages,
                [vector],
                anns_field=field,
                limit=min(k, MOST_ROWS),
                filter=expression,
                output_fields=[*fields],
                search_params={"metric_type": "IP"},
            )[0]
        return [(int(hit["id"]), float(hit["distance"]), hit["entity"]) for hit in hits]

    def count(self, table: str, expression: str) -> int:
        """How many rows an expression matches."""
        with self._named_errors("count"):
            found = self._client.query(table, filter=expression, output_fields=["count(*)"])
        return int(found[0]["count(*)"])
