"""Nodes and edges as vis-network draws them, gathered in a pyvis network."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pyvis.network import Network

from msc_graph.records import Entity
from msc_graph.render.facts import Facts
from msc_graph.render.layout import wrap_label
from msc_graph.render.palette import DOTS, mark_of, sign_style

__all__ = ["FAINT_FROM", "build_network"]

#: From so many statements on, lines vanish while the picture is moved.
FAINT_FROM = 400
#: Width of a line whose statement nothing supports, and what full belief adds to it.
_THIN, _SPAN = 0.8, 3.4


def build_network(
    entities: Mapping[str, Entity],
    facts: Mapping[str, Facts],
    bands: Mapping[str, int],
    highlight: Collection[str] = (),
    *,
    large: bool = False,
) -> Network:
    """Everything that the canvas shows; labels are plain text and nothing moves by itself.

    Parameters
    ----------
    entities
        What is drawn, by id; it must hold both ends of each statement.
    facts
        The edges, drawn from subject to object: what each tells and how well it is shown. The head
        stands at what is acted on, which is the subject of `caused_by`.
    bands
        Band of each entity.
    highlight
        Entities that stand out: the start and the end of a question.
    large
        Whether the picture is a crowd: frames are thin and nothing answers to the mouse's passing.

    Examples
    --------
    >>> from msc_graph.curation.corpus import Corpus
    >>> from msc_graph.records import Statement
    >>> from msc_graph.render.facts import gather_facts
    >>> ends = {i: Entity(i, i, "Protein") for i in ("a", "b")}
    >>> facts = gather_facts(Corpus({}, {}, {}), [Statement("s", "a", "inhibits", "b")])
    >>> network = build_network(ends, facts, {"a": 3, "b": 3})
    >>> network.edges[0]["from"], network.edges[0]["to"], network.edges[0]["arrows"]["to"]["type"]
    ('a', 'b', 'bar')
    """
    network = Network(directed=True, cdn_resources="in_line")
    network.options = _options(large=large)
    for identifier in sorted(entities):
        drawn = _draw_node(entities[identifier], highlight, large=large)
        network.add_node(identifier, band=bands[identifier], **drawn)
    for identifier in sorted(facts):
        fact = facts[identifier]
        ends = fact.statement.subject, fact.statement.object
        network.add_edge(*ends, id=identifier, **_draw_edge(fact))
    return network


def _options(*, large: bool) -> dict[str, Any]:
    return {
        "autoResize": True,
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "interaction": {
            "hover": not large,
            "hideEdgesOnDrag": large,
            "hideEdgesOnZoom": large,
            "keyboard": {"enabled": True, "bindToWindow": False},
            "selectConnectedEdges": False,
            "hoverConnectedEdges": False,
        },
        "nodes": {
            "size": 16,
            "font": {"size": 17, "face": "system-ui, 'DejaVu Sans', sans-serif", "multi": False},
        },
        "edges": {"font": {"multi": False}, "selectionWidth": 2, "hoverWidth": 1},
    }


def _draw_node(entity: Entity, highlight: Collection[str], *, large: bool) -> dict[str, Any]:
    mark = mark_of(entity.category)
    chosen = entity.id in highlight
    return {
        "label": wrap_label(entity.label),
        "shape": mark.shape,
        "color": mark.colour,
        "size": 22 if chosen or large else 16,
        "borderWidth": 3 if chosen else 0.5 if large else 1.5,
    }


def _draw_edge(fact: Facts) -> dict[str, Any]:
    style = sign_style(fact.sign)
    head = {"enabled": True, "type": style.head, "scaleFactor": 0.8}
    dotted = "hypothesis" in fact.caveats
    predicate = fact.predicate
    ends = ("to", "from") if predicate.symmetric else ("from",) if predicate.reverse else ("to",)
    return {
        "arrows": dict.fromkeys(ends, head),
        "dashes": list(DOTS if dotted else style.dashes) or False,
        "width": round(_THIN + _SPAN * fact.belief, 1),
    }
