"""Sourceline in other frameworks; each module needs the extra of its name, such as `langchain`."""
