"""Feedback on answers: stored durably, exported as an eval set."""
