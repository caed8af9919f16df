"""The web: the SPARQL endpoint, the JSON interface and the explorer, all of them read-only."""
