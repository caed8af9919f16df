"""A trace on a graph of arrays: the same answer as on records, found without reading them all.

Paths are enumerated length by length. Where they are few enough they are all judged, as on
records. Where they are not, the best are searched for by branch and bound, and what only a look at
every chain can tell stays untold.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from msc_graph.analysis.array_index import ArrayIndex
from msc_graph.analysis.array_scores import ScoreBounds, lower_only
from msc_graph.analysis.chains import SIGNS, Chain, Judge, order_key
from msc_graph.analysis.endpoints import Endpoint
from msc_graph.analysis.trace import BARE, Constraints, Trace, check_bounds, fits, is_direct
from msc_graph.analysis.verdict import find_parting, give_verdict, give_verdicts
from msc_graph.analysis.weights import WEIGHTS, Weights
from msc_graph.network.array_search import ArraySearch
from msc_graph.network.array_walk import build_array_walk
from msc_graph.network.arrays import ArrayWalk
from msc_graph.network.filters import HEADS, WalkRules
from msc_graph.network.index import Hop
from msc_graph.network.numbered import NumberedCorpus

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MAX_SECONDS", "Ground", "trace_arrays"]

#: Seconds after which a search over arrays stops unless told otherwise: on a graph of millions of
#: statements six hops join everything with everything, and nobody waits for that.
MAX_SECONDS = 10.0
#: Chains of which every one is judged; of more only the best.
_MOST_JUDGED = 2_000


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


def _find_allowed(corpus: NumberedCorpus, rules: WalkRules) -> NDArray[np.bool_] | None:
    """Statements that the contexts of the rules admit; None where there are none."""
    if not rules.contexts:
        return None
    opposite = np.array([corpus.predicates[name].role == "opposite" for name, _, _ in corpus.kinds])
    allowed = corpus.admitted(lambda row: row.stance == "supports" and rules.admits(row))
    allowed |= opposite.take(corpus.arrays.kind)
    return allowed


def trace_arrays(
    corpus: NumberedCorpus,
    start: Endpoint,
    end: Endpoint,
    constraints: Constraints | None = None,
    weights: Weights = WEIGHTS,
    *,
    compiled: bool | None = None,
) -> Trace:
    """Find, judge and rank the chains between two endpoints of a large graph.

    Parameters
    ----------
    corpus
        The graph.
    start, end
        From `find_endpoint`.
    constraints
        Bounds and filters. Without `max_seconds` the search stops after `MAX_SECONDS`.
    weights
        The numbers of the score.
    compiled
        Whether numba is used; see `ArraySearch`.

    Returns
    -------
    Trace
        As `msc_graph.analysis.trace.trace` gives it. Where not every chain could be judged,
        `signs` by study and context are called only if both signs were seen.

    Raises
    ------
    UsageError
        If a bound makes no sense.
    """
    bounds = constraints or Constraints()
    check_bounds(bounds)
    if bounds.max_seconds is None:
        bounds = bounds._replace(max_seconds=MAX_SECONDS)
    deadline = monotonic() + (bounds.max_seconds or MAX_SECONDS)
    ground = Ground.prepare(corpus, bounds, weights, compiled=compiled)
    judge = Judge(corpus, ArrayIndex(corpus, ground.walk, bounds.rules), bounds.rules, weights)
    starts, ends = find_numbers(corpus, start.members), find_numbers(corpus, end.members)
    layers = _find_layers(corpus, bounds.metapath)
    found = ground.search.all_paths(
        starts,
        ends,
        max_hops=bounds.max_hops,
        limit=bounds.max_paths,
        deadline=deadline,
        layers=layers,
    )
    chains = [ground.chains(block, bounds.via) for block in found.blocks if len(block)]
    answer = Trace(
        start, end, "unknown", {}, None, (), sum(map(len, chains)), (), bounds, corpus,
        found.stopped_by, 0 if found.complete else found.searched,
    )  # fmt: skip
    if found.complete and sum(map(len, found.blocks)) <= _MOST_JUDGED:
        blocks = [block for block in found.blocks if len(block)]
        if lower_only(weights) and not bounds.same_study and sum(map(len, blocks)) > bounds.top:
            return _judge_some(answer, blocks, (ground, judge, weights))
        return _judge_all(answer, [ground.hops(c) for b in blocks for c in b.tolist()], judge)
    signs = {SIGNS[int(sign)] for block in chains for sign in np.unique(ground.signs(block))}
    verdict = give_verdict(signs, complete=found.complete)
    if bounds.sign:
        wanted = {"+": 1, "-": -1}[bounds.sign]
        number = sum(int((ground.signs(block) == wanted).sum()) for block in chains)
        answer = answer._replace(found=number)
    best, direct = _find_best(answer, ground, judge, weights, (starts, ends, layers, deadline))
    return answer._replace(
        sign=verdict,
        signs=give_verdicts(best, complete=False) | {"all": verdict},
        parting=find_parting(best) if {c.sign for c in best} >= {"+", "-"} else None,
        chains=best,
        direct=direct,
    )


def _judge_all(answer: Trace, paths: Sequence[tuple[Hop, ...]], judge: Judge) -> Trace:
    """The answer where every chain can be judged."""
    entities, bounds = answer.corpus.entities, answer.bounds
    direct = sorted({path[-1].statement for path in paths if is_direct(entities, path)})
    judged = [
        judge.judge(path) for path in paths if not is_direct(entities, path) and fits(path, bounds)
    ]
    wanted = sorted((c for c in judged if bounds.wants(c)), key=order_key)
    signs = give_verdicts(judged)
    return answer._replace(
        sign=signs["all"],
        signs=signs,
        parting=find_parting(judged) if signs["all"] == "mixed" else None,
        chains=tuple(wanted[: bounds.top]),
        found=len(wanted),
        direct=tuple(direct),
    )


def _judge_some(
    answer: Trace, blocks: Sequence[NDArray[np.int64]], tools: tuple[Ground, Judge, Weights]
) -> Trace:
    """The same as `_judge_all`: chains without a sign are judged only while they may be the best."""
    ground, judge, weights = tools
    bounds = answer.bounds
    scores = ScoreBounds(ground.corpus, ground.walk, ground.rules, weights)
    direct: set[str] = set()
    signed: list[Chain] = []
    rest: list[tuple[float, tuple[int, ...]]] = []
    for block in blocks:
        kept = ground.are_chains(block, bounds.via)
        direct.update(ground.direct_statements(block))
        block = block[kept]
        has_sign = ground.signs(block) != 0
        signed += (judge.judge(ground.hops(codes)) for codes in block[has_sign].tolist())
        silent = block[~has_sign]
        rest += zip(scores.of(silent).tolist(), map(tuple, silent.tolist()), strict=True)
    wanted = [chain for chain in signed if bounds.wants(chain)]
    number = len(wanted)
    if not bounds.sign:
        number += len(rest)
        wanted += _judge_best(
            wanted, rest, bounds.top, lambda codes: judge.judge(ground.hops(codes))
        )
    signs = give_verdicts(signed)
    return answer._replace(
        sign=signs["all"],
        signs=signs,
        parting=find_parting(signed) if signs["all"] == "mixed" else None,
        chains=tuple(sorted(wanted, key=order_key)[: bounds.top]),
        found=number,
        direct=tuple(sorted(direct)),
    )


def _judge_best(
    known: Sequence[Chain],
    rest: list[tuple[float, tuple[int, ...]]],
    count: int,
    judge: Callable[[tuple[int, ...]], Chain],
) -> list[Chain]:
    """Judge those of the rest, each given with a bound of its score, that may be among the best."""
    from heapq import heappush, heappushpop  # where every chain is judged it is not needed

    found: list[Chain] = []
    best = sorted(chain.score for chain in known)[-count:]
    for bound, codes in sorted(rest, reverse=True):
        if len(best) == count and bound < best[0]:
            break
        chain = judge(codes)
        found.append(chain)
        if len(best) < count:
            heappush(best, chain.score)
        else:
            heappushpop(best, chain.score)
    return found


def _find_best(
    answer: Trace,
    ground: Ground,
    judge: Judge,
    weights: Weights,
    search: tuple[list[int], list[int], list[NDArray[np.bool_]] | None, float],
) -> tuple[tuple[Chain, ...], tuple[str, ...]]:
    """The best chains by branch and bound, and the direct effects that were met."""
    from msc_graph.analysis.array_weights import weigh_paths

    bounds, entities = answer.bounds, answer.corpus.entities
    starts, ends, layers, deadline = search
    judged: dict[tuple[int, ...], Chain] = {}
    direct: set[str] = set()

    def accepts(codes: tuple[int, ...]) -> bool:
        path = ground.hops(codes)
        if is_direct(entities, path):
            direct.add(path[-1].statement)
            return False
        if not fits(path, bounds):
            return False
        chain = judge.judge(path)
        judged[codes] = chain
        return bounds.wants(chain)

    best = ground.search.best_paths(
        starts,
        ends,
        count=bounds.top,
        max_hops=bounds.max_hops,
        weights=weigh_paths(ground.corpus, bounds.rules, weights),
        exact=lambda codes: judged[codes].score,
        accepts=accepts,
        sign={"+": 1, "-": -1}.get(bounds.sign),
        layers=layers,
        deadline=deadline,
    )
    chains = sorted((judged[codes] for _, codes in best.paths), key=order_key)
    return tuple(chains), tuple(sorted(direct))


def _find_layers(
    corpus: NumberedCorpus, metapath: Sequence[Endpoint]
) -> list[NDArray[np.bool_]] | None:
    if not metapath:
        return None
    layers = []
    for step in metapath:
        mask = np.zeros(len(corpus.arrays.category), np.bool_)
        mask[find_numbers(corpus, step.members)] = True
        layers.append(mask)
    return layers
