"""The stores: the catalog of record, and the vector and lexical indexes that are derived from it."""
