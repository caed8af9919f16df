"""The part of a graph elsewhere that lies between two ends: found in bounded joins, then fetched.

A walk of n hops is met in the middle: from each end only half as far, one join a step. Then come
the statements at the entities on such walks, and their evidence.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from msc_graph.exceptions import StoreError
from msc_graph.store.fetching import Fetcher
from msc_graph.vocabulary import ONTOLOGY_IRI

__all__ = ["MAX_EDGES", "MAX_ENTITIES", "Steps", "find_between"]

#: Bounds of what is looked at: entities reached from one end, and edges between all of them.
MAX_ENTITIES = 20_000
MAX_EDGES = 200_000

#: Source and target of a step.
_Edges = set[tuple[str, str]]

_STEP = """SELECT DISTINCT ?{near} ?far WHERE {{
  {{ VALUES ?{near} {{ {nodes} }} VALUES ?relation {{ {relations} }} {triple} }}
}}"""


class Steps(NamedTuple):
    """Which steps a walk takes.

    Attributes
    ----------
    along, against
        Names of the predicates walked from subject to object, and from object to subject.
    blocked
        Names of the categories through which no walk leads.
    """

    along: Collection[str]
    against: Collection[str] = ()
    blocked: Collection[str] = ()


def find_between(
    fetcher: Fetcher,
    starts: Collection[str],
    ends: Collection[str],
    steps: Steps,
    *,
    max_hops: int,
) -> set[str]:
    """Entities on the walks from a start to an end, the ends themselves among them.

    Parameters
    ----------
    fetcher
        Asks the engine.
    starts, ends
        IRIs.
    steps
        What is walked; only triples that hold are.
    max_hops
        Hops that a walk may have.

    Returns
    -------
    set of str
        IRIs. Every walk within the bound runs through these alone; empty if there is none.

    Raises
    ------
    StoreError
        If too much lies between them.
    """
    half = (max_hops + 1) // 2
    edges = _expand(fetcher, starts, steps, half, onward=True)
    edges |= _expand(fetcher, ends, steps, max_hops - half, onward=False)
    after: dict[str, set[str]] = {}
    before: dict[str, set[str]] = {}
    for source, target in edges:
        after.setdefault(source, set()).add(target)
        before.setdefault(target, set()).add(source)
    there, back = _distances(starts, after, max_hops), _distances(ends, before, max_hops)
    return {n for n in there.keys() & back.keys() if there[n] + back[n] <= max_hops}


def _expand(
    fetcher: Fetcher, origins: Collection[str], steps: Steps, radius: int, *, onward: bool
) -> _Edges:
    """Steps out of everything up to `radius` from the origins, or into it if not `onward`."""
    seen = set(origins)
    frontier = set(origins)
    edges: _Edges = set()
    for _ in range(radius):
        reached = _step(fetcher, frontier, steps, onward=onward)
        edges |= {(near, far) if onward else (far, near) for near, far in reached}
        frontier = {far for _, far in reached} - seen
        seen |= frontier
        if len(seen) > MAX_ENTITIES or len(edges) > MAX_EDGES:
            raise StoreError(
                f"more than {MAX_ENTITIES} entities or {MAX_EDGES} steps lie around the ends",
                cure="lower --max-hops",
            )
        if steps.blocked and frontier:
            frontier -= _find_blocked(fetcher, frontier, steps.blocked)
        if not frontier:
            break
    return edges


def _step(fetcher: Fetcher, nodes: Iterable[str], steps: Steps, *, onward: bool) -> _Edges:
    forward, backward = "?near ?relation ?far .", "?far ?relation ?near ."
    found: _Edges = set()
    for names, triple in (
        (steps.along, forward if onward else backward),
        (steps.against, backward if onward else forward),
    ):
        if not names:
            continue
        relations = " ".join(f"<{ONTOLOGY_IRI}{name}>" for name in sorted(names))
        template = _STEP.format(near="near", nodes="{nodes}", relations=relations, triple=triple)
        for near, far in fetcher.rows(template, nodes):
            if near.kind == far.kind == "iri":
                found.add((near.value, far.value))
    return found


def _find_blocked(fetcher: Fetcher, nodes: Iterable[str], blocked: Collection[str]) -> set[str]:
    classes = " ".join(f"<{ONTOLOGY_IRI}{name}>" for name in sorted(blocked))
    template = (
        f"SELECT DISTINCT ?node WHERE {{ VALUES ?node {{ {{nodes}} }} "
        f"VALUES ?class {{ {classes} }} ?node a ?class . }}"
    )
    return {node.value for (node,) in fetcher.rows(template, nodes)}


def _distances(
    origins: Iterable[str], steps: Mapping[str, Collection[str]], radius: int
) -> dict[str, int]:
    distance = dict.fromkeys(origins, 0)
    queue = deque(distance)
    while queue:
        node = queue.popleft()
        for far in steps.get(node, ()) if distance[node] < radius else ():
            if far not in distance:
                distance[far] = distance[node] + 1
                queue.append(far)
    return distance
