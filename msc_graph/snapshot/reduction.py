"""One value for each statement out of those of its evidence."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["reduce_rows"]


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
    filled = pointer[1:] > pointer[:-1]
    if filled.all() and len(filled):
        return np.asarray(operation.reduceat(values, pointer[:-1]), values.dtype)
    result = np.full(len(filled), empty, values.dtype)
    if filled.any():
        result[filled] = operation.reduceat(values, pointer[:-1][filled])
    return result
