"""Training of the bundled reader: data, misleading questions, the training loop, export."""
