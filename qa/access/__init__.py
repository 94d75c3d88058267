"""Who may do what: keys, what each allows, and how often.

Knows nothing of HTTP; `qa/api/access.py` is where a request meets it.
"""
