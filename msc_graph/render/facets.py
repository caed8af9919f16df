"""What a reader may filter by: each facet with its values and how many statements have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msc_graph.records import SEPARATOR, Entity
from msc_graph.render.facts import Facts
from msc_graph.render.palette import GROUPS, SIGN_STYLES
from msc_graph.vocabulary import load_vocabulary

__all__ = ["EVIDENCE_FACETS", "NOT_GIVEN", "Facet", "FacetValue", "count_facets"]

#: Columns of the evidence that a reader may filter by, with their titles.
EVIDENCE_FACETS = {
    "study_type": "Study type",
    "certainty": "Certainty",
    "basis": "Basis",
    "stance": "Stance",
    "review": "Review",
    "msc_source": "MSC source",
    "disease": "Disease studied",
    "species": "Species",
}
#: Value of a row that leaves the column empty.
NOT_GIVEN = ""
_TOKENS = frozenset({"study_type", "certainty", "basis", "stance"})


class FacetValue(NamedTuple):
    """One value: what it is in the data, what it is called, how often it occurs."""

    value: str
    label: str
    number: int


class Facet(NamedTuple):
    """Something that statements differ in; `name` is what it is called in the page's address."""

    name: str
    title: str
    values: tuple[FacetValue, ...]


def count_facets(entities: Mapping[str, Entity], facts: Mapping[str, Facts]) -> dict[str, Facet]:
    """Facets by name, in the order in which they are offered.

    Categories count entities; everything else counts statements. A statement whose evidence names
    several values counts for each.

    Examples
    --------
    >>> from msc_graph.curation.corpus import Corpus
    >>> from msc_graph.records import Statement
    >>> from msc_graph.render.facts import gather_facts
    >>> facts = gather_facts(Corpus({}, {}, {}), [Statement("s", "a", "inhibits", "b")])
    >>> count_facets({}, facts)["sign"].values[0]
    FacetValue(value='-1', label='−', number=1)
    """
    found = facts.values()
    facets = [
        Facet("category", "Marks", _count_categories(entities.values())),
        Facet("sign", "Lines", _count_signs(found)),
        _count("role", "Kind of statement", (_role_of(fact) for fact in found)),
        _count("relation", "Relation", (fact.predicate.label for fact in found)),
    ]
    facets += [_count_evidence(column, title, found) for column, title in EVIDENCE_FACETS.items()]
    return {facet.name: facet for facet in facets}


def _count_categories(entities: Iterable[Entity]) -> tuple[FacetValue, ...]:
    counts = Counter(entity.category for entity in entities)
    order = [category for group in GROUPS for category in group.members]
    known = load_vocabulary().categories
    return tuple(
        FacetValue(c, known[c].label if c in known else c or "not described", counts[c])
        for c in sorted(counts, key=lambda c: (order.index(c) if c in order else len(order), c))
    )


def _count_signs(facts: Iterable[Facts]) -> tuple[FacetValue, ...]:
    counts = Counter(fact.sign for fact in facts)
    return tuple(
        FacetValue(str(style.sign), style.name, counts[style.sign])
        for style in SIGN_STYLES
        if counts[style.sign]
    )


def _role_of(fact: Facts) -> str:
    return fact.predicate.role or "of another vocabulary"


def _count(name: str, title: str, values: Iterable[str]) -> Facet:
    counts = Counter(values)
    return Facet(name, title, tuple(FacetValue(v, v, counts[v]) for v in _by_count(counts)))


def _count_evidence(column: str, title: str, facts: Iterable[Facts]) -> Facet:
    counts: Counter[str] = Counter()
    for fact in facts:
        cells = {getattr(row, column) for row in fact.evidence} or {NOT_GIVEN}
        counts.update({value for cell in cells for value in cell.split(SEPARATOR)})
    known = load_vocabulary().tokens.get(column, ()) if column in _TOKENS else ()
    ordered = sorted(_by_count(counts), key=lambda v: known.index(v) if v in known else len(known))
    values = (FacetValue(v, _name(v, token=column in _TOKENS), counts[v]) for v in ordered)
    return Facet(column, title, tuple(values))


def _by_count(counts: Counter[str]) -> list[str]:
    """Frequent values first, what is not given last."""
    return sorted(counts, key=lambda value: (value == NOT_GIVEN, -counts[value], value))


def _name(value: str, *, token: bool) -> str:
    if value == NOT_GIVEN:
        return "not given"
    return value.replace("_", " ") if token else value
