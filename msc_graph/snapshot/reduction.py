"""Rows put into groups, and one value for each statement out of those of its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["group_columns", "reduce_rows", "take_ranges"]


def reduce_rows(
    operation: np.ufunc, values: NDArray[Any], pointer: NDArray[np.int64], empty: float
) -> NDArray[Any]:
    """Reduce what belongs to each statement.

    Parameters
    ----------
    operation
        Such as `numpy.maximum`.
    values
        One for each piece of evidence.
    pointer
        `values[pointer[s]:pointer[s + 1]]` belong to statement s; int64 of shape (m + 1,).
    empty
        What a statement without evidence gets.

    Returns
    -------
    numpy.ndarray
        Shape (m,), of the type of the values.

    Examples
    --------
    >>> reduce_rows(np.add, np.array([1, 2, 3]), np.array([0, 2, 2, 3]), 0).tolist()
    [3, 0, 3]
    """
    if not len(values):
        return np.full(len(pointer) - 1, empty, values.dtype)
    lengths = np.diff(pointer)
    several = np.flatnonzero(lengths > 1)
    if len(several) == len(lengths) or (values.itemsize == 1 and lengths.all()):
        return np.asarray(operation.reduceat(values, pointer[:-1]), values.dtype)
    # Most statements have one piece of evidence, and that is what it comes to.
    result = values.take(pointer[:-1], mode="clip")
    result[lengths == 0] = empty
    if len(several):
        rows, starts = take_ranges(pointer[several], lengths[several])
        result[several] = operation.reduceat(values[rows], starts)
    return result


def take_ranges(
    first: NDArray[np.int64], lengths: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All numbers of some ranges one after the other, and where each range begins among them.

    Examples
    --------
    >>> numbers, starts = take_ranges(np.array([5, 9]), np.array([2, 3]))
    >>> numbers.tolist(), starts.tolist()
    ([5, 6, 9, 10, 11], [0, 2])
    """
    ends = np.cumsum(lengths)
    starts = ends - lengths
    numbers = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - starts, lengths)
    return numbers, starts


def group_columns(
    columns: Sequence[NDArray[Any]], sizes: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Order that puts equal rows side by side, each as they came, and where each group begins.

    Parameters
    ----------
    columns
        Numbers from 0, the first column to be sorted by first.
    sizes
        What the numbers of each column are less than.

    Examples
    --------
    >>> order, starts = group_columns((np.array([1, 0, 1]),), (2,))
    >>> order.tolist(), starts.tolist()
    ([1, 0, 2], [0, 1])
    """
    count = len(columns[0])
    bits = count.bit_length()
    if prod(map(int, sizes)) << bits < 1 << 63:
        # Row and place in one number: to sort numbers is several times faster than places.
        key = columns[0].astype(np.int64)
        for column, size in zip(columns[1:], sizes[1:], strict=True):
            key *= size
            key += column
        key <<= bits
        key |= np.arange(count)
        key.sort()
        order = key & ((1 << bits) - 1)
        key >>= bits
        new = key[1:] != key[:-1]
    else:
        order = np.lexsort(columns[::-1])
        ordered = [column[order] for column in columns]
        new = np.any([c[1:] != c[:-1] for c in ordered], axis=0)
    starts = np.flatnonzero(np.concatenate((np.ones(min(count, 1), np.bool_), new)))
    return order, starts
