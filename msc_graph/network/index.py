"""Compact adjacency of the walked statements: dictionaries of tuples, built in milliseconds."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msc_graph.curation.corpus import Corpus
from msc_graph.network.filters import HEADS, WalkRules, walked_statements

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

    Parameters
    ----------
    outgoing, incoming
        Hops by entity id, in the order of the tables.
    traffic
        Statements into each entity times statements out of it; see `Index.traffic`. None counts
        the hops.
    """

    def __init__(
        self,
        outgoing: Mapping[str, Sequence[Hop]],
        incoming: Mapping[str, Sequence[Hop]],
        traffic: Mapping[str, int] | None = None,
    ) -> None:
        self.outgoing = outgoing
        self.incoming = incoming
        self._traffic = traffic

    def traffic(self, entity: str) -> int:
        """How much of a hub an entity is: ways into it times ways out of it, at least 1.

        Filters on evidence do not change it: a hub is a hub, whatever is asked.
        """
        if self._traffic is not None:
            return self._traffic.get(entity, 1)
        into, out = len(self.incoming.get(entity, ())), len(self.outgoing.get(entity, ()))
        return max(into, 1) * max(out, 1)

    def two_steps(self, hop: Hop) -> Iterator[tuple[Hop, Hop]]:
        """Pairs of hops that lead where a hop leads, over a third entity."""
        for first in self.outgoing.get(hop.source, ()):
            if first.target not in (hop.source, hop.target):
                for second in self.outgoing.get(first.target, ()):
                    if second.target == hop.target:
                        yield first, second


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
    signs = {
        name: (rules.signs(predicate), predicate.role)
        for name, predicate in corpus.predicates.items()
    }
    entities = corpus.entities
    outgoing: dict[str, list[Hop]] = defaultdict(list)
    incoming: dict[str, list[Hop]] = defaultdict(list)

    def add(hop: Hop) -> None:
        target, source = entities[hop.target], entities[hop.source]
        if target.category in HEADS and source.category not in HEADS and not rules.any_predicate:
            return
        outgoing[hop.source].append(hop)
        incoming[hop.target].append(hop)

    for statement in walked_statements(corpus, rules):
        name, subject, obj = statement.predicate, statement.subject, statement.object
        (along, against), role = signs[name]
        if along is not None:
            add(Hop(subject, obj, statement.id, name, along, role))
        if against is not None:
            add(Hop(obj, subject, statement.id, name, against, role, forward=False))
    return Index(outgoing, incoming, _traffic(corpus, rules))


def _traffic(corpus: Corpus, rules: WalkRules) -> Mapping[str, int] | None:
    """Traffic as a walk without filters has it; None where this walk has none."""
    if rules == WalkRules():
        return None
    if not rules.any_predicate:
        plain = build_index(corpus)
        return {node: plain.traffic(node) for node in plain.outgoing.keys() | plain.incoming.keys()}
    out: Counter[str] = Counter()
    into: Counter[str] = Counter()
    for statement in corpus.statements.values():
        if statement.subject != statement.object:
            out[statement.subject] += 1
            into[statement.object] += 1
    return {n: max(into[n], 1) * max(out[n], 1) for n in into.keys() | out.keys()}
