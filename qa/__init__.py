"""Questions to cited answers, and the faces of the service: HTTP, command line, pages."""
