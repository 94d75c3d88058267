"""Speed: indexing, searching and asking, beside another engine on the same machine in the same run."""
