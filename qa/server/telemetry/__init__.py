"""What is seen of a server from outside: log, metrics, traces.  No text of documents or questions."""
