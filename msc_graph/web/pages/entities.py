"""The page of an entity: what it is, what acts on it, what it acts on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msc_graph.analysis.paging import Page
from msc_graph.analysis.selection import Conditions, select_statements
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UsageError
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.records import Entity, Statement
from msc_graph.render.links import expand_curie
from msc_graph.vocabulary import WALKED_ROLES
from msc_graph.web.pages.addresses import entity_url, graph_url
from msc_graph.web.pages.claims import MOST_CLAIMS, explain_tags, show_claims, show_end
from msc_graph.web.pages.errata import errata_of_entity

__all__ = ["GROUPS", "find_statements", "show_entity"]

#: Groups of statements by name, with their title.
GROUPS = {
    "in": "What acts on it",
    "out": "What it acts on",
    "other": "Further statements",
}
#: Statements on one page of a group, and how many of them stand unfolded.
PER_PAGE, UNFOLDED = 100, 8
#: The two traces that lead on from an entity; what is no cause but an end has the other one first.
_ONWARD = (
    {
        "here": "start",
        "there": "end",
        "label": "From here to",
        "name": "Trace from here",
        "example": "a disease",
    },
    {
        "here": "end",
        "there": "start",
        "label": "To here from",
        "name": "Trace to here",
        "example": "a cargo",
    },
)
_ENDS = frozenset({"Disease", "Phenotype", "BiologicalProcess", "HallmarkScheme"})


def show_entity(
    corpus: Corpus, entity: Entity, *, group: str = "", number: int = 1
) -> dict[str, Any]:
    """What `entity.html` fills in.

    Parameters
    ----------
    corpus
        Records with evidence.
    entity
        Which.
    group
        Only this group of statements, by its name; empty for all.
    number
        Page of each group, from 1.
    """
    if group and group not in GROUPS:
        raise UsageError(f"no group is called {group!r}", cure=f"choose {', '.join(GROUPS)}")
    found = find_statements(corpus, entity.id)
    groups: dict[str, list[Statement]] = {name: [] for name in GROUPS}
    for statement in found.items:
        groups[_group_of(corpus, statement, entity.id)].append(statement)
    shown = [
        _show_group(corpus, entity, name, members, number)
        for name, members in groups.items()
        if members and (not group or name == group)
    ]
    return {
        **show_end(corpus, entity.id),
        "kind": entity.kind,
        "iri": _find_iri(corpus, entity.id),
        "vocabulary": expand_curie(entity.id, corpus.prefixes),
        "synonyms": list(entity.synonyms),
        "xrefs": [{"id": i, "url": expand_curie(i, corpus.prefixes)} for i in entity.xrefs],
        "broader": [show_end(corpus, i) for i in entity.broader],
        "occurs_in": [show_end(corpus, i) for i in entity.occurs_in],
        "taxon": show_end(corpus, entity.taxon) if entity.taxon else None,
        "description": entity.description,
        "groups": shown,
        "only": group,
        "words": explain_tags(claim for part in shown for claim in part["claims"]),
        "errata": errata_of_entity(corpus, entity.id),
        "number": number,
        "total": found.total,
        "listed": len(found.items),
        "graph": graph_url(entity.id),
        "ways": _ONWARD[::-1] if entity.category in _ENDS else _ONWARD,
    }


def find_statements(corpus: Corpus, identifier: str) -> Page[Statement]:
    """Statements on an entity, no more than are looked at."""
    return select_statements(corpus, Conditions(entity=identifier), limit=MOST_CLAIMS)


def _group_of(corpus: Corpus, statement: Statement, identifier: str) -> str:
    predicate = corpus.predicates.get(statement.predicate)
    if predicate is not None and predicate.role and predicate.role not in WALKED_ROLES:
        return "other"
    acted_on = statement.object == identifier
    if predicate is not None and predicate.reverse:
        acted_on = not acted_on
    return "in" if acted_on else "out"


def _show_group(
    corpus: Corpus, entity: Entity, name: str, members: list[Statement], number: int
) -> dict[str, Any]:
    ordered = _order(corpus, members)
    pages = -(-len(ordered) // PER_PAGE)
    number = max(1, min(number, pages))
    first = (number - 1) * PER_PAGE
    address = f"{entity_url(entity.id)}?group={name}"
    return {
        "name": name,
        "title": GROUPS[name],
        "total": len(ordered),
        "first": first + 1,
        "claims": show_claims(corpus, ordered[first : first + PER_PAGE]),
        "unfolded": UNFOLDED,
        "before": f"{address}&page={number - 1}" if number > 1 else "",
        "after": f"{address}&page={number + 1}" if number < pages else "",
    }


def _order(corpus: Corpus, members: Iterable[Statement]) -> list[Statement]:
    """Those with the most evidence first: what their weight is, is only asked of those shown."""
    return sorted(members, key=lambda s: (-len(corpus.rows.get(s.id, ())), s.predicate, s.id))


def _find_iri(corpus: Corpus, identifier: str) -> str:
    """IRI of an entity in RDF; empty where it cannot be written as one."""
    try:
        return Namespaces(corpus.prefixes).expand(identifier)
    except UsageError:
        return ""
