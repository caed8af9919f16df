"""Combinations of numbered cells, numbered in the order in which they come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["KeyNumbers"]

#: Largest table (bits) in which a combination is looked up by its place.
_MOST_BITS = 20


class KeyNumbers:
    """Numbers combinations, the same in every piece of a table.

    Parameters
    ----------
    width
        How many columns make a combination.

    Attributes
    ----------
    known
        Number by combination.
    lines
        A line on which each stands.

    Examples
    --------
    >>> keys = KeyNumbers(2)
    >>> columns = [np.array([0, 1, 0], np.int32), np.array([5, 5, 5], np.int32)]
    >>> keys.number(columns, range(2, 5)).tolist(), keys.known, keys.lines
    ([0, 1, 0], {(0, 5): 0, (1, 5): 1}, [2, 3])
    """

    def __init__(self, width: int) -> None:
        self.known: dict[tuple[int, ...], int] = {}
        self.lines: list[int] = []
        self._bits = [0] * width
        self._table = np.full(1, -1, np.int32)

    def number(
        self, columns: Sequence[NDArray[np.int32]], lines: Sequence[int]
    ) -> NDArray[np.int32]:
        """Numbers of the combination in each row, int32 of shape (rows,).

        Parameters
        ----------
        columns
            Numbers of the cells of each column, 0 or more.
        lines
            Number of the line of each row.
        """
        self._make_room([int(column.max(initial=0)).bit_length() for column in columns])
        if sum(self._bits) > _MOST_BITS:
            codes, first = _combine(columns)
            numbers = np.zeros(len(first), np.int32)
            for place in np.argsort(first).tolist():
                numbers[place] = self._add(columns, int(first[place]), lines)
            return numbers[codes]
        places = self._place(columns)
        found = self._table.take(places)
        new = np.flatnonzero(found < 0)
        if len(new):
            _, first = np.unique(places[new], return_index=True)
            for row in np.sort(new[first]).tolist():
                self._table[places[row]] = self._add(columns, row, lines)
            found = self._table.take(places)
        return found

    def _add(self, columns: Sequence[NDArray[np.int32]], row: int, lines: Sequence[int]) -> int:
        key = tuple(int(column[row]) for column in columns)
        number = self.known.setdefault(key, len(self.known))
        if number == len(self.lines):
            self.lines.append(lines[row])
        return number

    def _make_room(self, bits: Sequence[int]) -> None:
        """Let each column have so many bits of a place at least."""
        grown = [max(pair) for pair in zip(bits, self._bits, strict=True)]
        if grown == self._bits:
            return
        self._bits = grown
        if sum(grown) <= _MOST_BITS:
            self._table = np.full(1 << sum(grown), -1, np.int32)
            if self.known:
                columns = np.array(list(self.known), np.int32).T
                self._table[self._place(columns)] = np.arange(len(self.known))

    def _place(self, columns: Sequence[NDArray[np.int32]] | NDArray[np.int32]) -> NDArray[np.int32]:
        places = columns[0].copy()
        for column, bits in zip(columns[1:], self._bits[1:], strict=True):
            places <<= bits
            places |= column
        return places


def _combine(columns: Sequence[NDArray[np.int32]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the combinations of some rows: the number of each row, and a row of each number."""
    codes = columns[0].astype(np.int64)
    first = np.zeros(0, np.int64)
    for column in columns[1:]:
        codes *= int(column.max(initial=0)) + 1
        codes += column
        _, first, codes = np.unique(codes, return_index=True, return_inverse=True)
    if len(columns) == 1:
        _, first, codes = np.unique(codes, return_index=True, return_inverse=True)
    return codes, first
