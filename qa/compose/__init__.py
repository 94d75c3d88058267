"""Compose: what could be shown as the answer, made of spans of passages.

Each composer is one file and makes one form: a span in its sentence, a sentence, a list, steps, a row.  None
of them decides whether its answer is shown: `qa.confidence` does.
"""
