"""Tests of what is fetched from the web."""
