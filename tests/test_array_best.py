from __future__ import annotations

import itertools
import time
from math import prod

import numpy as np
import pytest
from array_world import (
    CATEGORIES,
    KINDS,
    NODES,
    check_clean,
    dense_world,
    searches,
    some_masks,
    some_nodes,
    worlds,
)
from hypothesis import given, settings
from hypothesis import strategies as st

import msc_graph.network.array_best as array_best
from msc_graph.network.array_weights import PathWeights
from msc_graph.network.arrays import NO_REFERENCE, SEVERAL_REFERENCES

factors = st.sampled_from((0.0, 0.3, 0.5, 0.7, 0.9, 1.0))


@st.composite
def some_weights(draw) -> PathWeights:
    def array(strategy, *shape, dtype=float):
        size = int(np.prod(shape))
        flat = draw(st.lists(strategy, min_size=size, max_size=size))
        return np.array(flat, dtype).reshape(shape)

    plain = draw(st.booleans())
    return PathWeights(
        hub=array(factors, NODES),
        jump=np.ones((2 * KINDS, CATEGORIES)) if plain else array(factors, 2 * KINDS, CATEGORIES),
        detail_bit=array(st.sampled_from((0, 1, 2, 4, 3)), CATEGORIES, dtype="u1"),
        detail=array(factors, 8),
        joint_consistent=draw(factors),
        joint_crossed=draw(factors),
        length=draw(factors.filter(bool)),
        process=array(st.booleans(), NODES, dtype=bool),
        opposite=np.zeros(KINDS, bool) if plain else array(st.booleans(), KINDS, dtype=bool),
    )


def bound(world, weights: PathWeights, path) -> float:
    """The formula, hop by hop."""
    arrays = world.arrays
    ends = [world.ends(hop) for hop in path]
    kinds = [int(arrays.kind[hop >> 1]) for hop in path]
    claims = [hop for hop, kind in zip(path, kinds, strict=True) if not weights.opposite[kind]]
    beliefs = [float(arrays.belief[hop >> 1]) for hop in claims]
    inside = [source for source, _ in ends[1:]]
    categories = [int(arrays.category[v]) for v in inside]
    bits = int(np.bitwise_or.reduce(weights.detail_bit[categories], initial=0)) if inside else 0
    hubs = prod(float(weights.hub[v]) for v in inside) ** (1 / max(len(inside), 1))
    return (
        prod(beliefs) ** (1 / max(len(claims), 1))
        * hubs
        * prod(
            float(weights.jump[2 * kind + (hop & 1), arrays.category[source]])
            for hop, kind, (source, _) in zip(path, kinds, ends, strict=True)
        )
        * prod(
            joint(world, weights, one, two, node)
            for one, two, node in zip(path, path[1:], inside, strict=False)
        )
        * float(weights.detail[bits])
        * weights.length ** (len(path) - 1)
    )


def references_of(world, weights: PathWeights, hop: int) -> set[int]:
    pointer, codes = weights.references
    first, last = pointer[hop >> 1 : (hop >> 1) + 2]
    single = int(world.arrays.reference[hop >> 1])
    return (
        {int(c) for c in codes[first:last] if c >= 0} if single == SEVERAL_REFERENCES else {single}
    )


def joint(world, weights: PathWeights, one: int, two: int, node: int) -> float:
    arrays = world.arrays
    if any(weights.opposite[arrays.kind[hop >> 1]] for hop in (one, two)):
        return 1.0
    references = {int(arrays.reference[hop >> 1]) for hop in (one, two)}
    if weights.references is not None:
        shared = set.intersection(*(references_of(world, weights, hop) for hop in (one, two)))
        together = bool(shared - {NO_REFERENCE})
    else:
        together = SEVERAL_REFERENCES in references or (
            len(references) == 1 and min(references) >= 0
        )
    if together:
        return 1.0
    return weights.joint_crossed if weights.process[node] else weights.joint_consistent


def noise(path) -> float:
    """A number between 0.5 and 1 that a path always has."""
    return 0.5 + (hash(path) % 5) / 8


def rank(world, weights, paths, *, slack: bool, picky: bool, sign: int | None):
    """The full ranking, and the two functions that a search is given for it."""

    def exact(path) -> float:
        return bound(world, weights, path) * (noise(path) if slack else 1.0)

    def accepts(path) -> bool:
        return hash(path) % 3 > 0

    wanted = [
        (exact(path), path)
        for path in paths
        if (sign is None or world.path_sign(path) == sign) and (not picky or accepts(path))
    ]
    wanted.sort(key=lambda pair: (-pair[0], len(pair[1]), pair[1]))
    return wanted, exact, accepts if picky else None


@settings(max_examples=80)
@given(
    world=worlds(),
    weights=some_weights(),
    starts=some_nodes,
    ends=some_nodes,
    max_hops=st.integers(1, 6),
    layers=st.none() | some_masks,
    sign=st.sampled_from((None, None, 1, -1, 0)),
    count=st.integers(1, 12),
    slack=st.booleans(),
    picky=st.booleans(),
)
def test_the_best_paths_are_those_of_the_full_enumeration(
    world, weights, starts, ends, max_hops, layers, sign, count, slack, picky
):
    hops = max_hops if layers is None else len(layers) + 1
    paths = world.paths(starts, ends, hops, layers)
    wanted, exact, accepts = rank(world, weights, paths, slack=slack, picky=picky, sign=sign)
    for search in searches(world.walk):
        found = search.best_paths(
            starts,
            ends,
            count=count,
            max_hops=max_hops,
            weights=weights,
            exact=exact,
            accepts=accepts,
            sign=sign,
            layers=layers,
        )
        assert found.complete
        assert found.searched == hops
        assert list(found.paths) == wanted[:count]
        check_clean(search)


def draw_weights(rng: np.random.Generator, nodes: int, reference, *, even: bool) -> PathWeights:
    """Weights as they are used; the even ones are the same everywhere, so that bounds are tight."""
    shape = (2 * KINDS, CATEGORIES)
    jumps = not even and rng.random() < 0.5
    return PathWeights(
        hub=np.full(nodes, 0.8) if even else rng.uniform(0.3, 1, nodes),
        jump=rng.choice((1.0, 0.7), shape) if jumps else np.ones(shape),
        detail_bit=rng.choice((0, 1, 2, 4), CATEGORIES).astype("u1"),
        detail=np.ones(8) if even else np.array([0.3, 0.5, 0.5, 0.9, 0.5, 0.9, 0.9, 1.0]),
        joint_consistent=0.8,
        joint_crossed=0.3,
        length=1.0 if even else 0.97,
        process=rng.random(nodes) < 0.3,
        opposite=rng.random(KINDS) < 0.2 * (not even and rng.random() < 0.5),
        references=list_references(rng, reference) if rng.random() < 0.5 else None,
    )


def list_references(rng: np.random.Generator, reference):
    """References of each statement as they are listed: its one, or several, and a few besides."""
    lists = [
        [*rng.integers(-1, 5, rng.integers(0, 4)).tolist(), *([code] if code >= 0 else [])]
        for code in reference.tolist()
    ]
    pointer = np.cumsum([0, *map(len, lists)])
    return pointer, np.array([code for codes in lists for code in codes], "i4")


@pytest.mark.parametrize("seed", range(75))
def test_what_is_cut_off_is_never_among_the_best(seed, monkeypatch):
    # A few beginnings at a time, as if there were many.
    monkeypatch.setattr(array_best, "_FIRST", 4)
    rng = np.random.default_rng(seed)
    even = seed % 3 == 0
    world = dense_world(rng, edges=32, even=even)
    weights = draw_weights(rng, len(world.walk.inner), world.arrays.reference, even=even)
    starts, ends = ([0], [1]) if seed % 5 else ([0, 2], [1, 3, 0])
    sign = (None, None, 1, -1, 0)[seed % 5]
    paths = world.paths(starts, ends, 6)
    wanted, exact, _ = rank(world, weights, paths, slack=seed % 7 == 0, picky=False, sign=sign)
    anything = np.ones(len(world.walk.inner), bool)
    for search in searches(world.walk):
        for hops, exactly in itertools.product((3, 4, 5, 6), (False, True)):
            found = search.best_paths(
                starts,
                ends,
                count=1 + seed % 4,
                max_hops=hops,
                weights=weights,
                exact=exact,
                sign=sign,
                layers=[anything] * (hops - 1) if exactly else None,
            )
            expected = [
                pair for pair in wanted if len(pair[1]) in range(hops if exactly else 1, hops + 1)
            ]
            assert list(found.paths) == expected[: 1 + seed % 4]


def test_what_was_scored_before_the_deadline_is_given():
    rng = np.random.default_rng(3)
    world = dense_world(rng)
    weights = draw_weights(rng, len(world.walk.inner), world.arrays.reference, even=False)

    def exact(path) -> float:
        time.sleep(0.03)
        return bound(world, weights, path) * noise(path)

    for search in searches(world.walk):
        # What compiling takes is none of the deadline's business here.
        search.best_paths([0], [1], count=1, max_hops=5, weights=weights, exact=exact)
        found = search.best_paths(
            [0],
            [1],
            count=50,
            max_hops=5,
            weights=weights,
            exact=exact,
            deadline=time.monotonic() + 0.5,
        )
        assert 0 < len(found.paths) < 50
        assert not found.complete
        late = search.best_paths(
            [0], [1], count=5, max_hops=5, weights=weights, exact=exact, deadline=0.0
        )
        assert (late.paths, late.complete, late.searched) == ((), False, 0)
        check_clean(search)
