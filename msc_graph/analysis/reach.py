"""How far it reaches: from one entity to every entity of a kind: how many chains, of which sign."""

from collections import Counter
from time import monotonic
from typing import NamedTuple

from msc_graph.analysis.chains import chain_sign
from msc_graph.analysis.endpoints import Endpoint
from msc_graph.analysis.paths import find_paths
from msc_graph.analysis.trace import Constraints, check_bounds, is_direct, warn_of_limit
from msc_graph.analysis.verdict import give_verdict
from msc_graph.curation.corpus import Corpus
from msc_graph.network.index import build_index

__all__ = ["Reach", "Reached", "count_reach", "rank_reached"]


class Reached(NamedTuple):
    """One end that is reached: the number of chains by sign, and the verdict over all."""

    end: str
    raising: int
    lowering: int
    unknown: int
    sign: str

    @property
    def chains(self) -> int:
        """Chains of whatever sign."""
        return self.raising + self.lowering + self.unknown


class Reach(NamedTuple):
    """All ends that are reached, the one with most chains first; `stopped_by` as in `Trace`."""

    start: Endpoint
    end: Endpoint
    reached: tuple[Reached, ...]
    bounds: Constraints
    stopped_by: str = ""

    @property
    def complete(self) -> bool:
        """Whether every chain within the bounds was counted."""
        return not self.stopped_by

    @property
    def warning(self) -> str:
        """Which limit cut the search and how to raise it; empty where none did."""
        return warn_of_limit(self.bounds, self.stopped_by)


def count_reach(
    corpus: Corpus, start: Endpoint, end: Endpoint, constraints: Constraints | None = None
) -> Reach:
    """Count the chains from a start to each entity of an end.

    Parameters
    ----------
    corpus
        Records with evidence.
    start, end
        From `find_endpoint`; an end like `any:disease` is what this is for.
    constraints
        `max_hops`, `avoid`, `rules`, `max_paths` and `max_seconds` count. As in a trace, a claim
        without a mechanism between is no chain.

    Examples
    --------
    >>> from msc_graph.graph import MechanismGraph
    >>> reached = MechanismGraph.load().reach("miR-21a-5p", "any:disease").reached
    >>> reached[0].end, reached[0].sign
    ('MONDO:0005311', '-')
    """
    bounds = constraints or Constraints()
    check_bounds(bounds)
    avoided = frozenset().union(*(endpoint.members for endpoint in bounds.avoid))
    through = bounds.rules.through_disease

    def enter(entity: str) -> bool:
        disease = corpus.entities[entity].category == "Disease"
        return (through or not disease) and entity not in avoided

    found = find_paths(
        build_index(corpus, bounds.rules),
        start.members,
        end.members,
        max_hops=bounds.max_hops,
        enter=enter,
        limit=bounds.max_paths,
        deadline=None if bounds.max_seconds is None else monotonic() + bounds.max_seconds,
    )
    counts: dict[str, Counter[str]] = {}
    for path in found.paths:
        if not is_direct(corpus.entities, path):
            counts.setdefault(path[-1].target, Counter())[chain_sign(path)] += 1
    ranked = rank_reached(counts, complete=found.complete)
    return Reach(start, end, ranked, bounds, found.stopped_by)


def rank_reached(counts: dict[str, Counter[str]], *, complete: bool) -> tuple[Reached, ...]:
    """Ends by number of chains, then by id, with their verdicts.

    Parameters
    ----------
    counts
        By end, the number of chains of each sign (`+`, `-`, `unknown`).
    complete
        Whether every chain was counted; if not, one sign alone is no verdict.
    """
    reached = (
        Reached(
            end,
            number["+"],
            number["-"],
            number["unknown"],
            give_verdict((sign for sign in number if number[sign]), complete=complete),
        )
        for end, number in counts.items()
    )
    return tuple(sorted(reached, key=lambda r: (-r.chains, r.end)))
