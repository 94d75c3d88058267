"""The HTTP service: routes, pages, access control and protocol limits."""
