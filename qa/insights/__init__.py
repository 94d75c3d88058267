"""The owner's view: a log of the questions, and what it says of them."""
