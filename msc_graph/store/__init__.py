"""SPARQL: one interface, an embedded engine, the named questions."""
