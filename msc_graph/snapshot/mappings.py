"""Mappings whose records are made from numbers when somebody asks for one."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from functools import lru_cache
from typing import TypeVar

__all__ = ["NumberedMapping"]

_Record = TypeVar("_Record")

#: Records that are kept after they were made: a judge asks for the same ones over and over.
_KEPT = 1 << 16


class NumberedMapping(Mapping[str, _Record]):
    """Records by id, each made from its number when it is asked for.

    Parameters
    ----------
    length
        How many there are; they are numbered from 0.
    key
        Id of a number.
    find
        Number of an id; None if there is none.
    make
        Record of a number.

    Examples
    --------
    >>> squares = NumberedMapping(3, str, lambda key: "012".find(key), lambda n: n * n)
    >>> dict(squares), "2" in squares
    ({'0': 0, '1': 1, '2': 4}, True)
    """

    def __init__(
        self,
        length: int,
        key: Callable[[int], str],
        find: Callable[[str], int | None],
        make: Callable[[int], _Record],
    ) -> None:
        self._length = length
        self._key = key
        self._find = find
        self._make = make
        self._get = lru_cache(maxsize=_KEPT)(self._look_up)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        return map(self._key, range(self._length))

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._find(key) is not None

    def __getitem__(self, key: str) -> _Record:
        return self._get(key)

    def _look_up(self, key: str) -> _Record:
        number = self._find(key)
        if number is None:
            raise KeyError(key)
        return self._make(number)

    def values(self) -> ValuesView[_Record]:
        """All records, without a detour by their ids."""
        return _Values(self, self._make)

    def items(self) -> ItemsView[str, _Record]:
        """All ids and records, without a search for each."""
        return _Items(self, lambda number: (self._key(number), self._make(number)))


class _Values(ValuesView[_Record]):
    def __init__(self, mapping: Mapping[str, _Record], make: Callable[[int], _Record]) -> None:
        super().__init__(mapping)
        self._make = make

    def __iter__(self) -> Iterator[_Record]:
        return map(self._make, range(len(self)))


class _Items(ItemsView[str, _Record]):
    def __init__(
        self, mapping: Mapping[str, _Record], make: Callable[[int], tuple[str, _Record]]
    ) -> None:
        super().__init__(mapping)
        self._make = make

    def __iter__(self) -> Iterator[tuple[str, _Record]]:
        return map(self._make, range(len(self)))
