"""The sign of a pair: over all chains, never that of one shortest path; and where signs part."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msc_graph.analysis.chains import Chain, order_key
from msc_graph.network.index import Hop

__all__ = ["Parting", "find_parting", "give_verdict", "give_verdicts"]


class Parting(NamedTuple):
    """Where two chains of opposite sign go apart: the entity, and the hop that each takes there."""

    entity: str
    raising: Hop
    lowering: Hop


def give_verdicts(chains: Sequence[Chain], *, complete: bool = True) -> dict[str, str]:
    """Verdicts over chains of a single study, over those without a crossed joint, over all."""
    return {
        "single_study": give_verdict((c.sign for c in chains if c.single_study), complete=complete),
        "consistent": give_verdict((c.sign for c in chains if c.consistent), complete=complete),
        "all": give_verdict((c.sign for c in chains), complete=complete),
    }


def give_verdict(signs: Iterable[str], *, complete: bool = True) -> str:
    """`+`, `-`, `mixed` or `unknown`.

    Chains of unknown sign change nothing. Where not every chain was seen, one sign alone is no
    verdict: a chain of the other sign may be among those that were not.

    Examples
    --------
    >>> give_verdict(["+", "unknown"]), give_verdict(["+", "-"]), give_verdict(["unknown"])
    ('+', 'mixed', 'unknown')
    >>> give_verdict(["+"], complete=False), give_verdict(["+", "-"], complete=False)
    ('unknown', 'mixed')
    """
    called = set(signs) - {"unknown"}
    if len(called) == 1:
        return called.pop() if complete else "unknown"
    return "mixed" if called else "unknown"


def find_parting(chains: Iterable[Chain]) -> Parting | None:
    """Hold the best chain against the one of opposite sign that stays with it longest."""
    ranked = sorted((chain for chain in chains if chain.sign in ("+", "-")), key=order_key)
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
