"""Written answers: a language model writes sentences from the passages, each checked before it is shown."""
