"""Entities and names as plain dictionaries: the JSON that users and tests rely on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from msc_graph.curation.corpus import Corpus
from msc_graph.records import Entity, Reference

if TYPE_CHECKING:
    from msc_graph.analysis.names import Match
    from msc_graph.analysis.reach import Reach
    from msc_graph.analysis.suggest import Suggestion

__all__ = [
    "describe_card",
    "describe_match",
    "describe_reach",
    "describe_reference",
    "describe_suggestions",
    "name_entity",
]


def name_entity(entity: Entity) -> dict[str, str]:
    """`id`, `label` and `category` of an entity.

    Examples
    --------
    >>> name_entity(Entity("HGNC:933", "BACE1", "Protein"))
    {'id': 'HGNC:933', 'label': 'BACE1', 'category': 'Protein'}
    """
    return {"id": entity.id, "label": entity.label, "category": entity.category}


def describe_card(corpus: Corpus, entity: Entity) -> dict[str, str | list[str]]:
    """Everything an entity's own record tells; what is broader, and where it occurs, by label."""
    return {
        **name_entity(entity),
        "kind": entity.kind,
        "synonyms": list(entity.synonyms),
        "xrefs": list(entity.xrefs),
        "broader": [corpus.label(i) for i in entity.broader],
        "occurs_in": [corpus.label(i) for i in entity.occurs_in],
        "taxon": corpus.label(entity.taxon) if entity.taxon else "",
        "description": entity.description,
    }


def describe_match(match: Match) -> dict[str, Any]:
    """What a name stands for; `suggestions` are there only if it stands for nothing."""
    empty = {"id": None, "label": None, "category": None}
    answer: dict[str, Any] = {
        "query": match.query,
        **(name_entity(match.entity) if match.entity else empty),
        "match": match.how or None,
        "candidates": [name_entity(e) for e in match.candidates],
    }
    if not match.entity and not match.candidates:
        answer["suggestions"] = list(match.suggestions)
    return answer


def describe_suggestions(query: str, found: Iterable[Suggestion]) -> dict[str, Any]:
    """Entities that may be meant by what was typed, each with the name that fits."""
    listed = [{**name_entity(one.entity), "name": one.name} for one in found]
    return {"query": query, "suggestions": listed}


def describe_reach(corpus: Corpus, reach: Reach) -> list[dict[str, Any]]:
    """Each end that is reached, with its numbers of chains."""
    return [
        {
            "id": reached.end,
            "label": corpus.label(reached.end),
            "sign": reached.sign,
            "chains": reached.chains,
            "raising": reached.raising,
            "lowering": reached.lowering,
            "unknown": reached.unknown,
        }
        for reached in reach.reached
    ]


def describe_reference(reference: Reference) -> dict[str, Any]:
    """A paper: every column by name, and where it can be read."""
    return {**reference._asdict(), "cited_as": list(reference.cited_as), "url": reference.url}
