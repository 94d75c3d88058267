"""What ranking needs of passages, side by side in flat arrays: many are scored in a few operations."""
