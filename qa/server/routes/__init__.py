"""The routes of the API, with the bodies they take and give."""
