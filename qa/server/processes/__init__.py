"""Several processes that serve one data folder behind one port."""
