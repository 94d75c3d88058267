"""Search: one generation of a collection, and the filters that narrow it."""
