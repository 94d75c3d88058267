"""Training of the reader that answers with a span: data, misleading questions, the training loop, export."""
