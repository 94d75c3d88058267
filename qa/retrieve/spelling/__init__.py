"""Correct the spelling of a question by the words of the collection that is asked."""
