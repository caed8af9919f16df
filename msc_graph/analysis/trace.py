"""Through what does it act? The chains from a cargo to a disease, judged and ranked."""

from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import NamedTuple

from msc_graph.analysis.chains import Chain, Judge, order_key
from msc_graph.analysis.endpoints import Endpoint
from msc_graph.analysis.paths import MAX_PATHS, Enumeration, find_paths
from msc_graph.analysis.verdict import Parting, find_parting, give_verdicts
from msc_graph.analysis.weights import WEIGHTS, Weights
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UsageError
from msc_graph.network.filters import HEADS, WalkRules
from msc_graph.network.index import Hop, Index, build_index
from msc_graph.records import Entity

__all__ = [
    "MAX_HOPS",
    "MOST_CHAINS",
    "Constraints",
    "Trace",
    "check_bounds",
    "is_direct",
    "passes",
    "split_direct",
    "trace",
    "warn_of_limit",
]

#: More hops than this join everything with everything.
MAX_HOPS = 8
#: Chains that may be asked for from outside.
MOST_CHAINS = 10_000
#: Predicates that, alone, tell that an outcome changes and not through what.
BARE = frozenset({"ameliorates", "exacerbates"})


class Constraints(NamedTuple):
    """What a chain must be like, and how far the search goes.

    Attributes
    ----------
    max_hops
        At most this many hops, 1 to 8; not looked at where there is a metapath.
    top
        At most this many chains are returned; the verdict is over all.
    via, avoid
        Endpoints (entities or categories) that must, or must not, stand inside the chain.
    metapath
        If given, the chain's inner entities are of these endpoints, one by one, and no others: it
        alone then says how many hops a chain has.
    sign
        `+` or `-`: only chains of this sign are returned; empty for all.
    same_study
        Whether only chains that one study, or one passage of a review, carries are wanted.
    rules
        Which statements are walked at all.
    max_paths
        Paths after which the search stops with `complete` false.
    max_seconds
        Seconds after which it does; None for never.
    """

    max_hops: int = 6
    top: int = 10
    via: tuple[Endpoint, ...] = ()
    avoid: tuple[Endpoint, ...] = ()
    metapath: tuple[Endpoint, ...] = ()
    sign: str = ""
    same_study: bool = False
    rules: WalkRules = WalkRules()
    max_paths: int = MAX_PATHS
    max_seconds: float | None = None

    def wants(self, chain: Chain) -> bool:
        """Whether a chain is of the sign and support that is asked for."""
        return (not self.sign or chain.sign == self.sign) and (
            chain.single_study or not self.same_study
        )


class Trace(NamedTuple):
    """The answer.

    Attributes
    ----------
    sign
        Verdict over all chains: `+`, `-`, `mixed` or `unknown`.
    signs
        The verdict over chains of a single study, over those without a crossed joint, over all.
    parting
        Where the best chain and its nearest rival of opposite sign go apart, if the verdict is
        mixed.
    chains
        The best chains, best first.
    found
        How many chains were found that meet the constraints; at least so many where a limit cut the
        search.
    judged
        How many chains the verdict is over: those that meet the constraints but for `sign` and
        `same_study`.
    direct
        Statements that a source or preparation has the effect, with no mechanism between, or
        that the start ameliorates or exacerbates the disease; those that a metapath, if one is
        asked for, leads to.
    bounds
        What was asked.
    stopped_by
        `paths` or `time` where that limit cut the search short; empty where every chain within
        the bounds was seen, and the best of them are here.
    searched
        Chains of up to so many hops were all seen, where `stopped_by` is not empty; 0 where that
        is not known.
    corpus
        Where the names and the evidence of what was found stand.
    """

    start: Endpoint
    end: Endpoint
    sign: str
    signs: dict[str, str]
    parting: Parting | None
    chains: tuple[Chain, ...]
    found: int
    judged: int
    direct: tuple[str, ...]
    bounds: Constraints
    corpus: Corpus
    stopped_by: str = ""
    searched: int = 0

    @property
    def complete(self) -> bool:
        """Whether no limit cut the search short."""
        return not self.stopped_by

    @property
    def warning(self) -> str:
        """Which limit cut the search and how to raise it; empty where none did."""
        return warn_of_limit(self.bounds, self.stopped_by, self.searched)


def warn_of_limit(bounds: Constraints, stopped_by: str, searched: int = 0) -> str:
    """Which limit cut a search and how to raise it; empty where none did."""
    if not stopped_by:
        return ""
    paths = stopped_by == "paths"
    limit = (
        f"{bounds.max_paths} path{'s'[: bounds.max_paths != 1]}"
        if paths
        else f"{bounds.max_seconds:g} seconds"
    )
    option = "--max-paths" if paths else "--max-seconds"
    seen = f" (all chains of up to {searched} hops were seen)" if searched else ""
    return (
        f"the search stopped at {limit}, the answer is not complete{seen};"
        f" raise {option}, lower --max-hops or narrow it with --avoid or --metapath"
    )


def trace(
    corpus: Corpus,
    start: Endpoint,
    end: Endpoint,
    constraints: Constraints | None = None,
    weights: Weights = WEIGHTS,
) -> Trace:
    """Find, judge and rank the chains between two endpoints.

    The method is plain: enumerate the simple signed paths within the bound, multiply signs, and
    never take the sign of one shortest path for the sign of the pair.

    Parameters
    ----------
    corpus
        Records with evidence.
    start, end
        From `find_endpoint`.
    constraints
        Bounds and filters; the defaults are 6 hops and 10 chains.
    weights
        The numbers of the score.

    Returns
    -------
    Trace

    Raises
    ------
    UsageError
        If a bound makes no sense.

    Examples
    --------
    >>> from msc_graph.analysis.endpoints import find_endpoint
    >>> from msc_graph.analysis.names import NameIndex
    >>> from msc_graph.curation.reading import load_corpus
    >>> corpus = load_corpus()
    >>> names = NameIndex(corpus.entities)
    >>> ends = [find_endpoint(corpus, names, n) for n in ("miR-146a", "Alzheimer disease")]
    >>> trace(corpus, *ends).sign
    '-'
    """
    bounds = constraints or Constraints()
    check_bounds(bounds)
    index = build_index(corpus, bounds.rules)
    found = _search(corpus, index, start, end, bounds)
    chains, direct = split_direct(corpus.entities, found.paths)
    judge = Judge(corpus, index, bounds.rules, weights)
    judged = [judge.judge(path) for path in chains if passes(path, bounds.via)]
    wanted = sorted((chain for chain in judged if bounds.wants(chain)), key=order_key)
    signs = give_verdicts(judged, complete=found.complete)
    return Trace(
        start=start,
        end=end,
        sign=signs["all"],
        signs=signs,
        parting=find_parting(judged) if signs["all"] == "mixed" else None,
        chains=tuple(wanted[: bounds.top]),
        found=len(wanted),
        judged=len(judged),
        direct=direct,
        bounds=bounds,
        corpus=corpus,
        stopped_by=found.stopped_by,
    )


def check_bounds(bounds: Constraints) -> None:
    """Refuse bounds that make no sense.

    Raises
    ------
    UsageError
        Naming the bound.
    """
    if not 1 <= bounds.max_hops <= MAX_HOPS:
        raise UsageError(f"max_hops is {bounds.max_hops}", cure=f"choose 1 to {MAX_HOPS}")
    if len(bounds.metapath) >= MAX_HOPS:
        raise UsageError("the metapath is too long", cure=f"name at most {MAX_HOPS - 1} steps")
    for name in ("top", "max_paths"):
        if getattr(bounds, name) < 1:
            raise UsageError(f"{name} is {getattr(bounds, name)}", cure="choose at least 1")
    if bounds.max_seconds is not None and not bounds.max_seconds > 0:
        raise UsageError(f"max_seconds is {bounds.max_seconds}", cure="choose more than 0")
    if bounds.sign not in ("", "+", "-"):
        raise UsageError(f"sign is {bounds.sign!r}", cure="choose + or -")


def _search(
    corpus: Corpus, index: Index, start: Endpoint, end: Endpoint, bounds: Constraints
) -> Enumeration:
    avoided = frozenset().union(*(endpoint.members for endpoint in bounds.avoid))

    def enter(entity: str) -> bool:
        record = corpus.entities[entity]
        through = bounds.rules.through_disease or record.category != "Disease"
        return through and entity not in avoided

    return find_paths(
        index,
        start.members,
        end.members,
        max_hops=bounds.max_hops,
        enter=enter,
        layers=[step.members for step in bounds.metapath] or None,
        limit=bounds.max_paths,
        deadline=None if bounds.max_seconds is None else monotonic() + bounds.max_seconds,
    )


def split_direct(
    entities: Mapping[str, Entity], paths: Iterable[tuple[Hop, ...]]
) -> tuple[list[tuple[Hop, ...]], tuple[str, ...]]:
    """Paths that name a mechanism, and the last statements of those that do not."""
    chains: list[tuple[Hop, ...]] = []
    direct: set[str] = set()
    for path in paths:
        if is_direct(entities, path):
            direct.add(path[-1].statement)
        else:
            chains.append(path)
    return chains, tuple(sorted(direct))


def is_direct(entities: Mapping[str, Entity], path: Sequence[Hop]) -> bool:
    """Whether a path names an effect and no mechanism."""
    last = path[-1]
    if last.role in ("causal", "outcome") and entities[last.source].category in HEADS:
        return True
    return len(path) == 1 and last.predicate in BARE


def passes(path: Sequence[Hop], via: Sequence[Endpoint]) -> bool:
    """Whether a path passes what it must pass."""
    inside = [hop.target for hop in path[:-1]]
    return all(endpoint.members.intersection(inside) for endpoint in via)
