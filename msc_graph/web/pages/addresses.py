"""Addresses of our own pages."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

__all__ = ["entity_url", "graph_url", "reference_url", "statement_url", "trace_url"]


def entity_url(identifier: str) -> str:
    """Page of an entity.

    Examples
    --------
    >>> entity_url("HGNC:9644"), entity_url("https://x.org/a?b")
    ('/entity/HGNC:9644', '/entity/https:%2F%2Fx.org%2Fa%3Fb')
    """
    return f"/entity/{_segment(identifier)}"


def graph_url(identifier: str, hops: int = 1) -> str:
    """Picture of the surroundings of an entity."""
    return f"{entity_url(identifier)}/graph?hops={hops}"


def statement_url(identifier: str) -> str:
    """Page of a statement.

    Examples
    --------
    >>> statement_url("mscg:statement/1dff2ac1acbc98f8")
    '/statement/1dff2ac1acbc98f8'
    """
    return f"/statement/{_segment(identifier.rpartition('/')[2])}"


def reference_url(identifier: str) -> str:
    """Page of a paper."""
    return f"/reference/{_segment(identifier)}"


def trace_url(pairs: Iterable[tuple[str, str]]) -> str:
    """Page of a trace, by its parameters.

    Examples
    --------
    >>> trace_url([("start", "SHP2"), ("end", "Alzheimer disease")])
    '/trace?start=SHP2&end=Alzheimer+disease'
    """
    return f"/trace?{urlencode(list(pairs), safe=':', errors='replace')}"


def _segment(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe=":")
