"""Records to `networkx.MultiDiGraph`: for path queries and every algorithm of networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msc_graph.curation.corpus import Corpus

if TYPE_CHECKING:
    import networkx

__all__ = ["build_network"]


def build_network(corpus: Corpus) -> networkx.MultiDiGraph[Any]:
    """All statements as a directed multigraph.

    Nodes are entity ids with `label`, `category`, `kind`, `synonyms` and `description`; edges run
    from subject to object, their key is the statement id, and they carry `predicate`, `sign`
    (+1, -1, 0), `role`, `level`, `negated`, `status` and `evidence` (a tuple of `Evidence`).
    Negated and superseded statements are edges too: filter on their attributes.

    Returns
    -------
    networkx.MultiDiGraph

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> network = build_network(load_corpus())
    >>> network.nodes["MONDO:0004975"]["label"]
    'Alzheimer disease'
    """
    import networkx as nx

    predicates = corpus.predicates
    network = nx.MultiDiGraph()
    for entity in sorted(corpus.entities.values(), key=lambda e: e.id):
        network.add_node(
            entity.id,
            label=entity.label,
            category=entity.category,
            kind=entity.kind,
            synonyms=entity.synonyms,
            description=entity.description,
        )
    for statement in sorted(corpus.statements.values(), key=lambda s: s.id):
        predicate = predicates[statement.predicate]
        network.add_edge(
            statement.subject,
            statement.object,
            key=statement.id,
            predicate=predicate.name,
            sign=predicate.sign,
            role=predicate.role,
            level=statement.level,
            negated=statement.negated,
            status=statement.status,
            evidence=corpus.evidence(statement.id),
        )
    return network
