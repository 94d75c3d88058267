"""The reader: finds the span of a passage that answers a question, and says whether there is one."""
