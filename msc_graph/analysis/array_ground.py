"""A graph of arrays under the rules of one question, and what is told of its paths by looking at them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from msc_graph.analysis.endpoints import Endpoint
from msc_graph.analysis.trace import BARE, Constraints
from msc_graph.analysis.weights import WEIGHTS, Weights
from msc_graph.network.array_search import ArraySearch
from msc_graph.network.array_walk import build_array_walk
from msc_graph.network.arrays import ArrayWalk
from msc_graph.network.filters import HEADS, WalkRules
from msc_graph.network.index import Hop
from msc_graph.network.numbered import NumberedCorpus

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Ground", "find_layers", "find_numbers"]


class Ground(NamedTuple):
    """A graph of arrays under the rules of one question."""

    corpus: NumberedCorpus
    rules: WalkRules
    walk: ArrayWalk
    search: ArraySearch
    known: dict[int, Hop]

    @classmethod
    def prepare(
        cls,
        corpus: NumberedCorpus,
        bounds: Constraints,
        weights: Weights = WEIGHTS,
        *,
        compiled: bool | None = None,
    ) -> Ground:
        """Apply the rules and look up what is avoided."""
        rules = bounds.rules
        avoided = frozenset().union(*(endpoint.members for endpoint in bounds.avoid))
        arrays = corpus.arrays
        if weights.without_score() != WEIGHTS.without_score():
            # The bound of belief that the arrays hold is that of the usual weights.
            arrays = arrays._replace(belief=np.ones_like(arrays.belief))
        walk = build_array_walk(
            arrays,
            corpus.kinds,
            corpus.predicates,
            corpus.category_names,
            rules,
            avoid=find_numbers(corpus, avoided),
            allowed=_find_allowed(corpus, rules),
        )
        return cls(corpus, rules, walk, ArraySearch(walk, compiled=compiled), {})

    def hops(self, codes: Collection[int]) -> tuple[Hop, ...]:
        """Hops of a path; each is made once."""
        known = self.known
        for code in codes:
            if code not in known:
                known[code] = self.corpus.hop_at(code, self.rules)
        return tuple(map(known.__getitem__, codes))

    def signs(self, block: NDArray[np.int64]) -> NDArray[np.int8]:
        """Signs of paths (+1, -1, 0), int8 of shape (p,); the hops are of shape (p, L)."""
        kind = self.walk.arrays.kind.take(block >> 1)
        along, against = self.walk.forward.take(kind), self.walk.backward.take(kind)
        signs: NDArray[np.int8] = np.where(block & 1, against, along).prod(axis=1, dtype=np.int8)
        return signs

    def chains(self, block: NDArray[np.int64], via: Sequence[Endpoint]) -> NDArray[np.int64]:
        """Those paths of a block that name a mechanism and pass what they must pass."""
        return block[self.are_chains(block, via)]

    def are_chains(self, block: NDArray[np.int64], via: Sequence[Endpoint]) -> NDArray[np.bool_]:
        """Which paths of a block name a mechanism and pass what they must pass."""
        source = self._sources(block)
        kept = ~self._direct(block[:, -1] >> 1, source[:, -1], single=block.shape[1] == 1)
        for endpoint in via:
            numbers = find_numbers(self.corpus, endpoint.members)
            kept &= np.isin(source[:, 1:], numbers).any(axis=1)
        return kept

    def direct_statements(self, block: NDArray[np.int64]) -> list[str]:
        """Ids of the last statements of paths of a block that name no mechanism."""
        last = block[:, -1:]
        direct = self._direct(
            last[:, 0] >> 1, self._sources(last)[:, 0], single=block.shape[1] == 1
        )
        return [hop.statement for hop in self.hops(set(last[direct, 0].tolist()))]

    def _sources(self, block: NDArray[np.int64]) -> NDArray[np.int32]:
        """Entities that hops are walked from."""
        arrays, statement = self.walk.arrays, block >> 1
        subject, object_ = arrays.subject.take(statement), arrays.object.take(statement)
        return np.where(block & 1, object_, subject)

    def _direct(
        self, last: NDArray[np.int64], source: NDArray[np.int32], *, single: bool
    ) -> NDArray[np.bool_]:
        """Which last statements, walked from these entities, name an effect and no mechanism."""
        arrays, predicates = self.walk.arrays, self.corpus.predicates
        names = [name for name, _, _ in self.corpus.kinds]
        acts = np.array([predicates[name].role in ("causal", "outcome") for name in names])
        bare = np.array([single and name in BARE for name in names])
        heads = np.array([name in HEADS for name in self.corpus.category_names])
        kind = arrays.kind.take(last)
        from_head = heads.take(arrays.category.take(source))
        direct: NDArray[np.bool_] = (acts.take(kind) & from_head) | bare.take(kind)
        return direct


def find_numbers(corpus: NumberedCorpus, entities: Iterable[str]) -> list[int]:
    """Numbers of entities by their ids; unknown ones are passed over."""
    found = (corpus.number(entity) for entity in entities)
    return sorted(number for number in found if number is not None)


def find_layers(
    corpus: NumberedCorpus, metapath: Sequence[Endpoint]
) -> list[NDArray[np.bool_]] | None:
    """The steps of a metapath as masks, bool of shape (n,) each; None where there are none."""
    if not metapath:
        return None
    layers = []
    for step in metapath:
        mask = np.zeros(len(corpus.arrays.category), np.bool_)
        mask[find_numbers(corpus, step.members)] = True
        layers.append(mask)
    return layers


def _find_allowed(corpus: NumberedCorpus, rules: WalkRules) -> NDArray[np.bool_] | None:
    """Statements that the contexts of the rules admit; None where there are none."""
    if not rules.contexts:
        return None
    opposite = np.array([corpus.predicates[name].role == "opposite" for name, _, _ in corpus.kinds])
    allowed = corpus.admitted(lambda row: row.stance == "supports" and rules.admits(row))
    allowed |= opposite.take(corpus.arrays.kind)
    return allowed
