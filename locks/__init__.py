"""The packages that are installed: exactly which, and their hashes."""
