"""A piece of a long list: so much of it at a time, and where the next piece begins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

__all__ = ["Page", "take_page"]

T = TypeVar("T")


class Page(NamedTuple, Generic[T]):
    """Some items of a list.

    Attributes
    ----------
    total
        How many items the whole list has.
    items
        Those of this page.
    next
        Place in the list (from 0) where the next page begins; None after the last one.
    """

    total: int
    items: tuple[T, ...]
    next: int | None


def take_page(items: Iterable[T], start: int, limit: int) -> Page[T]:
    """The items from a place on, and the number of all.

    Examples
    --------
    >>> take_page("abcde", 2, 2)
    Page(total=5, items=('c', 'd'), next=4)
    >>> take_page("abcde", 4, 2)
    Page(total=5, items=('e',), next=None)
    """
    taken: list[T] = []
    total = 0
    for item in items:
        if start <= total < start + limit:
            taken.append(item)
        total += 1
    following = start + limit
    return Page(total, tuple(taken), following if following < total else None)
