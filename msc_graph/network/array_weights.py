"""What a path is worth at most, from numbers that are looked up: the bound of the exact score."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_expand import Adjacency, flatten_ranges
from msc_graph.network.arrays import SEVERAL_REFERENCES

__all__ = ["LEAST", "LISTED", "PathWeights", "Pricing"]

#: In place of a reference code: the statement's references are listed in the weights.
LISTED = -3
#: Nothing counts for less: a path of no worth at all is still a path, and has to be found.
LEAST = 1e-12


#: Which detail bits have all bits of others, by these others.
_BITS = np.arange(8)
_MORE = (_BITS & _BITS.reshape(-1, 1)) == _BITS.reshape(-1, 1)


class PathWeights(NamedTuple):
    """Factors of the score of a path; each lies between 0 and 1.

    The score is at most the geometric mean of the beliefs of its claims (the hops of no opposite
    kind), times that of the factors of its inner entities, times the factors of its hops, the
    joints of its claims and its detail, and `length` for each hop after the first.

    Attributes
    ----------
    hub
        Factor of each entity inside a path, float64 of shape (n,).
    jump
        Factor of a hop by `2 * kind + direction`, like the codes of hops, and by the category of
        the entity it is walked from; float64 of shape (2 * number of kinds, number of categories).
    detail_bit
        What a category adds to the detail of a path: bits of 0 to 7, uint8 of shape (number of
        categories,).
    detail
        Factor of each union of these bits over the entities inside, float64 of shape (8,).
    joint_consistent, joint_crossed
        Factor of two claims of different studies: the most that it is, and at a `process`.
    length
        Factor of each hop after the first.
    process
        Entities at which two claims of different studies are crossed, bool of shape (n,).
    opposite
        Kinds that are no claims, bool of shape (number of kinds,).
    references
        Where the references of each statement begin, int64 of shape (m + 1,), and their codes,
        int32, negative for none; there may be more than support it. None if they are not at
        hand: then a statement of several references joins with every other one.
    """

    hub: NDArray[np.float64]
    jump: NDArray[np.float64]
    detail_bit: NDArray[np.uint8]
    detail: NDArray[np.float64]
    joint_consistent: float
    joint_crossed: float
    length: float
    process: NDArray[np.bool_]
    opposite: NDArray[np.bool_]
    references: tuple[NDArray[np.int64], NDArray[np.int32]] | None = None


class Pricing:
    """Factors of paths of one length.

    Parameters
    ----------
    adjacency
        The graph.
    weights
        The factors.
    length
        Number of hops.
    """

    def __init__(self, adjacency: Adjacency, weights: PathWeights, length: int) -> None:
        self.adjacency = adjacency
        self.weights = weights
        self.length = length
        self.arrays = adjacency.arrays
        #: A path of fewer claims than hops has a smaller exponent than this one is, so that
        #: beliefs raised to it are a bound whatever the number of claims turns out to be.
        self.exponent = 1.0 / length
        self.hub_exponent = 1.0 / max(length - 1, 1)
        self.consistent = max(weights.joint_consistent, LEAST)
        self.crossed = max(weights.joint_crossed, LEAST)
        self.length_factor = weights.length ** (length - 1)
        self.jumps = bool((weights.jump != 1.0).any())
        #: By `2 * kind + direction` and category.
        self.jump = np.maximum(weights.jump, LEAST)
        self.opposites = bool(weights.opposite.any())
        #: Whether some hops join with every other one.
        self.joined = self.opposites or (weights.references is None and adjacency.extremes.several)
        #: Whether two hops may join for nothing at all.
        self.shared = adjacency.extremes.shared or self.opposites
        self.detail = np.maximum(weights.detail, LEAST)
        #: By bits: the best that the detail of a path can still become.
        self.detail_hope = np.where(_MORE, self.detail, 0.0).max(axis=1)

    def hub(self, node: NDArray[np.int32]) -> NDArray[np.float64]:
        """Factor of inner entities."""
        found: NDArray[np.float64] = np.maximum(self.weights.hub.take(node), LEAST)
        return found if self.hub_exponent == 1.0 else found**self.hub_exponent

    def bits(self, node: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Detail bits of entities."""
        return self.weights.detail_bit.take(self.arrays.category.take(node))

    def hop_factor(self, hop: NDArray[np.int64], source: NDArray[np.int32]) -> NDArray[np.float64]:
        """Belief and jump of hops that are walked from these entities."""
        statement = hop >> 1
        belief = self.belief(statement) ** self.exponent
        if not (self.jumps or self.opposites):
            return belief
        if self.opposites:
            belief[self.weights.opposite.take(self.arrays.kind.take(statement))] = 1.0
        return belief * self._jump(hop, source) if self.jumps else belief

    def belief(self, statement: NDArray[np.int64]) -> NDArray[np.float64]:
        """Belief in statements."""
        return np.maximum(self.arrays.belief.take(statement).astype(np.float64), LEAST)

    def _jump(self, hop: NDArray[np.int64], source: NDArray[np.int32]) -> NDArray[np.float64]:
        place = self.adjacency.kind_code(hop) * self.jump.shape[1]
        found: NDArray[np.float64] = self.jump.take(place + self.arrays.category.take(source))
        return found

    def reference(self, hop: NDArray[np.int64]) -> NDArray[np.int32]:
        """Reference of hops, or `LISTED`; of those that join with every other one it is several."""
        statement = hop >> 1
        found = self.arrays.reference.take(statement)
        if self.weights.references is not None and self.adjacency.extremes.several:
            found[found == SEVERAL_REFERENCES] = LISTED
        if self.opposites:
            found[self.weights.opposite.take(self.arrays.kind.take(statement))] = SEVERAL_REFERENCES
        return found

    def listed(
        self, reference: NDArray[np.int32], hop: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """References of the hops where they are listed: place of the hop, and code."""
        place = (reference == LISTED).nonzero()[0]
        if self.weights.references is None or not len(place):
            return place[:0], reference[:0]
        return self._list(place, hop)

    def _list(
        self, place: NDArray[np.int64], hop: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """References of the hops at some places: place, and code."""
        pointer, codes = self.weights.references or (np.zeros(1, np.int64), np.zeros(0, np.int32))
        statement = hop.take(place) >> 1
        first = pointer.take(statement)
        count = pointer.take(statement + 1) - first
        found = codes.take(flatten_ranges(first, count))
        return place.repeat(count), found

    def _share_listed(
        self, one: NDArray[np.int64], two: NDArray[np.int64], place: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Of the places of two rows of hops, those at which the two share a reference."""
        first, second = (
            (where << 32 | code)[code >= 0]
            for where, code in (self._list(place, one), self._list(place, two))
        )
        return np.unique(np.intersect1d(first, second) >> 32)

    def apart(self, node: NDArray[np.int32]) -> NDArray[np.float64]:
        """Most that a joint at these entities counts for if the hops share no reference."""
        return np.where(self.weights.process.take(node), self.crossed, self.consistent)

    def apart_cap(self, node: NDArray[np.int32]) -> NDArray[np.float64]:
        """Most that a joint at these entities counts for, whatever the hops, if they share none."""
        return np.ones(len(node)) if self.joined else self.apart(node)

    def joint(
        self, one: NDArray[np.int64], two: NDArray[np.int64], node: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        """Factor of the joint of two hops at the entities between them."""
        first, second = self.reference(one), self.reference(two)
        factor = self.apart(node)
        together = (first == second) & (first >= 0)
        together |= (first == SEVERAL_REFERENCES) | (second == SEVERAL_REFERENCES)
        factor[together] = 1.0
        some = (first == LISTED) & (second != -1) | (second == LISTED) & (first != -1)
        if some.any():
            factor[self._share_listed(one, two, (some & ~together).nonzero()[0])] = 1.0
        return factor

    def price(self, hops: NDArray[np.int64]) -> NDArray[np.float64]:
        """Bound of the score of whole paths.

        Parameters
        ----------
        hops
            Their hops, int64 of shape (p, L).
        """
        pairs = [self.adjacency.endpoints(column) for column in hops.T]
        total = np.full(len(hops), self.length_factor)
        bits = np.zeros(len(hops), np.uint8)
        belief = np.ones(len(hops))
        claims = np.full(len(hops), self.length)
        for column, (source, _) in zip(hops.T, pairs, strict=True):
            known = self.belief(column >> 1)
            if self.opposites:
                opposite = self.weights.opposite.take(self.arrays.kind.take(column >> 1))
                claims -= opposite
                known[opposite] = 1.0
            belief *= known
            if self.jumps:
                total *= self._jump(column, source)
        total *= belief ** (1.0 / np.maximum(claims, 1))
        for before, after, (node, _) in zip(hops.T, hops.T[1:], pairs[1:], strict=False):
            total *= self.hub(node) * self.joint(before, after, node)
            bits |= self.bits(node)
        total *= self.detail.take(bits)
        return total
