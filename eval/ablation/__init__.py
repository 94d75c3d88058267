"""What each group of hand-written rules gains on development data: measured with and without it."""
