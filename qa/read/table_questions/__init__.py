"""Questions on a table: programs that pick cells, and a small network that ranks them."""
