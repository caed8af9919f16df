"""A graph that an engine elsewhere holds: the same questions and the same trace, without reading it all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from msc_graph.analysis.endpoints import ANY
from msc_graph.analysis.names import Match, NameIndex
from msc_graph.analysis.options import TraceOptions
from msc_graph.analysis.trace import Constraints, Trace, check_bounds
from msc_graph.analysis.weights import WEIGHTS, Weights
from msc_graph.graph import MechanismGraph
from msc_graph.network.filters import WalkRules
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from msc_graph.store.base import Answer
    from msc_graph.store.endpoint import EndpointStore
    from msc_graph.store.fetching import Fetcher
    from msc_graph.store.walks import Steps

__all__ = ["MAX_NAMES", "RemoteGraph"]

#: Entities whose names are all looked through where nothing is called as typed.
MAX_NAMES = 50_000


class RemoteGraph:
    """A graph behind a SPARQL 1.1 endpoint.

    Parameters
    ----------
    store
        The engine; `RemoteGraph.at` opens it.
    timeout
        Seconds that each query may take.

    Examples
    --------
    >>> RemoteGraph.at("http://127.0.0.1:7878/query").store.url
    'http://127.0.0.1:7878/query'
    """

    def __init__(self, store: EndpointStore, *, timeout: float = 60.0) -> None:
        self.store = store
        self._timeout = timeout

    @classmethod
    def at(cls, url: str, *, timeout: float = 60.0) -> RemoteGraph:
        """The graph behind an endpoint; nothing is sent before something is asked.

        Raises
        ------
        UsageError
            If it is no URL, or credentials would be sent in the clear.
        """
        from msc_graph.store.endpoint import open_endpoint

        return cls(open_endpoint(url), timeout=timeout)

    def query(
        self,
        query: str,
        parameters: Mapping[str, str] | None = None,
        *,
        timeout: float | None = None,
    ) -> Answer:
        """Ask in SPARQL, or one of the named questions; see `MechanismGraph.query`.

        Raises
        ------
        QueryError
            If the query is malformed or asks for what is not allowed.
        StoreError
            If the engine cannot be reached, fails, or a limit stopped it.
        """
        from msc_graph.store.catalogue import ask

        return ask(
            self.store,
            query,
            parameters or {},
            resolve=self._find,
            timeout=self._timeout if timeout is None else timeout,
        )

    def resolve(self, name: str) -> Match:
        """What a name stands for in that graph: an entity, candidates or suggestions.

        Raises
        ------
        StoreError
            If the engine cannot be reached, fails, or a limit stopped it.
        """
        return self._index(name).resolve(name)

    def trace(
        self, start: str, end: str, *, weights: Weights = WEIGHTS, **options: Unpack[TraceOptions]
    ) -> Trace:
        """Chains between two entities; see `MechanismGraph.trace`.

        Raises
        ------
        UnknownTermError
            If a name is unknown or ambiguous.
        UsageError
            If a bound makes no sense.
        StoreError
            If the engine fails, or more lies between the ends than can be brought here.
        """
        return self.fetch(start, end, **options).trace(start, end, weights=weights, **options)

    def fetch(self, start: str, end: str, **options: Unpack[TraceOptions]) -> MechanismGraph:
        """The part of the graph that a trace needs.

        Its answer is that of the whole graph: it holds every statement on a walk from start to
        end within the bounds, and all others at the entities on them.

        Raises
        ------
        UnknownTermError
            If a name is unknown or ambiguous.
        UsageError
            If a bound makes no sense.
        StoreError
            If the engine fails, or more lies between the ends than can be brought here.
        """
        from msc_graph.store.walks import find_between

        inside = [p.strip() for p in options.get("metapath", "").split(">") if p.strip()]
        hops = len(inside) + 1 if inside else options.get("max_hops", Constraints().max_hops)
        check_bounds(Constraints(max_hops=hops))
        plain = [name for name in (start, end, *_named(options, inside)) if not _is_any(name)]
        named = {name: self._find(name) for name in plain}
        starts, ends = (
            self._members(e) if _is_any(e) else frozenset({named[e]}) for e in (start, end)
        )
        nodes = find_between(self._fetcher, starts, ends, _choose_steps(options), max_hops=hops)
        corpus = self._fetcher.corpus(nodes, named.values(), self._names.prefixes)
        return MechanismGraph(corpus)

    @cached_property
    def _fetcher(self) -> Fetcher:
        from msc_graph.store.fetching import Fetcher

        return Fetcher(self.store, self._timeout)

    @cached_property
    def _names(self) -> Namespaces:
        return Namespaces(self._fetcher.prefixes())

    @cached_property
    def _all_names(self) -> NameIndex:
        from msc_graph.store.naming import find_members

        categories = load_vocabulary().categories
        return self._describe(find_members(self._fetcher, categories, limit=MAX_NAMES))

    def _index(self, name: str) -> NameIndex:
        """Names among which this one stands for what it does among all of the graph."""
        from msc_graph.store.naming import find_named

        text = name.strip()
        if self._names.is_known(text):
            found = self._describe([self._names.expand(text)])
            if found.resolve(text).how == "id":
                return found
        exact = self._describe(find_named(self._fetcher, text))
        # A name as written somewhere wins over other spellings: no others need be seen.
        return exact if exact.resolve(text).how else self._all_names

    def _describe(self, iris: Iterable[str]) -> NameIndex:
        return NameIndex(self._fetcher.entities(iris, self._names.prefixes))

    def _find(self, name: str) -> str:
        """IRI of the one entity of a name."""
        return self._names.expand(self._index(name).get(name).id)

    def _members(self, name: str) -> frozenset[str]:
        """IRIs of the entities of `any:CATEGORY`."""
        from msc_graph.store.naming import find_hallmarks, find_members

        wanted = name[len(ANY) :].strip()
        if wanted.casefold() in ("hallmark", "hallmarks"):
            return find_hallmarks(self._fetcher)
        category = load_vocabulary().find_category(wanted)
        # A category that there is not is named when the trace looks for it.
        return find_members(self._fetcher, [category.name] if category else [])


def _is_any(name: str) -> bool:
    return name.casefold().startswith(ANY)


def _named(options: TraceOptions, inside: Iterable[str]) -> list[str]:
    """Names of single entities that the options of a trace hold."""
    context = options.get("context", ())
    pairs = context.items() if isinstance(context, Mapping) else context
    vocabulary = load_vocabulary()
    steps = (step for step in inside if vocabulary.find_category(step) is None)
    return [*options.get("via", ()), *options.get("avoid", ()), *steps, *(n for _, n in pairs)]


def _choose_steps(options: TraceOptions) -> Steps:
    """Which triples a trace with these options may follow."""
    from msc_graph.store.walks import Steps

    rules = WalkRules(
        engineered=options.get("engineered", False),
        any_predicate=options.get("walk", "") == "any",
        undirected=options.get("undirected", False),
    )
    signs = {name: rules.signs(p) for name, p in load_vocabulary().predicates.items()}
    return Steps(
        along=[name for name, (along, _) in signs.items() if along is not None],
        against=[name for name, (_, against) in signs.items() if against is not None],
        blocked=() if options.get("through_disease", False) else ("Disease",),
    )
