"""What the evidence of each statement amounts to: its bits, a bound of belief, its reference."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from msc_graph.analysis.belief import belief_of
from msc_graph.network.arrays import NO_REFERENCE, SEVERAL_REFERENCES
from msc_graph.network.flags import evidence_bits
from msc_graph.snapshot.packing import NONE, evidence_row
from msc_graph.snapshot.reduction import reduce_rows

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
        self._supports = supports[context]
        self._weight = weights[context]
        self._bits = bits[context]
        self._reference = reference
        self._pointer = pointer

    def flags(self) -> NDArray[np.uint16]:
        """Bits of the evidence that supports each statement, uint16 of shape (m,)."""
        return reduce_rows(np.bitwise_or, self._bits, self._pointer, 0)

    def belief(self) -> NDArray[np.float32]:
        """Belief from supporting evidence alone, rounded up; float32 of shape (m,).

        What is left of the evidence by filters, and with what speaks against it, is less.
        """
        belief = reduce_rows(np.maximum, self._weight, self._pointer, 0.0)
        count = reduce_rows(np.add, self._supports.astype(np.int32), self._pointer, 0)
        several = count > 1
        if several.any():
            belief[several] = 1 - self._doubt(several)
        # What is added is more than the order of multiplication can make out.
        exact = belief * (1 + 1e-12)
        upper = exact.astype(np.float32)
        low = upper < exact
        upper[low] = np.nextafter(upper[low], np.float32(2))
        return np.minimum(upper, np.float32(1))

    def _doubt(self, several: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Product over the references of `1 - weight`, of statements with several rows."""
        lengths = np.diff(self._pointer)
        rows = np.flatnonzero(self._supports & np.repeat(several, lengths))
        owner = np.repeat(np.arange(len(lengths)), lengths)[rows]
        order = np.lexsort((self._reference[rows], owner))
        rows, owner = rows[order], owner[order]
        named = self._reference[rows]
        new = np.ones(len(rows), np.bool_)
        new[1:] = (owner[1:] != owner[:-1]) | (named[1:] != named[:-1])
        # One reference counts once, with its best row.
        best = np.maximum.reduceat(self._weight[rows], np.flatnonzero(new))
        owner = owner[new]
        starts = np.flatnonzero(np.diff(owner, prepend=-1))
        doubt: NDArray[np.float64] = np.multiply.reduceat(1 - best, starts)
        return doubt

    def sole_reference(self) -> NDArray[np.int32]:
        """Number of the one supporting reference of each statement, as `GraphArrays` has it."""
        named = self._supports & (self._reference != NONE)
        most = int(np.iinfo(np.int32).max)
        low = np.where(named, self._reference, np.int32(most))
        high = np.where(named, self._reference, np.int32(NONE))
        least = reduce_rows(np.minimum, low, self._pointer, most)
        greatest = reduce_rows(np.maximum, high, self._pointer, NONE)
        codes = np.where(least == greatest, least, np.int32(SEVERAL_REFERENCES))
        codes[greatest == NONE] = NO_REFERENCE
        return codes
