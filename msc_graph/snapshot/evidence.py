"""What the evidence of each statement amounts to: its bits, a bound of belief, its reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.analysis.belief import belief_of
from msc_graph.network.arrays import NO_REFERENCE, SEVERAL_REFERENCES
from msc_graph.network.flags import evidence_bits
from msc_graph.snapshot.packing import NONE, evidence_row
from msc_graph.snapshot.reduction import group_columns, reduce_rows, take_ranges

__all__ = ["EvidenceSums"]


class EvidenceSums:
    """Sums over the evidence of each statement.

    Parameters
    ----------
    contexts
        Lines of evidence without their references.
    context, reference
        Of each piece of evidence the place of its line, and the number of its reference; int32.
    pointer
        Which pieces belong to which statement; see `reduce_rows`.
    """

    def __init__(
        self,
        contexts: Iterable[str],
        context: NDArray[np.int32],
        reference: NDArray[np.int32],
        pointer: NDArray[np.int64],
    ) -> None:
        rows = [evidence_row("", line) for line in contexts]
        supports = np.array([row.stance == "supports" for row in rows], np.bool_)
        weights = np.array([belief_of([row.parse()]) for row in rows], np.float64) * supports
        bits = np.array([evidence_bits([row]) for row in rows], np.uint16)
        lengths = np.diff(pointer)
        self._size = len(lengths)
        # Most statements have one piece of evidence: what that amounts to stands in tables. The
        # rest, with several or with none, is summed up.
        self._rest = np.flatnonzero(lengths != 1)
        rows_of_rest, starts = take_ranges(pointer[self._rest], lengths[self._rest])
        self._pointer = np.append(starts, len(rows_of_rest))
        self._tables = (supports, weights, bits)
        self._context = context[rows_of_rest]
        self._reference = reference[rows_of_rest]
        if len(self._rest) < self._size:
            self._sole = context.take(pointer[:-1], mode="clip")
            self._named = reference.take(pointer[:-1], mode="clip")

    def _put(self, singles: NDArray[Any] | None, rest: NDArray[Any]) -> NDArray[Any]:
        """What is found for statements of one piece of evidence, and for the rest, in its place."""
        if singles is None:
            return rest
        singles[self._rest] = rest
        return singles

    def _look_up(self, table: NDArray[Any]) -> NDArray[Any] | None:
        """Value of each statement as if it had the one piece; none where none has one."""
        return None if len(self._rest) == self._size else table.take(self._sole)

    def flags(self) -> NDArray[np.uint16]:
        """Bits of the evidence that supports each statement, uint16 of shape (m,)."""
        bits = self._tables[2]
        rest = reduce_rows(np.bitwise_or, bits[self._context], self._pointer, 0)
        return self._put(self._look_up(bits), rest)

    def belief(self) -> NDArray[np.float32]:
        """Belief from supporting evidence alone, rounded up; float32 of shape (m,).

        What is left of the evidence by filters, and with what speaks against it, is less.
        """
        supports, weights, _ = self._tables
        weight, supporting = weights[self._context], supports[self._context]
        belief = reduce_rows(np.maximum, weight, self._pointer, 0.0)
        count = reduce_rows(np.add, supporting.astype(np.int32), self._pointer, 0)
        several = count > 1
        if several.any():
            belief[several] = 1 - self._doubt(several, weight, supporting)
        return self._put(self._look_up(_round_up(weights)), _round_up(belief))

    def _doubt(
        self,
        several: NDArray[np.bool_],
        weight: NDArray[np.float64],
        supporting: NDArray[np.bool_],
    ) -> NDArray[np.float64]:
        """Product over the references of `1 - weight`, of statements with several rows."""
        lengths = np.diff(self._pointer)
        owner = np.repeat(np.arange(len(lengths)), lengths)
        rows = np.flatnonzero(supporting & several[owner])
        columns = (owner[rows], self._reference[rows] - NONE)
        order, new = group_columns(columns, [int(column.max()) + 1 for column in columns])
        # One reference counts once, with its best row.
        best = np.maximum.reduceat(weight[rows[order]], new)
        starts = np.flatnonzero(np.diff(columns[0][order[new]], prepend=-1))
        doubt: NDArray[np.float64] = np.multiply.reduceat(1 - best, starts)
        return doubt

    def sole_reference(self) -> NDArray[np.int32]:
        """Number of the one supporting reference of each statement, as `GraphArrays` has it."""
        supports = self._tables[0]
        named = supports[self._context] & (self._reference != NONE)
        most = int(np.iinfo(np.int32).max)
        low = np.where(named, self._reference, np.int32(most))
        high = np.where(named, self._reference, np.int32(NONE))
        least = reduce_rows(np.minimum, low, self._pointer, most)
        greatest = reduce_rows(np.maximum, high, self._pointer, NONE)
        codes = np.where(least == greatest, least, np.int32(SEVERAL_REFERENCES))
        codes[greatest == NONE] = NO_REFERENCE
        supported = self._look_up(supports)
        if supported is None:
            return codes
        return self._put(np.where(supported, self._named, np.int32(NO_REFERENCE)), codes)


def _round_up(belief: NDArray[np.float64]) -> NDArray[np.float32]:
    """Least float32 that is not below, and at most 1."""
    # What is added is more than the order of multiplication can make out.
    exact = belief * (1 + 1e-12)
    upper = exact.astype(np.float32)
    low = upper < exact
    upper[low] = np.nextafter(upper[low], np.float32(2))
    return np.minimum(upper, np.float32(1))
