"""Train the support model: from the reader's weights, on pairs of a sentence and a text."""
