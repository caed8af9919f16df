"""Counting chains on a graph of arrays."""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from msc_graph.analysis.array_ground import Ground, find_numbers
from msc_graph.analysis.array_trace import MAX_SECONDS
from msc_graph.analysis.chains import SIGNS
from msc_graph.analysis.endpoints import Endpoint
from msc_graph.analysis.reach import Reach, rank_reached
from msc_graph.analysis.trace import Constraints, check_bounds
from msc_graph.network.filters import HEADS
from msc_graph.network.numbered import NumberedCorpus

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["count_reach_arrays"]

#: Chains of up to so many hops are counted without being enumerated.
_MOST_COUNTED = 3

Counts = dict[str, Counter[str]]


def count_reach_arrays(
    corpus: NumberedCorpus,
    start: Endpoint,
    end: Endpoint,
    constraints: Constraints | None = None,
    *,
    compiled: bool | None = None,
) -> Reach:
    """Count the chains from a start to each entity of an end, as `count_reach` does on records.

    Up to three hops from one entity they are counted by products of ways, corrected for walks that
    meet themselves; longer ones are enumerated.

    Parameters
    ----------
    corpus
        The graph.
    start, end, constraints
        As for `count_reach`.
    compiled
        Whether the search is a compiled one; None if it can be and the graph is worth it.
    """
    bounds = constraints or Constraints()
    check_bounds(bounds)
    if bounds.max_seconds is None:
        bounds = bounds._replace(max_seconds=MAX_SECONDS)
    ground = Ground.prepare(corpus, bounds, compiled=compiled)
    starts, ends = find_numbers(corpus, start.members), find_numbers(corpus, end.members)
    stopped_by = ""
    if len(starts) == 1 and bounds.max_hops <= _MOST_COUNTED and not _has_heads(corpus):
        counts = _count(ground, starts[0], ends, bounds.max_hops)
    else:
        counts, stopped_by = _enumerate(ground, starts, ends, bounds)
    ranked = rank_reached(counts, complete=not stopped_by)
    return Reach(start, end, ranked, bounds, stopped_by)


def _has_heads(corpus: NumberedCorpus) -> bool:
    """Whether there are preparations or sources, whose effects are no chains."""
    return any(name in HEADS and corpus.members(name) for name in corpus.category_names)


def _count(ground: Ground, start: int, ends: list[int], max_hops: int) -> Counts:
    mask = np.zeros(len(ground.corpus.arrays.category), np.bool_)
    mask[ends] = True
    numbers = ground.search.count_to_ends(start, mask, max_hops=max_hops)
    counts = {
        end: Counter(dict(zip(SIGNS.values(), row, strict=True)))
        for end, row in zip(np.flatnonzero(mask).tolist(), numbers.tolist(), strict=True)
    }
    # A single hop that names an effect and no mechanism was counted too.
    found = ground.search.all_paths(
        [start], ends, max_hops=1, limit=len(ground.walk.arrays.subject)
    )
    every, chains = (
        _tally(ground, block) for block in (found.blocks[0], ground.chains(found.blocks[0], ()))
    )
    for end, by_sign in every.items():
        counts[end].subtract(by_sign - chains.get(end, Counter()))
    return _name(ground, counts)


def _enumerate(
    ground: Ground, starts: list[int], ends: list[int], bounds: Constraints
) -> tuple[Counts, str]:
    found = ground.search.all_paths(
        starts,
        ends,
        max_hops=bounds.max_hops,
        limit=bounds.max_paths,
        deadline=monotonic() + (bounds.max_seconds or MAX_SECONDS),
    )
    counts: dict[int, Counter[str]] = {}
    for block in found.blocks:
        for end, by_sign in _tally(ground, ground.chains(block, ())).items():
            counts.setdefault(end, Counter()).update(by_sign)
    return _name(ground, counts), found.stopped_by


def _tally(ground: Ground, block: NDArray[np.int64]) -> dict[int, Counter[str]]:
    """Numbers of paths by their last entity and sign."""
    arrays = ground.walk.arrays
    last = block[:, -1]
    ends = np.where(last & 1, arrays.subject.take(last >> 1), arrays.object.take(last >> 1))
    pairs, numbers = np.unique(
        np.stack((ends, ground.signs(block)), axis=1), axis=0, return_counts=True
    )
    tally: dict[int, Counter[str]] = {}
    for (end, sign), number in zip(pairs.tolist(), numbers.tolist(), strict=True):
        tally.setdefault(end, Counter())[SIGNS[sign]] = number
    return tally


def _name(ground: Ground, counts: dict[int, Counter[str]]) -> Counts:
    """Counts by the ids of the ends, without those that are not reached."""
    return {
        ground.corpus.entity_id(end): by_sign
        for end, by_sign in counts.items()
        if any(by_sign.values())
    }
