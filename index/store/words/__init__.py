"""The words of a collection on disk: how often each is written, changed in place."""
