"""Features of the columns of a table, for a question."""

from __future__ import annotations

import numpy as np

from qa.language.word_vectors import word_vector
from qa.read.table_questions.asked import AskedOfTable, Floats
from qa.read.table_questions.cell_values import KINDS
from qa.read.table_questions.table import Table


def column_features(asked: AskedOfTable, table: Table) -> tuple[Floats, Floats]:
    """Features of each column, and how well its name covers each word of the question; zeros last."""
    words = len(asked.terms)
    covers = np.zeros((len(table.names) + 1, words), np.float32)
    features = np.zeros((len(table.names) + 1, COLUMN_FEATURES), np.float32)
    asks = next((n for n, word in enumerate(asked.lower) if word in ("which", "what", "whose", "many")), -1)
    for column, name in enumerate(table.names):
        terms = asked.terms_of(name)
        near = np.zeros(words, np.float32)
        if terms:
            vectors = np.stack([word_vector(word) for word in name.lower().split()] or [word_vector("")])
            near = (asked.vectors @ vectors.T).max(axis=1)
        exact = np.array([term in terms for term in asked.terms], np.float32)
        covers[column] = np.maximum(exact, np.where(near > 0.5, near, 0.0))
        content = np.array(asked.is_content, np.float32)
        own = covers[column] * content
        place = int(np.argmax(own)) if own.any() else -1
        cells = [row[column].words for row in table.rows]
        keys = [key for key in table.keys(column) if key is not None]
        features[column] = (
            1.0,
            float(sum(term in asked.terms for term in terms) / max(len(terms), 1)),
            float((exact * content).any()),
            float((near * content).max(initial=0.0)),
            float(asks >= 0 and 0 < place - asks <= 2) * float(own.max(initial=0.0)),
            float(asks >= 0 and place > asks) / (1.0 + max(place - asks, 0)),
            column == 0,
            column == 1,
            column == len(table.names) - 1,
            len(set(cells)) / len(cells),
            min(sum(len(cell.split()) for cell in cells) / len(cells), 10) / 10,
            len(keys) == len(cells) and keys == sorted(keys),
            len(keys) == len(cells) and keys == sorted(keys, reverse=True),
            sum(not cell for cell in cells) / len(cells),
            *(table.kinds[column] is kind for kind in KINDS),
        )
    return features, covers


COLUMN_FEATURES = 14 + len(KINDS)
