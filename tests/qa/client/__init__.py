"""Tests of `qa.client`."""
