"""Turns documents into passages and passages into a searchable index.  Does not know about questions."""
