"""Questions made from the user's own documents, each with its gold span, one way of making a file."""
