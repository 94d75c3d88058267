"""Understand: what a question asks for, found once, in `parse`."""
