"""A page on which a person keeps, drops and edits the questions of a set."""
