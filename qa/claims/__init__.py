"""Claims: the distinct values that passages, or speakers in one passage, give for a question.

Imports point one way: gather -> attribution, stance, values -> dates, quantities, names -> tables of words.
"""
