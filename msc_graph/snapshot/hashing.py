"""Hashes of texts, the same on every machine and for one text as for a million."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["hash_text", "hash_texts", "reduce_texts"]

_FACTOR = 0x9E3779B97F4A7C15
_MIX = 0xBF58476D1CE4E5B9
_SHIFT = 29
_MASK = (1 << 64) - 1
#: Bytes that are hashed at a time.
_BATCH = 1 << 20


def hash_texts(offsets: NDArray[np.int64], blob: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """64-bit hashes of texts, the same on every machine; whoever finds one compares the text.

    Parameters
    ----------
    offsets, blob
        As `Texts` takes them.

    Returns
    -------
    numpy.ndarray
        uint64 of shape (n,): the sum of `(byte + 1) * factor ** place` modulo 2**64, the places
        counted from 1, mixed.

    Examples
    --------
    >>> hashes = hash_texts(np.array([0, 1, 4]), np.frombuffer(b"aBC1", np.uint8))
    >>> hashes.tolist() == [hash_text(b"a"), hash_text(b"BC1")]
    True
    """
    hashes = np.zeros(len(offsets) - 1, np.uint64)
    powers = np.uint64(_FACTOR) ** np.arange(
        1, 1 + int(np.diff(offsets).max(initial=0)), dtype=np.uint64
    )
    start = 0
    while start < len(hashes):
        stop = int(np.searchsorted(offsets, offsets[start] + _BATCH, "right")) - 1
        stop = min(max(stop, start + 1), len(hashes))
        hashes[start:stop] = _hash_batch(offsets[start : stop + 1], blob, powers)
        start = stop
    hashes ^= hashes >> np.uint64(_SHIFT)
    hashes *= np.uint64(_MIX)
    hashes ^= hashes >> np.uint64(_SHIFT)
    return hashes


def _hash_batch(
    offsets: NDArray[np.int64], blob: NDArray[np.uint8], powers: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    lengths = np.diff(offsets)
    part = blob[offsets[0] : offsets[-1]].astype(np.uint64)
    part += np.uint64(1)
    part *= powers[np.arange(len(part)) - np.repeat(offsets[:-1] - offsets[0], lengths)]
    return reduce_texts(np.add, part, offsets)


def reduce_texts(
    operation: np.ufunc, values: NDArray[np.uint64], offsets: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Reduce what belongs to the bytes of each text; an empty one gets 0."""
    result = np.zeros(len(offsets) - 1, np.uint64)
    filled = np.flatnonzero(np.diff(offsets))
    if len(filled):
        result[filled] = operation.reduceat(values, offsets[filled] - offsets[0])
    return result


def hash_text(text: bytes) -> int:
    """Hash of one text, as `hash_texts` has it."""
    found, power = 0, 1
    for byte in text:
        power = power * _FACTOR & _MASK
        found += (byte + 1) * power
    found &= _MASK
    found ^= found >> _SHIFT
    found = found * _MIX & _MASK
    return found ^ found >> _SHIFT
