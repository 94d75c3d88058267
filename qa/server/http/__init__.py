"""What every request passes through: limits, paths, errors, origins."""
