"""Nodes and edges as vis-network draws them, gathered in a pyvis network."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pyvis.network import Network

from msc_graph.curation.corpus import Corpus
from msc_graph.records import Entity, Statement
from msc_graph.render.bends import choose_bends
from msc_graph.render.layout import compute_layout, wrap_label
from msc_graph.render.palette import mark_of, sign_style
from msc_graph.render.wording import caveats_of, predicate_of, relation_of

__all__ = ["FAINT_FROM", "build_network"]

#: Up to so many statements each says its predicate on the picture.
_LABELLED = 60
#: From so many on, lines are faint until asked for and vanish while the picture is moved.
FAINT_FROM = 400


def build_network(
    entities: Mapping[str, Entity],
    statements: Sequence[Statement],
    corpus: Corpus,
    highlight: Collection[str] = (),
) -> Network:
    """Everything that the canvas shows; labels are plain text and nothing moves by itself.

    Parameters
    ----------
    entities
        What is drawn, by id; it must hold both ends of each statement.
    statements
        The edges, drawn from subject to object.
    corpus
        Where the evidence is looked up.
    highlight
        Entities that stand out: the start and the end of a question.

    Examples
    --------
    >>> from msc_graph.curation.corpus import Corpus
    >>> ends = {i: Entity(i, i, "Protein") for i in ("a", "b")}
    >>> network = build_network(ends, [Statement("s", "a", "inhibits", "b")], Corpus({}, {}, {}))
    >>> network.edges[0]["from"], network.edges[0]["to"], network.edges[0]["arrows"]["to"]["type"]
    ('a', 'b', 'bar')
    """
    network = Network(directed=True, cdn_resources="in_line")
    large = len(statements) >= FAINT_FROM
    network.options = _options(large=large)
    places = compute_layout(entities.values(), statements)
    for identifier in sorted(entities):
        network.add_node(
            identifier,
            **_draw_node(entities[identifier], places[identifier], highlight, large=large),
        )
    lines = {i: wrap_label(entity.label).count("\n") + 1 for i, entity in entities.items()}
    bends = choose_bends(statements, places, lines)
    for statement in sorted(statements, key=lambda s: s.id):
        drawn = _draw_edge(statement, corpus, labelled=len(statements) <= _LABELLED)
        network.add_edge(statement.subject, statement.object, smooth=bends[statement.id], **drawn)
    return network


def _options(*, large: bool) -> dict[str, Any]:
    face = "system-ui, 'DejaVu Sans', sans-serif"
    return {
        "autoResize": True,
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "interaction": {
            "hover": not large,
            "hideEdgesOnDrag": large,
            "hideEdgesOnZoom": large,
            "keyboard": {"enabled": True, "bindToWindow": False},
        },
        "nodes": {"size": 16, "font": {"size": 17, "face": face, "multi": False, "vadjust": 0}},
        "edges": {
            "font": {"size": 13, "face": face, "multi": False, "align": "horizontal"},
            "selectionWidth": 2,
            "hoverWidth": 1,
        },
    }


def _draw_node(
    entity: Entity, place: tuple[int, int], highlight: Collection[str], *, large: bool
) -> dict[str, Any]:
    mark = mark_of(entity.category)
    chosen = entity.id in highlight
    return {
        "label": wrap_label(entity.label),
        "shape": mark.shape,
        "color": mark.colour,
        "size": 22 if chosen or large else 16,
        "borderWidth": 3 if chosen else 0.5 if large else 1.5,
        "x": place[0],
        "y": place[1],
    }


def _draw_edge(statement: Statement, corpus: Corpus, *, labelled: bool) -> dict[str, Any]:
    predicate = predicate_of(statement.predicate)
    style = sign_style(predicate.sign)
    caveats = caveats_of(statement, corpus.rows.get(statement.id, ()))
    head = {"enabled": True, "type": style.head, "scaleFactor": 0.8}
    drawn: dict[str, Any] = {
        "id": statement.id,
        "arrows": {"to": head, "from": head} if predicate.symmetric else {"to": head},
        "color": style.colour,
        "dashes": list(style.dashes) or False,
        "width": 1.2 if caveats else 2.6,
    }
    if labelled:
        marks = f"\n({', '.join(caveats)})" if caveats else ""
        drawn["label"] = relation_of(statement) + marks
    elif statement.status != "accepted":
        drawn["label"] = statement.status
    return drawn
