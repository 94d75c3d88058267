"""What people say of answers: kept durably, given out as an eval set."""
