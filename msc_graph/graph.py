"""MechanismGraph: one object that opens every floor when it is asked for; it holds no logic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from msc_graph.analysis.endpoints import Endpoint, find_endpoint
from msc_graph.analysis.names import Match, NameIndex
from msc_graph.analysis.options import TraceOptions, build_constraints
from msc_graph.analysis.reach import Reach, count_reach
from msc_graph.analysis.trace import Trace, trace
from msc_graph.analysis.weights import WEIGHTS, Weights
from msc_graph.curation.corpus import Corpus, merge_corpora
from msc_graph.curation.reading import load_corpus
from msc_graph.exceptions import DataError
from msc_graph.records import Entity, Statement

if TYPE_CHECKING:
    import networkx
    import rdflib

    from msc_graph.store.base import Answer, Store

__all__ = ["SHIPPED", "MechanismGraph"]

#: The word that names the graph of the package among data sources.
SHIPPED = "shipped"


class MechanismGraph:
    """A graph of mechanisms: records, network, RDF, traces, queries, pages and exports.

    Parameters
    ----------
    corpus
        The records; `MechanismGraph.load` reads them.

    Examples
    --------
    >>> kg = MechanismGraph.load()
    >>> kg.resolve("SHP2").entity.label
    'PTPN11'
    >>> kg.trace("SHP2", "Alzheimer disease").sign
    '-'
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    @classmethod
    def load(cls, *sources: str | Path) -> MechanismGraph:
        """Read a graph.

        Parameters
        ----------
        *sources
            Data folders, RDF files of the same model, or the word `shipped`; several are merged
            by id. None is the shipped graph.

        Raises
        ------
        DataError
            If a source cannot be understood.
        """
        return cls(merge_corpora(_read(source) for source in sources or (SHIPPED,)))

    @property
    def entities(self) -> Mapping[str, Entity]:
        """Entity by id."""
        return self.corpus.entities

    @property
    def statements(self) -> Mapping[str, Statement]:
        """Statement by id."""
        return self.corpus.statements

    @cached_property
    def names(self) -> NameIndex:
        """Names of all entities."""
        return NameIndex(self.corpus.entities)

    def resolve(self, name: str) -> Match:
        """What a name stands for: an entity, candidates or suggestions."""
        return self.names.resolve(name)

    def trace(
        self,
        start: str,
        end: str,
        *,
        weights: Weights = WEIGHTS,
        **options: Unpack[TraceOptions],
    ) -> Trace:
        """Chains between two entities; names, ids or `any:CATEGORY`.

        Parameters
        ----------
        start, end
            Where the chains begin and end.
        weights
            The numbers of the score.
        **options
            See `TraceOptions`: `max_hops`, `top`, `via`, `avoid`, `metapath`, `sign`,
            `same_study`, `study_types`, `context`, `background`, `engineered`,
            `through_disease`, `walk`, `undirected`, `max_paths`, `max_seconds`.

        Raises
        ------
        UnknownTermError
            If a name is unknown or ambiguous.
        UsageError
            If a bound makes no sense.
        """
        constraints = build_constraints(self.corpus, self.names, **options)
        return trace(self.corpus, *self._ends(start, end), constraints, weights)

    def reach(self, start: str, end: str, **options: Unpack[TraceOptions]) -> Reach:
        """Numbers of chains, by sign, from an entity to each one of `any:CATEGORY`.

        Parameters
        ----------
        start, end
            As for `trace`.
        **options
            Those of `TraceOptions` that `count_reach` heeds.

        Raises
        ------
        UnknownTermError
            If a name is unknown or ambiguous.
        UsageError
            If a bound makes no sense.
        """
        constraints = build_constraints(self.corpus, self.names, **options)
        return count_reach(self.corpus, *self._ends(start, end), constraints)

    def _ends(self, start: str, end: str) -> tuple[Endpoint, Endpoint]:
        return (
            find_endpoint(self.corpus, self.names, start),
            find_endpoint(self.corpus, self.names, end),
        )

    @cached_property
    def network(self) -> networkx.MultiDiGraph[Any]:
        """The statements as a `networkx.MultiDiGraph`; edge keys are statement ids."""
        from msc_graph.network.build import build_network

        return build_network(self.corpus)

    @cached_property
    def rdf(self) -> rdflib.Dataset:
        """The graph as an `rdflib.Dataset`."""
        from msc_graph.rdf.dataset import build_dataset

        return build_dataset(self.corpus)

    @cached_property
    def store(self) -> Store:
        """The embedded SPARQL engine, filled."""
        from msc_graph.store.embedded import open_store

        return open_store(self.corpus)

    def query(
        self, query: str, parameters: Mapping[str, str] | None = None, *, timeout: float = 60.0
    ) -> Answer:
        """Ask in SPARQL, or one of the named questions.

        Parameters
        ----------
        query
            SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE, or the name of a named question.
        parameters
            Values bound to the question's variables: ids or names for entities, else text.
        timeout
            Seconds until the query is stopped.

        Raises
        ------
        QueryError
            If the query is malformed or asks for what is not allowed.
        StoreError
            If a limit stopped it.
        """
        from msc_graph.store.catalogue import ask

        return ask(
            self.store,
            query,
            parameters or {},
            resolve=lambda name: self.names.get(name).id,
            timeout=timeout,
        )

    def render(
        self,
        statements: Sequence[Statement] | None = None,
        *,
        title: str = "msc_graph",
        command: str = "",
        chains: Sequence[Sequence[str]] = (),
        highlight: Sequence[str] = (),
    ) -> str:
        """An interactive HTML page of some statements, or of all."""
        from msc_graph.render.page import render_page

        chosen = tuple(self.statements.values()) if statements is None else statements
        return render_page(
            self.corpus, chosen, title=title, command=command, chains=chains, highlight=highlight
        )

    def export(self, form: str, path: str | Path, *, force: bool = False) -> list[Path]:
        """Write the graph in another format; see `msc_graph.export.FORMATS` for the names.

        Raises
        ------
        UsageError
            If there is no such format.
        OutputError
            If the path cannot be written or exists and `force` is false.
        """
        from msc_graph.export import write_export

        return write_export(self.corpus, form, Path(path), force=force)


def _read(source: str | Path) -> Corpus:
    if str(source) == SHIPPED:
        return load_corpus()
    path = Path(source)
    if path.is_dir():
        return load_corpus(path)
    if not path.exists():
        raise DataError(
            "does not exist", path=path, cure="name a data folder, an RDF file, or the word shipped"
        )
    from msc_graph.rdf.decode import read_rdf

    return read_rdf(path)
