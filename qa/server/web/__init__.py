"""Pages for people, and the chat widget."""
