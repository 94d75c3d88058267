"""Questions within a conversation."""
