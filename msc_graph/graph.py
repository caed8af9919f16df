"""MechanismGraph: one object that opens every floor when it is asked for; it holds no logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from msc_graph.analysis.endpoints import Endpoint, find_endpoint
from msc_graph.analysis.names import Match, NameIndex
from msc_graph.analysis.options import TraceOptions, build_constraints, check_countable
from msc_graph.analysis.trace import Trace, trace
from msc_graph.analysis.weights import WEIGHTS, Weights
from msc_graph.curation.corpus import Corpus, merge_corpora
from msc_graph.curation.reading import load_corpus
from msc_graph.exceptions import DataError, UsageError
from msc_graph.network.numbered import NumberedCorpus
from msc_graph.records import Entity, Statement
from msc_graph.snapshot.sources import SHIPPED, needs_snapshot

if TYPE_CHECKING:
    import networkx
    import rdflib

    from msc_graph.analysis.reach import Reach
    from msc_graph.render.figure import MechanismFigure
    from msc_graph.store.base import Answer, Store

__all__ = ["MechanismGraph"]


class ShownTrace(Trace):
    """A trace that shows itself in a notebook: verdict, chains, support, references."""

    __slots__ = ()

    def __repr__(self) -> str:
        """One line, however many chains there are."""
        ends = f"{self.start.label} → {self.end.label}"
        return f"<trace {ends}: {self.sign}, {len(self.chains)} of {self.found} chains>"

    def _repr_html_(self) -> str:
        from msc_graph.render.notebook import show_trace

        return show_trace(self)


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
    def load(
        cls, *sources: str | Path, progress: Callable[[int, int, str], None] | None = None
    ) -> MechanismGraph:
        """Read a graph.

        Parameters
        ----------
        *sources
            Data folders, KGX pairs, RDF files, or the word `shipped`; several are merged by id.
            None is the shipped graph. Large ones and those of other models are compiled once to a
            snapshot, see `docs/large_graphs.md`.
        progress
            Told bytes read, bytes in all and what is being done, where a snapshot is made.

        Raises
        ------
        DataError
            If a source cannot be understood.
        """
        chosen = sources or (SHIPPED,)
        if any(str(s) != SHIPPED and needs_snapshot(Path(s)) for s in chosen):
            from msc_graph.snapshot.opening import open_snapshot

            return cls(open_snapshot(chosen, progress=progress))
        return cls(merge_corpora(_read(source) for source in chosen))

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
        if isinstance(self.corpus, NumberedCorpus):
            from msc_graph.snapshot.corpus import SnapshotCorpus

            if isinstance(self.corpus, SnapshotCorpus):
                return self.corpus.names
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
        ends = self._ends(start, end)
        if isinstance(self.corpus, NumberedCorpus):
            from msc_graph.analysis.array_trace import trace_arrays

            return ShownTrace._make(trace_arrays(self.corpus, *ends, constraints, weights))
        return ShownTrace._make(trace(self.corpus, *ends, constraints, weights))

    def reach(self, start: str, end: str, **options: Unpack[TraceOptions]) -> Reach:
        """Numbers of chains, by sign, from an entity to each one of `any:CATEGORY`.

        Parameters
        ----------
        start, end
            As for `trace`.
        **options
            `max_hops`, `avoid`, `study_types`, `context`, `background`, `engineered`,
            `through_disease`, `walk`, `undirected`, `max_paths` and `max_seconds` of
            `TraceOptions`.

        Raises
        ------
        UnknownTermError
            If a name is unknown or ambiguous.
        UsageError
            If a bound makes no sense, or chains are asked for that cannot be told by counting.
        """
        check_countable(options)
        constraints = build_constraints(self.corpus, self.names, **options)
        ends = self._ends(start, end)
        if isinstance(self.corpus, NumberedCorpus):
            from msc_graph.analysis.array_reach import count_reach_arrays

            return count_reach_arrays(self.corpus, *ends, constraints)
        from msc_graph.analysis.reach import count_reach

        return count_reach(self.corpus, *ends, constraints)

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
        title: str = "",
        command: str = "",
        chains: Sequence[Sequence[str]] = (),
        highlight: Sequence[str] = (),
        answer: Trace | None = None,
        around: str = "",
    ) -> str:
        """An interactive HTML page, as text.

        Parameters
        ----------
        statements
            What is drawn; all of the graph unless given.
        title
            Heading of the page; unless given, the two ends of the answer, or `msc_graph`.
        command
            The command that made it, for the reader to repeat.
        chains
            Ids of statements, chain by chain.
        highlight
            Ids of the entities that stand out.
        answer
            A trace, which is drawn instead of statements: its verdict and what is known of each
            chain stand beside the picture.
        around
            Id of the entity whose surroundings the statements are.

        Raises
        ------
        UsageError
            If a chain is not made of the statements given, or a trace is to be drawn together
            with something else.
        """
        from msc_graph.render.page import render_page
        from msc_graph.render.trace_page import render_trace

        if answer is not None:
            if statements is not None or chains or highlight or around:
                raise UsageError(
                    "a trace is drawn with its own statements, chains and ends",
                    cure="give the answer alone, or the statements without it",
                )
            return render_trace(self.corpus, answer, title=title, command=command).text
        chosen = tuple(self.statements.values()) if statements is None else statements
        return render_page(
            self.corpus,
            chosen,
            title=title or "msc_graph",
            command=command,
            chains=chains,
            highlight=highlight,
            around=around,
        )

    def figure(
        self,
        shown: Trace | Sequence[Statement],
        *,
        width_mm: float = 174.0,
        title: str = "",
        highlight: Sequence[str] = (),
    ) -> MechanismFigure:
        """A figure for print, which shows itself in a notebook and has `save(path)`.

        Parameters
        ----------
        shown
            A trace, of which as many of the best chains are drawn as can be read, or statements.
        width_mm
            Width in millimetres, 60 to 400: 85 is one column of a journal, 174 are two.
        title
            Stands above the figure; none by default.
        highlight
            Ids of the entities that stand out among statements; a trace has its ends.

        Raises
        ------
        UsageError
            If there is nothing to draw, or not even a part of it fits.
        """
        from msc_graph.render.figure import draw_statements, draw_trace

        if isinstance(shown, Trace):
            return draw_trace(shown, width_mm=width_mm, title=title)
        return draw_statements(self.corpus, shown, width_mm=width_mm, title=title, asked=highlight)

    def _repr_html_(self) -> str:
        from msc_graph.render.notebook import show_graph

        return show_graph(self.corpus)

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
