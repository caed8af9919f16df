"""A graph as arrays: what is mapped from a snapshot, and the rules of a walk over it.

An entity is a number from 0 to n - 1, a statement one from 0 to m - 1, and a hop is a statement
with the direction in which it is walked: `2 * statement`, plus 1 where it is walked from object
to subject.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NOT_WALKED", "NO_REFERENCE", "SEVERAL_REFERENCES", "ArrayWalk", "GraphArrays"]

#: In place of a sign: a statement of this kind is not walked in this direction.
NOT_WALKED = 127

#: Codes in `GraphArrays.reference` for a statement without a reference, or with more than one.
NO_REFERENCE = -1
SEVERAL_REFERENCES = -2


class GraphArrays(NamedTuple):
    """A graph of n entities and m statements; every array may be a map of a file.

    Attributes
    ----------
    subject, object
        Entity of each statement, int32 of shape (m,).
    kind
        Number of the statement's kind (predicate with level and negation), uint16 of shape (m,).
    flags
        Bits of `msc_graph.network.flags` that tell which evidence supports it, uint16 of shape (m,).
    belief
        Upper bound of the belief in it, 0 to 1, float32 of shape (m,): that of its supporting
        evidence alone.
    reference
        Code of its one supporting reference, else `NO_REFERENCE` or `SEVERAL_REFERENCES`; int32
        of shape (m,).
    category
        Number of each entity's category, uint16 of shape (n,).
    pointer, middle
        `neighbour[pointer[v]:middle[v]]` are the objects of the statements of v,
        `neighbour[middle[v]:pointer[v + 1]]` the subjects of the statements about v, each part
        sorted by neighbour, then statement; int64 of shape (n + 1,) and (n,). A statement about
        itself is in neither.
    neighbour, edge
        Entity at the other end and statement between, int32 of shape (2m,) at most.
    in_degree, out_degree
        Supported statements that a trace walks by default into and out of each entity, int32 of
        shape (n,): how much of a hub it is.
    """

    subject: NDArray[np.int32]
    object: NDArray[np.int32]
    kind: NDArray[np.uint16]
    flags: NDArray[np.uint16]
    belief: NDArray[np.float32]
    reference: NDArray[np.int32]
    category: NDArray[np.uint16]
    pointer: NDArray[np.int64]
    middle: NDArray[np.int64]
    neighbour: NDArray[np.int32]
    edge: NDArray[np.int32]
    in_degree: NDArray[np.int32]
    out_degree: NDArray[np.int32]


class ArrayWalk(NamedTuple):
    """What a search over arrays may walk.

    Attributes
    ----------
    forward, backward
        Sign (+1, -1, 0) of each kind when walked from subject to object, and from object to
        subject, or `NOT_WALKED`; int8 of shape (number of kinds,).
    evidence
        A statement is walked if its `flags` share a bit with this mask.
    allowed
        Further statements are walked only where this is true, bool of shape (m,); None for all.
    inner
        Which entities may stand inside a path, bool of shape (n,).
    head
        Entities that are entered only from each other (sources, preparations), bool of shape (n,).
    """

    arrays: GraphArrays
    forward: NDArray[np.int8]
    backward: NDArray[np.int8]
    evidence: int
    allowed: NDArray[np.bool_] | None
    inner: NDArray[np.bool_]
    head: NDArray[np.bool_]
