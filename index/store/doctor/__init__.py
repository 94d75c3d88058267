"""The examination of a data folder: each store against the catalog, and the catalog against itself."""
