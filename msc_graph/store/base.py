"""What every SPARQL engine of the package gives back, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from msc_graph.rdf.namespaces import Namespaces

__all__ = ["DEFAULT_ROWS", "DEFAULT_TIMEOUT", "MAX_ANSWER", "Answer", "Dataset", "Store", "Term"]

#: Bounds of a query that asks for none: seconds, and rows or triples of its answer.
DEFAULT_TIMEOUT = 60.0
DEFAULT_ROWS = 100_000

#: Size that one answer may have (bytes, or characters of its terms).
MAX_ANSWER = 256_000_000


@dataclass(frozen=True, slots=True)
class Term:
    """A term of an answer or a binding.

    `kind` is `iri`, `literal` or `bnode`; `datatype` and `language` are those of a literal.
    """

    kind: str
    value: str
    datatype: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Graphs that a query is asked of, instead of all: their IRIs.

    `default` are merged into the default graph, `named` are those that GRAPH finds.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer to a query.

    Attributes
    ----------
    kind
        `select`, `ask` or `graph` (of CONSTRUCT and DESCRIBE).
    variables
        Columns of a SELECT, in the order of the query.
    rows
        Rows of a SELECT; None where a variable is unbound.
    boolean
        Answer of an ASK.
    triples
        Triples of a CONSTRUCT or DESCRIBE.
    """

    kind: str
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool = False
    triples: tuple[tuple[Term, Term, Term], ...] = ()


class Store(Protocol):
    """A SPARQL engine that holds one graph."""

    @property
    def names(self) -> Namespaces:
        """Prefixes that queries may use without declaring them."""

    def query(
        self,
        text: str,
        *,
        bindings: Mapping[str, Term] | None = None,
        dataset: Dataset | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        limit: int = DEFAULT_ROWS,
    ) -> Answer:
        """Answer a query.

        Parameters
        ----------
        text
            SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE.
        bindings
            Term by the name of a variable of the query, without its question mark.
        dataset
            Graphs that it is asked of; goes before FROM and FROM NAMED in the text. None, with
            no such clause, is all: the union of all graphs, each of them by name.
        timeout
            Seconds until it is stopped.
        limit
            Rows or triples that the answer may have.

        Raises
        ------
        QueryError
            If the query is malformed or asks for what is not allowed.
        StoreError
            If a limit stopped it, or the engine cannot be used.
        """
