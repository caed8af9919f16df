"""Curated text: reading, writing and checking the tables of a data folder."""
