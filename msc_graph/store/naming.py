"""Which things of a graph elsewhere have a name, a category or a role."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import RDFS, SKOS

from msc_graph.exceptions import StoreError
from msc_graph.rdf.terms import MSCO
from msc_graph.store.base import Term
from msc_graph.store.bindings import write_term
from msc_graph.store.fetching import Fetcher

__all__ = ["MAX_MEMBERS", "find_hallmarks", "find_members", "find_named"]

#: Entities that a category may have.
MAX_MEMBERS = 20_000
#: Longest name that is looked up (characters); a longer one is no name.
_MAX_NAME = 300


def find_named(fetcher: Fetcher, name: str) -> frozenset[str]:
    """IRIs of what has exactly this label or synonym, in English or no language.

    Raises
    ------
    StoreError
        If the engine fails, or a limit stopped it.
    """
    if len(name) > _MAX_NAME:
        return frozenset()
    written = " ".join(
        write_term(Term("literal", name, language=language)) for language in ("", "en")
    )
    query = (
        f"SELECT DISTINCT ?thing WHERE {{ VALUES ?property {{ {{nodes}} }} "
        f"VALUES ?name {{ {written} }} ?thing ?property ?name . }}"
    )
    return _iris(fetcher, query, [RDFS.label, SKOS.altLabel])


def find_members(
    fetcher: Fetcher, categories: Iterable[str], *, limit: int = MAX_MEMBERS
) -> frozenset[str]:
    """IRIs of the entities of categories.

    Raises
    ------
    StoreError
        If there are more than `limit`, the engine fails, or a limit of its own stopped it.
    """
    query = (
        "SELECT DISTINCT ?thing WHERE { VALUES ?class { {nodes} } ?thing a ?class . }"
        f" LIMIT {limit + 1}"
    )
    found = _iris(fetcher, query, [MSCO[name] for name in categories])
    if len(found) > limit:
        raise StoreError(f"there are more than {limit} such entities", cure="name one of them")
    return found


def find_hallmarks(fetcher: Fetcher) -> frozenset[str]:
    """IRIs of the processes that the graph calls a hallmark of aging.

    Raises
    ------
    StoreError
        If the engine fails, or a limit stopped it.
    """
    query = "SELECT DISTINCT ?thing WHERE { VALUES ?role { {nodes} } ?thing ?role ?scheme . }"
    return _iris(fetcher, query, [MSCO.hallmark_of])


def _iris(fetcher: Fetcher, query: str, nodes: Iterable[object]) -> frozenset[str]:
    rows = fetcher.rows(query, map(str, nodes))
    return frozenset(term.value for (term,) in rows if term.kind == "iri")
