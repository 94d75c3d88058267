"""Tests of `locks`."""
