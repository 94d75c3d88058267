"""HTML pages with their templates and scripts, and the chat widget."""
