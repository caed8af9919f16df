"""The best paths under a score that is expensive to ask for: asked in the order of a bound."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from typing import NamedTuple

from msc_graph.network.array_best import ROUNDING, BestSearch, Pool
from msc_graph.network.array_paths import is_over

__all__ = ["BestPaths", "find_best_paths"]

Hops = tuple[int, ...]
_Key = tuple[float, int, Hops]


class BestPaths(NamedTuple):
    """The best paths.

    Attributes
    ----------
    paths
        Score and hops, the best first; of equal scores the shorter, then the one of lower hops.
    complete
        Whether no better path was missed.
    searched
        No path of up to so many hops was missed.
    """

    paths: tuple[tuple[float, Hops], ...]
    complete: bool
    searched: int


class _Scores:
    """Scores that were asked for; none is asked for twice.

    Attributes
    ----------
    best
        Keys of the accepted paths, the best first.
    """

    def __init__(
        self,
        exact: Callable[[Hops], float],
        accepts: Callable[[Hops], bool] | None,
        count: int,
    ) -> None:
        self._exact, self._accepts, self._count = exact, accepts, count
        self._known: set[Hops] = set()
        self.best: list[_Key] = []

    def ask(self, path: Hops) -> None:
        """Score a path, if it was not scored before."""
        if path not in self._known:
            self._known.add(path)
            if self._accepts is None or self._accepts(path):
                insort(self.best, (-self._exact(path), len(path), path))

    @property
    def lowest(self) -> float:
        """Score that a path must have to be among the best."""
        enough = 0 < self._count <= len(self.best)
        return -self.best[self._count - 1][0] if enough else 0.0


def find_best_paths(
    search: BestSearch,
    lengths: Sequence[int],
    *,
    count: int,
    exact: Callable[[Hops], float],
    accepts: Callable[[Hops], bool] | None = None,
    deadline: float | None = None,
) -> BestPaths:
    """The `count` best simple paths.

    Paths are scored in the order of their bounds, until none that is left can be among the best.

    Parameters
    ----------
    search
        From where to where, with the factors of the bound.
    lengths
        Numbers of hops, ascending.
    count
        How many are wanted.
    exact
        Score of a path, never above its bound.
    accepts
        Whether a path is wanted at all; None for all.
    deadline
        Value of `time.monotonic` at which the search stops; None for never.
    """
    scores = _Scores(exact, accepts, count)
    size, floor = 4 * max(count, 1), 0.0
    while True:
        pool = Pool(size, floor)
        searched = search.fill(pool, lengths, deadline)
        rest = _score(pool, scores, count, deadline)
        paths = tuple((-key[0], key[2]) for key in scores.best[:count])
        settled = rest < scores.lowest
        if searched < lengths[-1] or is_over(deadline):
            return BestPaths(paths, False, searched if settled else 0)
        if settled:
            return BestPaths(paths, True, lengths[-1])
        size, floor = 8 * size, max(floor, scores.lowest * (1 - ROUNDING))


def _score(
    pool: Pool,
    scores: _Scores,
    count: int,
    deadline: float | None,
) -> float:
    """Score the paths of a pool; gives the highest bound of one that was not scored, -1 if none."""
    if not count:
        return -1.0
    for bound, path in pool.ranked():
        if is_over(deadline) or bound * (1 + ROUNDING) < scores.lowest:
            return bound * (1 + ROUNDING)
        if bound * (1 + ROUNDING) >= scores.lowest:
            scores.ask(path)
    return pool.threshold * (1 + ROUNDING) if pool.full else -1.0
