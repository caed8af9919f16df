"""Checks of the curated data; the command line and the tests call the same functions."""
