"""The triples of a graph or dataset, by subject and predicate, for one pass of reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import Dataset, Graph, URIRef
from rdflib.term import Literal, Node

__all__ = ["TripleIndex"]

_SURROGATES = dict.fromkeys(range(55296, 57344), "�")


class TripleIndex:
    """Values by subject and predicate; of a dataset, those of all graphs together."""

    def __init__(self, graph: Graph | Dataset | Iterable[tuple[Node, Node, Node]]) -> None:
        self._values: dict[Node, dict[Node, list[Node]]] = {}
        for subject, predicate, value in _triples(graph):
            self._values.setdefault(subject, {}).setdefault(predicate, []).append(value)

    def subjects(self) -> Iterator[Node]:
        """Every subject, in no particular order."""
        return iter(self._values)

    def predicates(self, subject: Node) -> Iterator[Node]:
        """Every predicate of a subject."""
        return iter(self._values.get(subject, ()))

    def all(self, subject: Node, predicate: URIRef) -> list[Node]:
        """Every value, once, sorted."""
        values = self._values.get(subject, {}).get(predicate, ())
        return sorted(set(values), key=lambda v: (isinstance(v, Literal), str(v)))

    def texts(self, subject: Node, predicate: URIRef) -> list[str]:
        """Every literal as text, sorted."""
        found = {clean(v) for v in self.all(subject, predicate) if isinstance(v, Literal)}
        return sorted(found)

    def text(self, subject: Node, predicate: URIRef) -> str:
        """The first literal as text; English or without language before others; else empty."""
        values = [v for v in self.all(subject, predicate) if isinstance(v, Literal)]
        values.sort(key=lambda v: (v.language or "en").partition("-")[0] != "en")
        return clean(values[0]) if values else ""


def clean(value: Node) -> str:
    """Text of a term; half a surrogate pair, which JSON may hold, becomes a replacement mark."""
    text = str(value)
    return text if text.isascii() else text.translate(_SURROGATES)


def _triples(
    graph: Graph | Dataset | Iterable[tuple[Node, Node, Node]],
) -> Iterator[tuple[Node, Node, Node]]:
    if isinstance(graph, Dataset):
        for subject, predicate, value, _ in graph.quads():
            yield subject, predicate, value
    else:
        yield from graph
