"""A trace on a graph of arrays: the same answer as on records, found without reading them all.

Paths are enumerated length by length. Where they are few enough they are all judged, as on
records. Where they are not, the best are searched for by branch and bound, and what only a look at
every chain can tell stays untold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from msc_graph.analysis.array_ground import Ground, find_layers, find_numbers
from msc_graph.analysis.array_index import ArrayIndex
from msc_graph.analysis.array_scores import ScoreBounds, lower_only
from msc_graph.analysis.chains import SIGNS, Chain, Judge, order_key
from msc_graph.analysis.endpoints import Endpoint
from msc_graph.analysis.trace import (
    Constraints,
    Trace,
    check_bounds,
    is_direct,
    passes,
    split_direct,
)
from msc_graph.analysis.verdict import find_parting, give_verdict, give_verdicts
from msc_graph.analysis.weights import WEIGHTS, Weights
from msc_graph.network.array_paths import FoundPaths
from msc_graph.network.index import Hop
from msc_graph.network.numbered import NumberedCorpus

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MAX_SECONDS", "trace_arrays"]

#: Seconds after which a search over arrays stops unless told otherwise: on a graph of millions of
#: statements six hops join everything with everything, and nobody waits for that.
MAX_SECONDS = 10.0
#: Chains of which every one is judged; of more only the best.
_MOST_JUDGED = 2_000


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
        As `msc_graph.analysis.trace.trace` gives it. Where there are too many chains to judge
        them all, `signs` by study and context are called only if both signs were seen among the
        best. If the time runs out only after all chains were seen, while the best are looked for,
        `stopped_by` is `time` too, and the sign is still called.

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
    layers = find_layers(corpus, bounds.metapath)
    found = ground.search.all_paths(
        starts,
        ends,
        max_hops=bounds.max_hops,
        limit=bounds.max_paths,
        deadline=deadline,
        layers=layers,
    )
    blocks = [block for block in found.blocks if len(block)]
    answer = Trace(
        start, end, "unknown", {}, None, (), 0, 0, (), bounds, corpus, found.stopped_by,
    )  # fmt: skip
    total = sum(map(len, blocks))
    if found.complete and total <= _MOST_JUDGED:
        if lower_only(weights) and not bounds.same_study and total > bounds.top:
            return _judge_some(answer, blocks, (ground, judge, weights))
        return _judge_all(answer, [ground.hops(c) for b in blocks for c in b.tolist()], judge)
    search = (starts, ends, layers, deadline)
    return _judge_part(answer, found, (ground, judge, weights), search)


def _judge_all(answer: Trace, paths: Sequence[tuple[Hop, ...]], judge: Judge) -> Trace:
    """The answer where every chain can be judged."""
    bounds = answer.bounds
    chains, direct = split_direct(answer.corpus.entities, paths)
    judged = [judge.judge(path) for path in chains if passes(path, bounds.via)]
    wanted = sorted((c for c in judged if bounds.wants(c)), key=order_key)
    signs = give_verdicts(judged)
    return answer._replace(
        sign=signs["all"],
        signs=signs,
        parting=find_parting(judged) if signs["all"] == "mixed" else None,
        chains=tuple(wanted[: bounds.top]),
        found=len(wanted),
        judged=len(judged),
        direct=direct,
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
        judged=len(signed) + len(rest),
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


def _judge_part(
    answer: Trace,
    found: FoundPaths,
    tools: tuple[Ground, Judge, Weights],
    search: tuple[list[int], list[int], list[NDArray[np.bool_]] | None, float],
) -> Trace:
    """The answer where there are too many chains to judge them all, or not all were seen."""
    (ground, judge, weights), bounds, deadline = tools, answer.bounds, search[-1]
    blocks = [block for block in found.blocks if len(block)]
    chains = [ground.chains(block, bounds.via) for block in blocks]
    signs = {SIGNS[int(sign)] for block in chains for sign in np.unique(ground.signs(block))}
    wanted = [_narrow(ground, block, bounds) for block in chains]
    number = sum(map(len, wanted))
    if bounds.same_study or (found.complete and number <= _MOST_JUDGED):
        best, settled = _judge_wanted(wanted, bounds, ground, judge, deadline)
        number = len(best)
    else:
        best, settled = _find_best(answer, ground, judge, weights, search)
        # Some of the best may lie beyond what a limit let be enumerated.
        number = max(number, len(best))
    signs |= {chain.sign for chain in best}
    verdict = give_verdict(signs, complete=found.complete)
    stopped_by = found.stopped_by or ("" if settled else "time")
    return answer._replace(
        sign=verdict,
        signs=give_verdicts(best, complete=False) | {"all": verdict},
        parting=find_parting(best) if {c.sign for c in best} >= {"+", "-"} else None,
        chains=tuple(best[: bounds.top]),
        found=number,
        judged=max(sum(map(len, chains)), number),
        direct=tuple(sorted({s for block in blocks for s in ground.direct_statements(block)})),
        stopped_by=stopped_by,
        searched=found.searched if stopped_by else 0,
    )


def _narrow(ground: Ground, block: NDArray[np.int64], bounds: Constraints) -> NDArray[np.int64]:
    """Those chains that may be of the sign and support asked for."""
    if bounds.sign:
        block = block[ground.signs(block) == {"+": 1, "-": -1}[bounds.sign]]
    if bounds.same_study:
        from msc_graph.analysis.array_studies import may_be_of_one_study

        block = block[may_be_of_one_study(ground.corpus, block)]
    return block


def _judge_wanted(
    blocks: Sequence[NDArray[np.int64]],
    bounds: Constraints,
    ground: Ground,
    judge: Judge,
    deadline: float,
) -> tuple[list[Chain], bool]:
    """Those of some chains that are wanted, the best first, and whether all could be judged."""
    found: list[Chain] = []
    for codes in (codes for block in blocks for codes in block.tolist()):
        if monotonic() > deadline:
            return sorted(found, key=order_key), False
        chain = judge.judge(ground.hops(codes))
        if bounds.wants(chain):
            found.append(chain)
    return sorted(found, key=order_key), True


def _find_best(
    answer: Trace,
    ground: Ground,
    judge: Judge,
    weights: Weights,
    search: tuple[list[int], list[int], list[NDArray[np.bool_]] | None, float],
) -> tuple[list[Chain], bool]:
    """The best chains by branch and bound, and whether no better one was missed."""
    from msc_graph.analysis.array_weights import weigh_paths

    bounds, entities = answer.bounds, answer.corpus.entities
    starts, ends, layers, deadline = search
    judged: dict[tuple[int, ...], Chain] = {}

    def accepts(codes: tuple[int, ...]) -> bool:
        path = ground.hops(codes)
        if is_direct(entities, path) or not passes(path, bounds.via):
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
    return chains, best.complete
