"""Backups of a data folder: one file, of one moment, that says what is in it and checks itself."""
