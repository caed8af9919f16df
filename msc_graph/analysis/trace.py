"""Through what does it act? The chains from a cargo to a disease, judged and ranked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msc_graph.analysis.chains import Chain, Judge
from msc_graph.analysis.names import NameIndex
from msc_graph.analysis.paths import MAX_PATHS, find_paths
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UnknownTermError, UsageError
from msc_graph.network.filters import HEADS, WalkRules
from msc_graph.network.index import Hop, build_index
from msc_graph.records import Entity
from msc_graph.vocabulary import load_vocabulary

__all__ = ["ANY", "Constraints", "Endpoint", "Parting", "Trace", "find_endpoint", "trace"]

#: Prefix of an endpoint or constraint that stands for all entities of a category.
ANY = "any:"
#: More hops than this join everything with everything.
MAX_HOPS = 8


class Endpoint(NamedTuple):
    """One end of a trace: an entity, or all entities of a category (`any:disease`)."""

    id: str
    label: str
    category: str
    members: frozenset[str]


class Constraints(NamedTuple):
    """What a chain must be like.

    Attributes
    ----------
    max_hops
        At most this many hops, 1 to 8.
    top
        At most this many chains are returned; the verdict is over all.
    via, avoid
        Endpoints (entities or categories) that must, or must not, stand inside the chain.
    sign
        `+` or `-`: only chains of this sign are returned; empty for all.
    rules
        Which statements are walked at all.
    limit
        Paths after which the search stops with `complete` false.
    """

    max_hops: int = 6
    top: int = 10
    via: tuple[Endpoint, ...] = ()
    avoid: tuple[Endpoint, ...] = ()
    sign: str = ""
    rules: WalkRules = WalkRules()
    limit: int = MAX_PATHS


class Parting(NamedTuple):
    """Where two chains of opposite sign go apart: the entity, and the hop that each takes there."""

    entity: str
    raising: Hop
    lowering: Hop


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
        The best chains, best first; `found` counts all.
    direct
        Statements that a source or preparation has the effect, with no mechanism between, or
        that the start ameliorates or exacerbates the disease.
    complete
        Whether the search saw every chain within the bounds; if not, `limit` stopped it.
    """

    start: Endpoint
    end: Endpoint
    sign: str
    signs: dict[str, str]
    parting: Parting | None
    chains: tuple[Chain, ...]
    found: int
    direct: tuple[str, ...]
    complete: bool
    limit: int


def find_endpoint(corpus: Corpus, names: NameIndex, text: str) -> Endpoint:
    """Endpoint of a name, an id or `any:CATEGORY`.

    Raises
    ------
    UnknownTermError
        If nothing, or more than one thing, has the name.
    """
    if not text.casefold().startswith(ANY):
        entity = names.get(text)
        return Endpoint(entity.id, entity.label, entity.category, frozenset({entity.id}))
    wanted = text[len(ANY) :]
    if wanted.strip().casefold() in ("hallmark", "hallmarks"):
        # Hallmark is a role, not a category.
        members = {s.subject for s in corpus.statements.values() if s.predicate == "hallmark_of"}
        return Endpoint("any:hallmark", "any hallmark", "hallmark", frozenset(members))
    category = load_vocabulary().find_category(wanted)
    if category is None:
        labels = ", ".join(c.label for c in load_vocabulary().categories.values())
        raise UnknownTermError(
            f"no category is called {wanted!r}", term=text, cure=f"choose hallmark, {labels}"
        )
    members = {e.id for e in corpus.entities.values() if e.category == category.name}
    return Endpoint(
        f"any:{category.name}", f"any {category.label}", category.name, frozenset(members)
    )


def trace(
    corpus: Corpus, start: Endpoint, end: Endpoint, constraints: Constraints | None = None
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

    Returns
    -------
    Trace

    Raises
    ------
    UsageError
        If a bound makes no sense.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> corpus = load_corpus()
    >>> names = NameIndex(corpus.entities)
    >>> ends = [find_endpoint(corpus, names, n) for n in ("miR-146a", "Alzheimer disease")]
    >>> trace(corpus, *ends).sign
    '-'
    """
    bounds = constraints or Constraints()
    _check_bounds(bounds)
    index = build_index(corpus, bounds.rules)
    avoided = frozenset().union(*(endpoint.members for endpoint in bounds.avoid))

    def enter(entity: str) -> bool:
        record = corpus.entities[entity]
        through = bounds.rules.through_disease or record.category != "Disease"
        return through and entity not in avoided

    found = find_paths(
        index,
        start.members,
        end.members,
        max_hops=bounds.max_hops,
        enter=enter,
        limit=bounds.limit,
    )
    chains, direct = _split_direct(corpus, found.paths)
    judge = Judge(corpus, index, bounds.rules)
    judged = [judge.judge(path) for path in chains if _passes(path, bounds.via)]
    wanted = [c for c in judged if not bounds.sign or c.sign == bounds.sign]
    wanted.sort(key=lambda c: (-c.score, len(c.hops), [hop.statement for hop in c.hops]))
    signs = {
        "single_study": _verdict(c for c in judged if c.single_study),
        "consistent": _verdict(c for c in judged if c.consistent),
        "all": _verdict(judged),
    }
    return Trace(
        start=start,
        end=end,
        sign=signs["all"],
        signs=signs,
        parting=_find_parting(judged) if signs["all"] == "mixed" else None,
        chains=tuple(wanted[: bounds.top]),
        found=len(wanted),
        direct=direct,
        complete=found.complete,
        limit=found.limit,
    )


def _check_bounds(bounds: Constraints) -> None:
    """Refuse bounds that make no sense."""
    if not 1 <= bounds.max_hops <= MAX_HOPS:
        raise UsageError(f"max_hops is {bounds.max_hops}", cure=f"choose 1 to {MAX_HOPS}")
    if bounds.top < 1:
        raise UsageError(f"top is {bounds.top}", cure="choose at least 1")
    if bounds.sign not in ("", "+", "-"):
        raise UsageError(f"sign is {bounds.sign!r}", cure="choose + or -")


def _split_direct(
    corpus: Corpus, paths: Iterable[tuple[Hop, ...]]
) -> tuple[list[tuple[Hop, ...]], tuple[str, ...]]:
    chains: list[tuple[Hop, ...]] = []
    direct: dict[str, None] = {}
    for path in paths:
        if _is_direct(corpus.entities, path):
            direct[path[-1].statement] = None
        else:
            chains.append(path)
    return chains, tuple(sorted(direct))


def _is_direct(entities: Mapping[str, Entity], path: Sequence[Hop]) -> bool:
    """Whether a path names an effect and no mechanism."""
    last = path[-1]
    if last.role in ("causal", "outcome") and entities[last.source].category in HEADS:
        return True
    return len(path) == 1 and last.predicate in ("ameliorates", "exacerbates")


def _find_parting(chains: Iterable[Chain]) -> Parting | None:
    """Hold the best chain against the one of opposite sign that stays with it longest."""
    ranked = sorted(
        (chain for chain in chains if chain.sign in ("+", "-")),
        key=lambda c: (-c.score, [hop.statement for hop in c.hops]),
    )
    best = ranked[0]
    rivals = (chain for chain in ranked if chain.sign != best.sign)
    rival = max(rivals, key=lambda chain: (_shared(best.hops, chain.hops), chain.score))
    at = _shared(best.hops, rival.hops)
    if at >= min(len(best.hops), len(rival.hops)):
        return None
    raising, lowering = (best, rival) if best.sign == "+" else (rival, best)
    return Parting(best.hops[at].source, raising.hops[at], lowering.hops[at])


def _shared(one: Sequence[Hop], two: Sequence[Hop]) -> int:
    """How many hops two chains have in common from their start."""
    count = 0
    for first, second in zip(one, two, strict=False):
        if first != second:
            break
        count += 1
    return count


def _passes(path: Sequence[Hop], via: Iterable[Endpoint]) -> bool:
    inside = {hop.target for hop in path[:-1]}
    return all(endpoint.members & inside for endpoint in via)


def _verdict(chains: Iterable[Chain]) -> str:
    signs = {chain.sign for chain in chains} - {"unknown"}
    if len(signs) == 1:
        return signs.pop()
    return "mixed" if signs else "unknown"
