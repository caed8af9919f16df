"""Graphs too large to be read at every start: compiled once to arrays, mapped from a file."""
