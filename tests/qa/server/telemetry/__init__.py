"""Tests of `qa/server/telemetry`."""
