"""The pictures that one page offers, each with its layout computed beforehand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from msc_graph.records import Entity, Statement
from msc_graph.render.bends import choose_bends
from msc_graph.render.layout import compute_layout, wrap_label
from msc_graph.vocabulary import Predicate

__all__ = ["View", "build_views"]


class View(NamedTuple):
    """One picture: what it shows, where each mark stands, which way each line bends."""

    name: str
    title: str
    statements: tuple[str, ...]
    places: dict[str, tuple[int, int]]
    bends: dict[str, float]

    def describe(self) -> dict[str, Any]:
        """The view as plain data, without its name."""
        return {
            "title": self.title,
            "statements": list(self.statements),
            "places": self.places,
            "bends": self.bends,
        }


def build_views(
    entities: Mapping[str, Entity],
    drawn: Mapping[str, Statement],
    reserve: Mapping[str, Statement],
    known: Mapping[str, Predicate],
    *,
    name: str,
    title: str,
    highlight: Collection[str] = (),
    outcomes: Collection[str] = (),
) -> list[View]:
    """The picture that the page opens with and, if it holds more, one of all that it holds.

    Parameters
    ----------
    entities
        All that the page holds, by id.
    drawn, reserve
        Statements drawn at first, and those only held.
    known
        Predicates of the graph, by name.
    name, title
        Of the first picture.
    highlight
        Entities that are drawn even where no statement touches them.
    outcomes
        Entities that stand among the diseases.

    Examples
    --------
    >>> ends = {i: Entity(i, i, "Protein") for i in "abc"}
    >>> drawn = {"1": Statement("1", "a", "inhibits", "b")}
    >>> held = {"2": Statement("2", "b", "inhibits", "c")}
    >>> [view.name for view in build_views(ends, drawn, held, {}, name="asked", title="As asked")]
    ['asked', 'all']
    """
    views = [_lay_out(entities, drawn, known, name, title, highlight, outcomes)]
    if reserve:
        held = {**drawn, **reserve}
        views.append(_lay_out(entities, held, known, "all", "All held here", highlight, outcomes))
    return views


def _lay_out(
    entities: Mapping[str, Entity],
    statements: Mapping[str, Statement],
    known: Mapping[str, Predicate],
    name: str,
    title: str,
    highlight: Collection[str],
    outcomes: Collection[str],
) -> View:
    wanted = {end for s in statements.values() for end in (s.subject, s.object)}
    wanted.update(i for i in highlight if i in entities)
    shown = [entities[i] for i in sorted(wanted)]
    ordered = [statements[i] for i in sorted(statements)]
    places = compute_layout(shown, ordered, known, outcomes)
    lines = {e.id: wrap_label(e.label).count("\n") + 1 for e in shown}
    bends = choose_bends(ordered, places, lines)
    return View(name, title, tuple(sorted(statements)), places, bends)
