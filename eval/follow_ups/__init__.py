"""Follow-up questions: how well they are rewritten, and the training of the rewriter's weights."""
