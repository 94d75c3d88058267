"""`/v1/documents`: the endpoints and the bodies they take and return."""
