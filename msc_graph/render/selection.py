"""The best part of what is too much for one page, and the words that say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from msc_graph.analysis.belief import belief_of
from msc_graph.curation.corpus import Corpus
from msc_graph.records import Statement

__all__ = ["MAX_CHAINS", "MAX_ENTITIES", "MAX_STATEMENTS", "Selection", "select_best"]

#: So many of each a browser on two cores opens within five seconds; more nobody reads.
MAX_ENTITIES = 5_000
MAX_STATEMENTS = 10_000
MAX_CHAINS = 500


class Selection(NamedTuple):
    """What one page draws.

    Attributes
    ----------
    statements
        In the order given, by id.
    chains
        The best ones, every hop of which is among the statements.
    warning
        What was left out and why; empty where nothing was.
    """

    statements: dict[str, Statement]
    chains: tuple[tuple[str, ...], ...]
    warning: str


def select_best(
    corpus: Corpus,
    statements: Iterable[Statement],
    chains: Sequence[Sequence[str]] = (),
    highlight: Collection[str] = (),
) -> Selection:
    """All of it if one page can show it; else chains first, then what is near, then what is sure.

    Parameters
    ----------
    corpus
        Where the evidence is looked up.
    statements
        What was asked for; a repeated one counts once.
    chains
        Ids of the statements given, chain by chain, best first.
    highlight
        Entities asked about: of two statements the one nearer to them is taken.

    Examples
    --------
    >>> few = [Statement("s", "a", "inhibits", "b")]
    >>> select_best(Corpus({}, {}, {}), few).warning
    ''
    """
    given = {statement.id: statement for statement in statements}
    entities = {end for s in given.values() for end in (s.subject, s.object)}
    if len(given) <= MAX_STATEMENTS and len(entities) <= MAX_ENTITIES:
        kept = tuple(tuple(chain) for chain in chains[:MAX_CHAINS])
        return Selection(given, kept, _warn_of_chains(len(kept), len(chains)))
    room = _Room(given)
    best = _take_chains(room, chains)
    distances = _measure(given.values(), highlight)
    far = len(given)

    def order(statement: Statement) -> tuple[bool, int, float, str]:
        near = min(distances.get(end, far) for end in (statement.subject, statement.object))
        belief = belief_of(row.parse() for row in corpus.rows.get(statement.id, ()))
        return statement.status == "superseded", near, -belief, statement.id

    for statement in sorted(given.values(), key=order):
        room.take((statement,))
    chosen = {i: s for i, s in given.items() if i in room.taken}
    warning = (
        f"{len(given):,} statements of {len(entities):,} entities are too much for one page: it"
        f" draws the best {len(chosen):,} of {len(room.entities):,},"
        f" {'those of the best chains, then ' if best else ''}"
        f"{'the nearest to what was asked, then ' if distances else ''}those with the best evidence"
    )
    return Selection(
        chosen, best, "; ".join(filter(None, (warning, _warn_of_chains(len(best), len(chains)))))
    )


class _Room:
    """What has been taken so far, and whether more fits."""

    def __init__(self, given: Mapping[str, Statement]) -> None:
        self.given = given
        self.taken: set[str] = set()
        self.entities: set[str] = set()

    def take(self, statements: Collection[Statement]) -> bool:
        """Take all of them or, where there is no room, none."""
        wanted = {s.id for s in statements} - self.taken
        ends = {end for s in statements for end in (s.subject, s.object)} - self.entities
        if (
            len(self.taken) + len(wanted) > MAX_STATEMENTS
            or len(self.entities) + len(ends) > MAX_ENTITIES
        ):
            return False
        self.taken |= wanted
        self.entities |= ends
        return True


def _take_chains(room: _Room, chains: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The best chains, up to the first for which there is no room."""
    kept: list[tuple[str, ...]] = []
    for chain in chains[:MAX_CHAINS]:
        if not room.take([room.given[hop] for hop in chain]):
            break
        kept.append(tuple(chain))
    return tuple(kept)


def _warn_of_chains(kept: int, total: int) -> str:
    return f"it lists the best {kept:,} of {total:,} chains" if kept < total else ""


def _measure(statements: Iterable[Statement], highlight: Collection[str]) -> dict[str, int]:
    """Steps from the nearest highlighted entity, whatever the direction; empty if there is none."""
    near: dict[str, set[str]] = {}
    for statement in statements:
        near.setdefault(statement.subject, set()).add(statement.object)
        near.setdefault(statement.object, set()).add(statement.subject)
    border = {entity for entity in highlight if entity in near}
    distances = dict.fromkeys(border, 0)
    steps = 0
    while border:
        steps += 1
        border = {other for entity in border for other in near[entity]} - distances.keys()
        distances.update(dict.fromkeys(border, steps))
    return distances
