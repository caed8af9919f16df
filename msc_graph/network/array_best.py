"""The paths of the highest bounds: best first, cut off where a beginning can no longer be among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_bounds import BoundSteps, Course, Parts
from msc_graph.network.array_expand import CHUNK, cut_chunks
from msc_graph.network.array_front import Front, Groups, Rows, Steps
from msc_graph.network.array_layers import Entries, Layer, SignRule, find_caps
from msc_graph.network.array_paths import PathSearch, is_over
from msc_graph.network.array_weights import PathWeights, Pricing
from msc_graph.network.arrays import NO_REFERENCE

__all__ = ["BestSearch", "Pool"]

Block = NDArray[np.int64]
Floats = NDArray[np.float64]
Masks = Sequence[NDArray[np.bool_]]

#: Bounds that are multiplied up in another order differ by less than this share.
ROUNDING = 1e-9
#: Neighbours that the most hopeful beginnings are grown to before the next ones are looked at.
_FIRST = 1 << 14


class Pool:
    """The paths of the highest bounds so far.

    Parameters
    ----------
    size
        How many are kept.
    floor
        Paths below this bound are not wanted.

    Attributes
    ----------
    threshold
        All paths seen whose bound is higher are in the pool; those below it are not wanted.
    """

    def __init__(self, size: int, floor: float = 0.0) -> None:
        self.size = size
        self.threshold = floor
        #: Whether paths may have been passed over because better ones fill the pool.
        self.full = False
        self._bounds = np.empty(0)
        self._lengths = np.empty(0, np.int64)
        self._hops: list[tuple[int, ...]] = []

    def add(self, bounds: Floats, hops: Block) -> None:
        """Add paths of one length."""
        wanted = (bounds >= self.threshold).nonzero()[0]
        if len(wanted) > self.size:
            # Those that are not among the best of their own number are not turned into tuples.
            best = np.argpartition(-bounds.take(wanted), self.size - 1)[: self.size]
            wanted = wanted.take(np.sort(best))
        if not len(wanted):
            return
        self._hops.extend(map(tuple, hops.take(wanted, axis=0).tolist()))
        self._bounds = np.concatenate((self._bounds, bounds.take(wanted)))
        if len(self._hops) > self.size:
            best = np.argpartition(-self._bounds, self.size - 1)[: self.size]
            self._bounds = self._bounds.take(best)
            self._hops = [self._hops[place] for place in best]
        if len(self._hops) == self.size:
            self.full = True
            self.threshold = max(self.threshold, float(self._bounds.min()))

    def ranked(self) -> list[tuple[float, tuple[int, ...]]]:
        """Bounds and paths, the highest first, then the shorter."""
        pairs = zip(self._bounds.tolist(), self._hops, strict=True)
        return sorted(pairs, key=lambda pair: (-pair[0], len(pair[1]), pair[1]))


class BestSearch:
    """A search for the paths of the highest bounds.

    Parameters
    ----------
    steps, bounds
        How fronts and beginnings are grown.
    starts, ends
        Entities, int32, sorted, none twice.
    weights
        Factors of the bound.
    sign
        Only paths of this sign are wanted; None for all.
    layers
        What the inner entities of a path must be, one by one; None for any length.
    """

    def __init__(
        self,
        steps: Steps,
        bounds: BoundSteps,
        starts: NDArray[np.int32],
        ends: NDArray[np.int32],
        weights: PathWeights,
        *,
        sign: int | None = None,
        layers: Masks | None = None,
    ) -> None:
        self._steps, self._bounds = steps, bounds
        self._adjacency = steps.adjacency
        self._ends = (starts, ends)
        self._weights = weights
        self._rule = SignRule(sign)
        self._layers = layers
        self._single = len(starts) == len(ends) == 1

    def fill(self, pool: Pool, lengths: Sequence[int], deadline: float | None) -> int:
        """Fill a pool; says up to which length all was seen."""
        short = PathSearch(self._steps, *self._ends, self._layers)
        for length in () if short.hopeless else lengths:
            pricing = Pricing(self._adjacency, self._weights, length)
            if length <= 2:
                whole = self._fill_short(pool, short, pricing, deadline)
            else:
                whole = self._fill_long(pool, pricing, deadline)
            if not whole:
                return length - 1
        return lengths[-1]

    def _fill_short(
        self, pool: Pool, search: PathSearch, pricing: Pricing, deadline: float | None
    ) -> bool:
        if search.prepare(pricing.length):
            for block in search.find(pricing.length):
                self._add(pool, pricing, block)
                if is_over(deadline):
                    return False
        return True

    def _add(self, pool: Pool, pricing: Pricing, block: Block) -> None:
        """Add paths to the pool, if their sign is wanted."""
        if self._rule.wanted is not None:
            codes = (self._adjacency.sign_of(h) for h in block.T)
            sign = np.prod(list(codes), axis=0, dtype=np.int8)
            block = block.take((sign == self._rule.wanted).nonzero()[0], axis=0)
        if len(block):
            pool.add(pricing.price(block), block)

    def _fill_long(self, pool: Pool, pricing: Pricing, deadline: float | None) -> bool:
        length, caps = pricing.length, find_caps(pricing)
        hope = caps.rest(length, length - 1, length - 1) * pricing.length_factor
        if hope * pricing.detail_hope[0] < pool.threshold * (1 - ROUNDING):
            return True
        course = self._course(pricing, reverse=False)
        sides = [self._front(reverse=way) for way in (False, True)]
        fronts = [self._grown(front, course) for front in sides]
        # Layers of rests are worked out in full and beginnings only as far as they are hopeful:
        # of two halves alike the cheaper one is for the layers, but the middle hop of an odd
        # length belongs to the beginnings.
        reverse = (fronts[0].cost < fronts[1].cost) == (length % 2 == 0)
        ahead, behind = fronts[::-1] if reverse else fronts
        if not (len(ahead) and len(behind)):
            return True
        course = course._replace(reverse=reverse, first=_share(course, ahead))
        layers = [self._first_layer(course, behind)]
        try:
            return self._search(course, layers, sides[int(reverse)], behind, pool, deadline)
        finally:
            for layer in layers:
                layer.release()

    def _search(
        self,
        course: Course,
        layers: list[Layer],
        begin: Front,
        behind: Front,
        pool: Pool,
        deadline: float | None,
    ) -> bool:
        """Add the layers that are missing, then grow beginnings; false if time ran out."""
        for left in range(2, course.length // 2 + 1):
            if is_over(deadline):
                return False
            least = pool.threshold * (1 - ROUNDING)
            layers.append(self._bounds.grow_layer(course, layers[-1], self._states(left), least))
        with Groups(self._adjacency, behind) as groups:
            return self._descend(course, _begin(begin.rows), layers, groups, pool, deadline)

    def _course(self, pricing: Pricing, *, reverse: bool) -> Course:
        inner: Masks = () if self._adjacency.all_inner else (self._adjacency.walk.inner,)
        layers: Sequence[Masks] = [()] * (pricing.length - 1)
        if self._layers is not None:
            layers = [(mask,) for mask in self._layers]
        starts, ends = self._ends
        return Course(
            pricing,
            find_caps(pricing),
            self._rule,
            masks=((), *((*inner, *more) for more in layers), ()),
            barred=(int(starts[0]), int(ends[0])) if self._single else (),
            reverse=reverse,
        )

    def _front(self, *, reverse: bool) -> Front:
        rows = Rows.at(self._ends[int(reverse)])
        return Front(self._adjacency, rows, reverse=reverse)

    def _grown(self, front: Front, course: Course) -> Front:
        """A front of one hop."""
        masks = course.masks[course.length - 1 if front.reverse else 1]
        barred = int(self._ends[int(not front.reverse)][0]) if self._single else -1
        rows = self._steps.extend(front, masks, barred)
        return Front(self._adjacency, rows, reverse=front.reverse)

    def _states(self, left: int) -> list[int]:
        """States that rests of so many hops may have."""
        single = {int(bits) for bits in self._weights.detail_bit}
        found = {0} if left == 1 else single
        for _ in range(2, left):
            found = {one | two for one in found for two in single}
        return sorted(2 * bits + sign for bits in found for sign in self._rule.states)

    def _first_layer(self, course: Course, behind: Front) -> Layer:
        pricing = course.pricing
        layer = Layer(self._adjacency, 1, self._states(1))
        hop = behind.rows.hops[:, 0]
        sign = self._rule.of_hops(self._adjacency, hop)
        usable = (sign < 2).nonzero()[0]
        hop, node = hop.take(usable), behind.open.take(usable)
        worth = pricing.hop_factor(hop, behind.rows.trail[:, 0].take(usable))
        layer.add(Entries(node, pricing.reference(hop), worth), sign.take(usable).astype(np.int64))
        layer.close(pricing, node, hop)
        return layer

    def _descend(
        self,
        course: Course,
        parts: Parts,
        layers: Sequence[Layer],
        groups: Groups,
        pool: Pool,
        deadline: float | None,
    ) -> bool:
        """Grow beginnings, the most hopeful first; false if time ran out."""
        depth = parts.rows.depth
        layer = layers[min(course.length - depth - 1, len(layers)) - 1]
        for some in self._hopeful(course, parts, pool):
            if is_over(deadline):
                return False
            least = pool.threshold * (1 - ROUNDING)
            grown = self._bounds.grow_parts(course, some, layer, least)
            if depth + 2 == course.length:
                self._finish(course, grown, groups, pool)
            elif len(grown.worth) and not self._descend(
                course, grown, layers, groups, pool, deadline
            ):
                return False
        return True

    def _hopeful(self, course: Course, parts: Parts, pool: Pool) -> Iterator[Parts]:
        """Beginnings in the order of their bounds, until none can be among the best."""
        parts = parts.take(np.argsort(-parts.bound, kind="stable"))
        front = Front(self._adjacency, parts.rows, reverse=course.reverse)
        begin, most = 0, _FIRST
        while begin < len(front):
            least = pool.threshold * (1 - ROUNDING)
            last = int(np.searchsorted(-parts.bound, -least, "right"))
            if begin >= last:
                return
            _, size = next(cut_chunks(front.count[begin:last], most))
            yield parts.take(np.arange(begin, begin + size))
            begin, most = begin + size, min(4 * most, CHUNK)

    def _finish(self, course: Course, parts: Parts, groups: Groups, pool: Pool) -> None:
        """Add the paths that lack only their last hop, which is in the groups."""
        order = np.argsort(-parts.bound, kind="stable")
        for begin in range(0, len(order), _FIRST):
            some = parts.take(order[begin : begin + _FIRST])
            if some.bound[0] < pool.threshold * (1 - ROUNDING):
                return
            self._add(pool, course.pricing, _close(course, some, groups, self._adjacency.slot))


def _share(course: Course, ahead: Front) -> float:
    """See `Course.first`."""
    pricing, caps = course.pricing, course.caps
    hop, node = ahead.rows.hops[:, 0], ahead.open
    worth = pricing.hop_factor(hop, ahead.rows.trail[:, 0]) * pricing.hub(node)
    alone = (pricing.reference(hop) == NO_REFERENCE) & (not pricing.joined)
    worth *= np.where(alone, pricing.apart(node), caps.joint)
    return float(worth.max(initial=0.0)) / caps.rest(1, 1, 1)


def _begin(rows: Rows) -> Parts:
    count = len(rows.trail)
    none = np.zeros(count, np.uint8)
    return Parts(rows, np.ones(count), none, none, np.full(count, np.inf))


def _close(course: Course, parts: Parts, groups: Groups, slot: NDArray[np.int32]) -> Block:
    """Whole paths of beginnings whose open end the rows of a group begin with."""
    open_ = parts.rows.trail[:, 0 if course.reverse else -1]
    place, other = groups.find_rows(slot.take(open_))
    hops, trail = parts.rows.hops, parts.rows.trail
    if place is not None:
        hops, trail = hops.take(place, axis=0), trail.take(place, axis=0)
    behind = groups.front.rows
    end = behind.trail[:, 0 if course.reverse else -1].take(other)
    kept = (trail != end.reshape(-1, 1)).all(axis=1).nonzero()[0]
    first, last = hops.take(kept, axis=0), behind.hops.take(other.take(kept), axis=0)
    return np.concatenate((last, first) if course.reverse else (first, last), axis=1)
