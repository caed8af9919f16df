"""Counting chains on a graph of arrays."""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from msc_graph.analysis.array_trace import MAX_SECONDS, Ground, find_numbers
from msc_graph.analysis.chains import SIGNS
from msc_graph.analysis.endpoints import Endpoint
from msc_graph.analysis.reach import Reach, rank_reached
from msc_graph.analysis.trace import Constraints, check_bounds, is_direct
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
    corpus = ground.corpus
    mask = np.zeros(len(corpus.arrays.category), np.bool_)
    mask[ends] = True
    numbers = ground.search.count_to_ends(start, mask, max_hops=max_hops)
    direct = _count_direct(ground, start, ends)
    counts: Counts = {}
    for place, row in zip(np.flatnonzero(mask).tolist(), numbers.tolist(), strict=True):
        by_sign = Counter(dict(zip(("+", "-", "unknown"), row, strict=True)))
        by_sign.subtract(direct.get(place, {}))
        if any(by_sign.values()):
            counts[corpus.entity_id(place)] = by_sign
    return counts


def _count_direct(ground: Ground, start: int, ends: list[int]) -> dict[int, Counter[str]]:
    """Single hops that name an effect and no mechanism, by end."""
    found = ground.search.all_paths([start], ends, max_hops=1, limit=len(ground.corpus.kinds) << 20)
    direct: dict[int, Counter[str]] = {}
    arrays = ground.walk.arrays
    for (code,) in found.blocks[0].tolist():
        hop = ground.corpus.hop_at(code, ground.rules)
        if is_direct(ground.corpus.entities, (hop,)):
            end = int((arrays.subject if code & 1 else arrays.object)[code >> 1])
            direct.setdefault(end, Counter())[SIGNS[hop.sign]] += 1
    return direct


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
    counts: Counts = {}
    entities = ground.corpus.entities
    for block in found.blocks:
        for codes, sign in zip(block.tolist(), ground.signs(block).tolist(), strict=True):
            last = _last(ground.walk.arrays.subject, ground.walk.arrays.object, codes[-1])
            if _may_be_direct(ground, codes) and is_direct(entities, ground.hops(codes)):
                continue
            by_sign = counts.setdefault(ground.corpus.entity_id(last), Counter())
            by_sign[SIGNS[sign]] += 1
    return counts, found.stopped_by


def _last(subject: NDArray[np.int32], object_: NDArray[np.int32], code: int) -> int:
    return int((subject if code & 1 else object_)[code >> 1])


def _may_be_direct(ground: Ground, codes: list[int]) -> bool:
    """Whether a path has but one hop, or its last hop starts from a source or preparation."""
    arrays = ground.walk.arrays
    source = int((arrays.object if codes[-1] & 1 else arrays.subject)[codes[-1] >> 1])
    category = ground.corpus.category_names[arrays.category[source]]
    return len(codes) == 1 or category in HEADS
