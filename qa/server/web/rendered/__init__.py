"""Documents as HTML: their Markdown rendered, each character with its offset, so that spans are marked exactly."""
