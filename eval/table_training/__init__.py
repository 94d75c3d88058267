"""Train the network that ranks candidate answers of tables."""
