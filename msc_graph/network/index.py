"""Compact adjacency of the walked statements: dictionaries of tuples, built in milliseconds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from msc_graph.curation.corpus import Corpus
from msc_graph.network.filters import HEADS, WalkRules, walked_statements
from msc_graph.vocabulary import load_vocabulary

__all__ = ["Hop", "Index", "build_index"]


class Hop(NamedTuple):
    """A statement as it is walked: from `source` to `target`, with the sign of its predicate.

    `forward` is false where a symmetric or provenance statement is walked from object to subject.
    """

    source: str
    target: str
    statement: str
    predicate: str
    sign: int
    role: str
    forward: bool = True


class Index:
    """Hops out of and into every entity.

    Attributes
    ----------
    outgoing, incoming
        Hops by entity id, in the order of the tables.
    """

    def __init__(
        self, outgoing: Mapping[str, Sequence[Hop]], incoming: Mapping[str, Sequence[Hop]]
    ) -> None:
        self.outgoing = outgoing
        self.incoming = incoming

    @cached_property
    def degrees(self) -> Mapping[str, int]:
        """Number of hops that touch each entity: how much of a hub it is."""
        nodes = self.outgoing.keys() | self.incoming.keys()
        return {n: len(self.outgoing.get(n, ())) + len(self.incoming.get(n, ())) for n in nodes}


def build_index(corpus: Corpus, rules: WalkRules | None = None) -> Index:
    """Index the hops that a walk under the rules may take.

    Preparations and sources are entered only from other sources and preparations, so they
    stand at the head of a chain and nowhere else.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> index = build_index(load_corpus())
    >>> all(hop.source == node for node, hops in index.outgoing.items() for hop in hops)
    True
    """
    rules = rules or WalkRules()
    predicates = load_vocabulary().predicates
    entities = corpus.entities
    outgoing: dict[str, list[Hop]] = defaultdict(list)
    incoming: dict[str, list[Hop]] = defaultdict(list)

    def add(hop: Hop) -> None:
        target, source = entities[hop.target], entities[hop.source]
        if target.category in HEADS and source.category not in HEADS:
            return
        outgoing[hop.source].append(hop)
        incoming[hop.target].append(hop)

    for statement in walked_statements(corpus, rules):
        predicate = predicates[statement.predicate]
        subject, obj = statement.subject, statement.object
        name, sign, role = predicate.name, predicate.sign, predicate.role
        if role in rules.roles:
            add(Hop(subject, obj, statement.id, name, sign, role))
        if predicate.symmetric:
            add(Hop(obj, subject, statement.id, name, sign, role, forward=False))
        if rules.engineered and name == "prepared_from":
            # Walked from the source to what was made of it: it passes the source's effect on.
            add(Hop(obj, subject, statement.id, name, 1, role, forward=False))
    return Index(outgoing, incoming)
