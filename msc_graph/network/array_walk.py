"""The rules of a walk, applied to a graph of arrays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msc_graph.network.arrays import NOT_WALKED, ArrayWalk, GraphArrays
from msc_graph.network.filters import HEADS, WalkRules
from msc_graph.network.flags import evidence_mask
from msc_graph.vocabulary import Predicate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["build_array_walk"]


def build_array_walk(
    arrays: GraphArrays,
    kinds: Sequence[tuple[str, str, bool]],
    predicates: Mapping[str, Predicate],
    category_names: Sequence[str],
    rules: WalkRules,
    *,
    avoid: Collection[int] = frozenset(),
    allowed: NDArray[np.bool_] | None = None,
) -> ArrayWalk:
    """What a search may walk under the rules.

    Parameters
    ----------
    arrays
        The graph.
    kinds
        Name of the predicate, level and negation of each kind of statement.
    predicates
        Predicate by name.
    category_names
        Name of each category.
    rules
        Of the walk. Their contexts are left to `allowed`.
    avoid
        Entities that may not stand inside a path.
    allowed
        Statements that may be walked at all, bool of shape (m,); None for all.

    Raises
    ------
    KeyError
        If a kind names a predicate that is not there.

    Examples
    --------
    >>> from msc_graph.snapshot.opening import open_snapshot
    >>> corpus = open_snapshot(["shipped"], cache=False)
    >>> walk = build_array_walk(
    ...     corpus.arrays, corpus.kinds, corpus.predicates, corpus.category_names, WalkRules())
    >>> kind = corpus.kinds.index(("inhibits", "", False))
    >>> int(walk.forward[kind]), int(walk.backward[kind])
    (-1, 127)
    >>> walk.inner[[corpus.number(e) for e in ("HGNC:9644", "MONDO:0004975")]].tolist()
    [True, False]
    """
    import numpy as np

    signs = [
        (None, None) if negated else rules.signs(predicates[name]) for name, _, negated in kinds
    ]
    forward, backward = (np.array([_code(pair[way]) for pair in signs], np.int8) for way in (0, 1))
    heads = [not rules.any_predicate and name in HEADS for name in category_names]
    inner = [rules.through_disease or name != "Disease" for name in category_names]
    inside = _of_category(inner, arrays.category)
    inside[list(avoid)] = False
    return ArrayWalk(
        arrays=arrays,
        forward=forward,
        backward=backward,
        evidence=evidence_mask(rules.study_types, background=rules.background),
        allowed=allowed,
        inner=inside,
        head=_of_category(heads, arrays.category),
    )


def _code(sign: int | None) -> int:
    return NOT_WALKED if sign is None else sign


def _of_category(table: Iterable[bool], category: NDArray[np.uint16]) -> NDArray[np.bool_]:
    import numpy as np

    values: NDArray[np.bool_] = np.fromiter(table, np.bool_)
    # Most walks know no heads, and every entity may stand inside: nothing is looked up then.
    if values.all() or not values.any():
        return np.full(len(category), bool(values.any()))
    return values.take(category)
