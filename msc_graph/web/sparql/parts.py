"""The first rows of an answer, for a page: however long it is, only they are read here."""

from __future__ import annotations

from typing import NamedTuple

from msc_graph.store.base import Answer
from msc_graph.store.bindings import find_kind
from msc_graph.store.results import GRAPH_TYPES, TABLE_TYPES, read_answer

__all__ = ["MOST_ROWS", "Part", "form_for_part", "read_part"]

#: What one page shows at most: rows, cells, bytes of text. Downloads have all.
MOST_ROWS = 2_000
_MOST_CELLS = 30_000
_MOST_BYTES = 2_000_000

#: Formats with one row a line, so that a part can be read.
_FORMS = {"select": "tsv", "construct": "ntriples", "describe": "ntriples"}


class Part(NamedTuple):
    """The beginning of an answer, and how many rows or triples there are in all."""

    answer: Answer
    total: int


def form_for_part(query: str) -> str:
    """Format in which an answer is to be written for `read_part`."""
    return _FORMS.get(find_kind(query), "json")


def read_part(query: str, written: bytes) -> Part:
    r"""The beginning of the answer to a query, written in the format of `form_for_part`.

    Examples
    --------
    >>> read_part("SELECT ?x {}", b'?x\n"a"\n"b"\n').total
    2
    """
    kind = find_kind(query) or "select"
    form = form_for_part(query)
    if form == "json":
        return Part(_read(kind, written, TABLE_TYPES["json"]), 1)
    heads = form == "tsv"
    columns = written.partition(b"\n")[0].count(b"\t") + 1 if heads else 3
    end = _find_end(written, heads + min(MOST_ROWS, _MOST_CELLS // columns), at_least=heads)
    media_type = TABLE_TYPES["tsv"] if heads else GRAPH_TYPES["ntriples"]
    return Part(_read(kind, written[:end], media_type), written.count(b"\n") - heads)


def _read(kind: str, written: bytes, media_type: str) -> Answer:
    answer = read_answer(kind, written, media_type)
    assert answer is not None  # noqa: S101 (it has no more rows than a page shows)
    return answer


def _find_end(written: bytes, lines: int, *, at_least: int) -> int:
    """Where so many lines end, or as many as are not too long."""
    end = 0
    for number in range(lines):
        following = written.find(b"\n", end) + 1
        if not following or (number >= at_least and following > _MOST_BYTES):
            break
        end = following
    return end
