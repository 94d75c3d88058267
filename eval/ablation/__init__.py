"""What each group of hand-written rules gains on development data: every set is measured with and without it."""
