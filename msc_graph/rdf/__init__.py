"""Records to RDF and back, the ontology and its shapes."""
