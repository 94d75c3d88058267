"""Tests of `qa.integrations`."""
