"""The best that the rest of a path can be worth, by entity and number of hops that are left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_expand import Adjacency
from msc_graph.network.array_weights import LEAST, LISTED, Pricing
from msc_graph.network.arrays import SEVERAL_REFERENCES

__all__ = ["Caps", "Entries", "Layer", "Shares", "SignRule", "find_caps", "find_distinct"]

Floats = NDArray[np.float64]


class SignRule(NamedTuple):
    """How the signs of hops add up to what is wanted; the state of a part of a path is 0 or 1.

    `wanted` is +1 or -1 (the state is whether the sign is negative so far; a hop without a sign
    spoils it), 0 (the state is whether a hop was without a sign) or None (always 0).
    """

    wanted: int | None

    @property
    def last(self) -> int:
        """State of a whole path that is wanted."""
        return 0 if self.wanted in (None, 1) else 1

    @property
    def states(self) -> tuple[int, ...]:
        """All states."""
        return (0,) if self.wanted is None else (0, 1)

    def of_hops(self, adjacency: Adjacency, hop: NDArray[np.int64]) -> NDArray[np.uint8]:
        """State of each hop; 2 where it may not be used."""
        if self.wanted is None:
            return np.zeros(len(hop), np.uint8)
        sign = adjacency.sign_of(hop)
        state = (sign == 0 if self.wanted == 0 else sign < 0).astype(np.uint8)
        if self.wanted:
            state[sign == 0] = 2
        return state

    def join(self, one: NDArray[np.uint8], two: NDArray[np.uint8] | int) -> NDArray[np.uint8]:
        """State of two parts together."""
        joined = one ^ two if self.wanted else one | two
        return joined.astype(np.uint8, copy=False)


class Caps(NamedTuple):
    """Most that a single hop, inner entity and joint of any path of a length count for.

    `joined` tells whether a hop may join for nothing with one that has no reference.
    """

    hop: float
    hub: float
    joint: float
    joined: bool

    def rest(self, hops: int, hubs: int, joints: int) -> float:
        """Most that so many of them count for together."""
        return float(self.hop**hops * self.hub**hubs * self.joint**joints)


def find_caps(pricing: Pricing) -> Caps:
    """Caps of a graph; the arrays are looked through once."""
    extremes, weights = pricing.adjacency.extremes, pricing.weights
    belief = 1.0 if pricing.opposites else max(extremes.belief, LEAST) ** pricing.exponent
    return Caps(
        belief * max(float(weights.jump.max(initial=0.0)), LEAST),
        max(float(weights.hub.max(initial=0.0)), LEAST) ** pricing.hub_exponent,
        1.0 if pricing.shared else max(pricing.consistent, pricing.crossed),
        joined=pricing.joined,
    )


class Shares:
    """Which references the first hops of rests have: yes may be wrong, no is not.

    A Bloom filter (Bloom 1970) of one hash over pairs of entity and reference.

    Parameters
    ----------
    pricing
        Knows the references.
    node, hop
        Entity that each rest begins with, and its first hop.
    """

    def __init__(self, pricing: Pricing, node: NDArray[np.int32], hop: NDArray[np.int64]) -> None:
        reference = pricing.reference(hop)
        place, code = pricing.listed(reference, hop)
        single = reference >= 0
        nodes = np.concatenate((node[single], node.take(place)[code >= 0]))
        codes = np.concatenate((reference[single], code[code >= 0]))
        self.bits = max(10, (8 * len(nodes)).bit_length())
        self.known = np.zeros(1 << self.bits, np.bool_)
        self.known[self._place(nodes, codes)] = True

    def _place(self, node: NDArray[np.int32], reference: NDArray[np.int32]) -> NDArray[np.int64]:
        mixed = node.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= reference.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        return (mixed >> np.uint64(64 - self.bits)).astype(np.int64)

    def __call__(self, node: NDArray[np.int32], reference: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether a rest of the entity may begin with a hop of that reference."""
        return self.known.take(self._place(node, reference)) & (reference >= 0)


class Layer:
    """Rests of `left` hops, from an entity to an end.

    What a rest is worth are its hops, the entities inside it and the joints inside it; not the
    entity that it begins with. A state is `2 * detail bits of the entities inside + sign state`.

    Attributes
    ----------
    states
        The states that rests have.
    table
        Best worth of a rest by place of the state and entity, float64 of shape (states, n); 0
        where there is none.
    joined
        The same for rests whose first hop joins with every other one; None if there are none.
    named
        The same for rests whose first hop has a reference; None if there are none.
    shares
        References of the first hops; None if no statement has one.
    nodes
        Entities that have rests.
    most
        Of each of `nodes`: the most that a rest, the entity, the joint there and the detail of a
        path are worth together.
    hope
        The same by detail bits of what goes before and by entity, float64 of shape (8, n), as far
        as it was asked for; 0 where there is no rest.
    """

    def __init__(self, adjacency: Adjacency, left: int, states: Sequence[int]) -> None:
        self._adjacency = adjacency
        self.left = left
        self.states = tuple(states)
        self.table = adjacency.borrow(len(states))
        self.joined: Floats | None = None
        self.named: Floats | None = None
        self.shares: Shares | None = None
        self.nodes = np.empty(0, np.int32)
        self.most = np.empty(0)
        self.hope = adjacency.borrow(8)
        self._asked = np.full(8, np.inf)

    def add(self, entries: Entries, place: NDArray[np.int64]) -> None:
        """Raise the table by rests, whose states stand at these places."""
        flat = place * self.table.shape[1] + entries.node
        np.maximum.at(self.table.reshape(-1), flat, entries.worth)
        for extra, some in (
            ("joined", entries.reference == SEVERAL_REFERENCES),
            ("named", (entries.reference >= 0) | (entries.reference == LISTED)),
        ):
            of_table = some.nonzero()[0]
            if len(of_table):
                table = self.prepare(extra).reshape(-1)
                np.maximum.at(table, flat.take(of_table), entries.worth.take(of_table))

    def prepare(self, extra: str) -> Floats:
        """The table `joined` or `named`, made where there was none."""
        if getattr(self, extra) is None:
            setattr(self, extra, self._adjacency.borrow(len(self.states)))
        table: Floats = getattr(self, extra)
        return table

    def release(self) -> None:
        """Give the tables back once nobody asks any more."""
        for table in (self.table, self.joined, self.named):
            if table is not None:
                self._adjacency.give_back(table, self.nodes)
        self._adjacency.give_back(self.hope, self.nodes, np.isfinite(self._asked).nonzero()[0])

    def close(self, pricing: Pricing, node: NDArray[np.int32], hop: NDArray[np.int64]) -> None:
        """Work out what follows from the table once all rests are in it.

        Parameters
        ----------
        pricing
            Factors.
        node, hop
            Entity that every rest begins with, and its first hop.
        """
        self.nodes = find_distinct(pricing.adjacency, node)
        if self.named is not None:
            self.shares = Shares(pricing, node, hop)
        detail = pricing.detail_hope
        self.most = self._worth_at(pricing, self.nodes, pricing.bits(self.nodes), detail)

    def _worth_at(
        self,
        pricing: Pricing,
        node: NDArray[np.int32],
        bits: NDArray[np.uint8],
        detail: Floats,
    ) -> Floats:
        best, apart = np.zeros(len(node)), pricing.apart_cap(node)
        for place, state in enumerate(self.states):
            worth = self.table[place].take(node) * apart
            for table in (self.joined, self.named):
                if table is not None:
                    np.maximum(worth, table[place].take(node), out=worth)
            worth *= detail.take(bits | np.uint8(state >> 1))
            np.maximum(best, worth, out=best)
        return best * pricing.hub(node)

    def ask(self, pricing: Pricing, bits: NDArray[np.uint8], least: float) -> None:
        """Fill in the hope after parts of these detail bits, where it is at least so much."""
        for before in np.flatnonzero(np.bincount(bits, minlength=8)):
            if least < self._asked[before]:
                self._asked[before] = least
                node = self.nodes.take((self.most >= least).nonzero()[0])
                every = pricing.bits(node) | np.uint8(before)
                self.hope[before, node] = self._worth_at(pricing, node, every, pricing.detail)

    def worth_after(
        self,
        pricing: Pricing,
        hop: NDArray[np.int64],
        node: NDArray[np.int32],
    ) -> list[Floats]:
        """By state: most that the joint of a hop that enters the entity and a rest are worth."""
        reference = pricing.reference(hop)
        apart = pricing.apart(node)
        apart[reference == SEVERAL_REFERENCES] = 1.0
        met = self._find_shared(pricing, hop, node, reference)
        found = []
        for place in range(len(self.states)):
            worth = self.table[place].take(node) * apart
            if self.joined is not None:
                np.maximum(worth, self.joined[place].take(node), out=worth)
            if self.named is not None:
                worth[met] = np.maximum(worth[met], self.named[place].take(node.take(met)))
            found.append(worth)
        return found

    def _find_shared(
        self,
        pricing: Pricing,
        hop: NDArray[np.int64],
        node: NDArray[np.int32],
        reference: NDArray[np.int32],
    ) -> NDArray[np.int64]:
        """Places at which the hop may share a reference with the first hop of a rest."""
        if self.shares is None:
            return np.empty(0, np.int64)
        single = (reference >= 0).nonzero()[0]
        single = single[self.shares(node.take(single), reference.take(single))]
        place, code = pricing.listed(reference, hop)
        return np.concatenate((single, np.unique(place[self.shares(node.take(place), code)])))


class Entries(NamedTuple):
    """Rests by the entity they begin with, the reference of their first hop, and their worth."""

    node: NDArray[np.int32]
    reference: NDArray[np.int32]
    worth: Floats


def find_distinct(adjacency: Adjacency, node: NDArray[np.int32]) -> NDArray[np.int32]:
    """The entities, each once, in the order of the last time each comes."""
    count = np.arange(len(node), dtype=np.int32)
    adjacency.slot[node] = count
    distinct: NDArray[np.int32] = node.take((adjacency.slot.take(node) == count).nonzero()[0])
    return distinct
