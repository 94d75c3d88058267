"""The stores: the catalog of record, and the vector and lexical indexes derived from it."""
