"""Read: the reader finds answer spans in the first passages."""
