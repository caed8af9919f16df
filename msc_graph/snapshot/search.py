"""A part of a name looked for among the labels of a mapped graph, all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from msc_graph.snapshot.format import Texts

__all__ = ["LabelSearch"]

#: Bytes of labels that are searched at a time, and at most while somebody is typing.
_PIECE, _SEARCHED = 1 << 22, 1 << 25
_LOWER = np.arange(256, dtype=np.uint8)
_LOWER[ord("A") : ord("Z") + 1] += 32
#: Bytes that belong to a word: letters, digits and all of another alphabet.
_IN_WORD = np.array([chr(byte).isalnum() or byte > 127 for byte in range(256)])
#: Bytes of a label that stand in its key.
_KEY = 8


class LabelSearch:
    """Finds labels by a part of them, whatever the case of their Latin letters.

    Parameters
    ----------
    labels
        Label of each entity.

    Examples
    --------
    >>> from msc_graph.snapshot.format import join_texts
    >>> search = LabelSearch(Texts(*join_texts([b"TNF", b"anti-TNF", b"IL6"])))
    >>> search.beginning("tn").tolist(), search.inside("TNF").tolist(), search.all("f").tolist()
    ([0], [1], [0, 1])
    """

    def __init__(self, labels: Texts) -> None:
        self._offsets, self._blob = labels.offsets, labels.blob
        self._keys = self._make_keys()

    def beginning(self, text: str) -> NDArray[np.int64]:
        """Numbers of the labels that begin with a text, the shortest first."""
        wanted = _fold(text)
        size = min(len(wanted), _KEY)
        if not size:
            return np.zeros(0, np.int64)
        key = np.uint64(int.from_bytes(wanted[:size], "big"))
        numbers = np.flatnonzero(self._keys >> np.uint64(8 * (_KEY - size)) == key)
        for place in range(_KEY, len(wanted)):
            at = self._offsets[numbers] + place
            inside = at < self._offsets[numbers + 1]
            numbers, at = numbers[inside], at[inside]
            numbers = numbers[_LOWER[self._blob[at]] == wanted[place]]
        return self._shortest(numbers)

    def inside(self, text: str) -> NDArray[np.int64]:
        """Labels that hold a text but do not begin with it; where a word does, first.

        Only the first 32 MiB of labels are searched.
        """
        words, others = [], []
        for places, numbers in self._find(_fold(text), _SEARCHED):
            later = places > self._offsets[numbers]
            places, numbers = places[later], numbers[later]
            new_word = ~_IN_WORD[self._blob[places - 1]]
            words.append(numbers[new_word])
            others.append(numbers[~new_word])
        found = [self._shortest(_once(_join(some))) for some in (words, others)]
        _, first = np.unique(_join(found), return_index=True)
        return _join(found)[np.sort(first)]

    def all(self, text: str) -> NDArray[np.int64]:
        """Numbers of all labels that hold a text, in their order."""
        return _once(_join([numbers for _, numbers in self._find(_fold(text))]))

    def _shortest(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        lengths = self._offsets[numbers + 1] - self._offsets[numbers]
        return numbers[np.argsort(lengths, kind="stable")]

    def _find(
        self, wanted: bytes, most: int | None = None
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Places of a text in the blob and the label of each, piece by piece."""
        end = len(self._blob) if most is None else min(len(self._blob), most)
        for start in range(0, end if wanted else 0, _PIECE):
            piece = _LOWER[self._blob[start : min(start + _PIECE + len(wanted) - 1, end)]]
            fitting = max(0, len(piece) - len(wanted) + 1)
            places = np.flatnonzero(piece[:fitting] == wanted[0])
            for ahead, byte in enumerate(wanted[1:], start=1):
                places = places[piece[places + ahead] == byte]
            places += start
            numbers = np.searchsorted(self._offsets, places, "right") - 1
            whole = places + len(wanted) <= self._offsets[numbers + 1]
            yield places[whole], numbers[whole]

    def _make_keys(self) -> NDArray[np.uint64]:
        """The first bytes of each label as a number."""
        keys = np.zeros(len(self._offsets) - 1, np.uint64)
        if not len(self._blob):
            return keys
        for place in range(_KEY):
            at = self._offsets[:-1] + place
            inside = at < self._offsets[1:]
            at[~inside] = 0
            keys <<= np.uint64(8)
            keys |= np.where(inside, _LOWER[self._blob[at]], 0).astype(np.uint64)
        return keys


def _fold(text: str) -> bytes:
    return text.strip().encode("utf-8", "replace").lower()


def _once(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each of some sorted numbers once."""
    return numbers[np.diff(numbers, prepend=-1) > 0]


def _join(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(0, np.int64), *parts])
