"""Claims: the distinct values that passages, or speakers in one passage, give for a question.

A span that the reader found becomes a `FoundValue`.  `candidate_values` orders them, `grouping` merges equal
ones, `selection` decides which are shown.  Imports point one way: selection -> grouping -> found_value ->
attribution, stance, values.
"""
