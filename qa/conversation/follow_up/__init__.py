"""Follow-up questions: a conversation and a question in, a question that stands alone out."""
