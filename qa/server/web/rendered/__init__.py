"""Documents as HTML: Markdown rendered, each character with its offset, so that a span is marked exactly."""
