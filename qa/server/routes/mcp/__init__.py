"""The Model Context Protocol: the endpoint `/mcp` and the results of its tools."""
