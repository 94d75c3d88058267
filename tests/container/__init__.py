"""The image without Docker."""
