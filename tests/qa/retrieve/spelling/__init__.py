"""Tests of the spelling of questions."""
