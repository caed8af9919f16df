"""What one page holds: statements drawn and in reserve, pictures, chains, legend, table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from msc_graph.curation.corpus import Corpus
from msc_graph.network.index import Hop
from msc_graph.records import Entity, Statement
from msc_graph.render.account import TraceAccount
from msc_graph.render.chains import describe_chain
from msc_graph.render.drawing import FAINT_FROM, build_network
from msc_graph.render.facets import Facet, count_facets
from msc_graph.render.facts import Facts, gather_facts
from msc_graph.render.layout import BAND_TITLES, assign_bands
from msc_graph.render.legend import OUTLINES
from msc_graph.render.meanings import CELL_WORDS, TAGS
from msc_graph.render.payload import (
    FIELDS,
    describe_entities,
    describe_references,
    describe_statements,
    find_entities,
    used_references,
)
from msc_graph.render.reserve import choose_reserve
from msc_graph.render.selection import MAX_STATEMENTS, select_best
from msc_graph.render.table import list_rows
from msc_graph.render.telling import tell_hops
from msc_graph.render.views import build_views

__all__ = ["Content", "Request", "gather_content"]


class Request(NamedTuple):
    """What a page is asked to show; see `msc_graph.render.page.build_page`."""

    statements: Sequence[Statement]
    title: str
    command: str = ""
    chains: Sequence[Sequence[Hop]] = ()
    highlight: Collection[str] = ()
    account: TraceAccount | None = None
    around: str = ""
    reserve: int = 0


class Content(NamedTuple):
    """Everything that the template writes.

    Attributes
    ----------
    payload
        What the script knows.
    drawn
        Number of statements drawn at first.
    counts
        Line of numbers below the title.
    warning
        What was left out; empty if nothing was.
    facets
        By name.
    chains, rows
        Items of the list of chains, and of the table.
    """

    payload: dict[str, Any]
    drawn: int
    counts: str
    warning: str
    facets: dict[str, Facet]
    chains: list[dict[str, Any]]
    rows: list[dict[str, Any]]


def gather_content(corpus: Corpus, request: Request) -> Content:
    """Choose, lay out and describe what a page shows."""
    walked = [[hop.statement for hop in chain] for chain in request.chains]
    chosen = select_best(corpus, request.statements, walked, request.highlight)
    drawn, account = chosen.statements, request.account
    room = 0 if chosen.warning else min(request.reserve, MAX_STATEMENTS - len(drawn))
    reserve = choose_reserve(corpus, drawn, room)
    held = {**drawn, **reserve.statements}
    facts = gather_facts(corpus, held.values())
    entities = find_entities(corpus, held.values(), request.highlight)
    chains = [
        describe_chain(corpus, drawn, hops, account.chains[rank] if account else {})
        for rank, hops in enumerate(request.chains[: len(chosen.chains)])
        if hops
    ]
    references = describe_references(
        corpus, used_references(facts.values(), (c.get("references", ()) for c in chains))
    )
    for chain in chains:
        chain["hops"] = tell_hops(corpus, chain, facts, references) if chain["support"] else []
    facets = count_facets(entities, facts)
    payload = _draw(corpus, request, entities, drawn, reserve.statements, facts) | {
        "entities": describe_entities(corpus, entities, reserve.degrees),
        "statements": describe_statements(facts),
        "references": references,
        "chains": [
            {key: value for key, value in chain.items() if key not in ("start", "steps", "hops")}
            for chain in chains
        ],
        "facets": {name: [v.value for v in facet.values] for name, facet in facets.items()},
    }
    return Content(
        payload,
        len(drawn),
        _count(entities, drawn, facts),
        chosen.warning,
        facets,
        chains,
        list_rows(corpus, facts.values(), references, reserve.statements),
    )


def _draw(
    corpus: Corpus,
    request: Request,
    entities: Mapping[str, Entity],
    drawn: Mapping[str, Statement],
    reserve: Mapping[str, Statement],
    facts: Mapping[str, Facts],
) -> dict[str, Any]:
    """The part of the payload that the canvas needs."""
    outcomes = request.account.outcomes if request.account else ()
    held = {**drawn, **reserve}
    bands = assign_bands(entities.values(), held.values(), outcomes)
    large = len(drawn) >= FAINT_FROM
    network = build_network(entities, facts, bands, request.highlight, large=large)
    nodes, edges, *_ = network.get_network_data()
    name, title = _name_view(corpus, request, drawn)
    views = build_views(
        entities,
        drawn,
        reserve,
        corpus.predicates,
        name=name,
        title=title,
        highlight=request.highlight,
        outcomes=outcomes,
    )
    return {
        "title": request.title,
        "command": request.command,
        "nodes": nodes,
        "edges": edges,
        "options": network.options,
        "fields": list(FIELDS.items()),
        "told": CELL_WORDS,
        "meanings": TAGS,
        "bands": list(BAND_TITLES),
        "outlines": OUTLINES,
        "views": {view.name: view.describe() for view in views},
        "opening": name,
        "around": request.around if request.around in entities else "",
        "highlight": sorted(i for i in request.highlight if i in entities),
    }


def _name_view(corpus: Corpus, request: Request, drawn: Mapping[str, Statement]) -> tuple[str, str]:
    if request.chains or request.account:
        return "chains", "Chains"
    if request.around:
        return "around", "Surroundings"
    if len(drawn) == len(corpus.statements):
        return "all", "Whole graph"
    whole = len(request.statements) == len(drawn)
    return "asked", "As asked" if whole else "Best part"


def _count(
    entities: Mapping[str, Entity],
    drawn: Mapping[str, Statement],
    facts: Mapping[str, Facts],
) -> str:
    ends = {end for s in drawn.values() for end in (s.subject, s.object)}
    cited = {r.reference for i in drawn for r in facts[i].evidence if r.reference}
    parts = [
        (len(ends) or len(entities), "entity", "entities"),
        (len(drawn), _name(1), _name(2)),
        (sum(len(facts[i].evidence) for i in drawn), "piece of evidence", "pieces of evidence"),
        (len(cited), "reference", "references"),
    ]
    words = ", ".join(f"{n:,} {one if n == 1 else many}" for n, one, many in parts)
    more = len(facts) - len(drawn)
    return f"{words}; {more:,} neighbouring {_name(more)} at hand" if more else words


def _name(number: int) -> str:
    return "statement" if number == 1 else "statements"
