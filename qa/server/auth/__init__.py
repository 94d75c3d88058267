"""Who may do what: keys, what each allows, and how often.

Knows nothing of HTTP; `qa/server/auth/middleware.py` is where a request meets it.
"""
