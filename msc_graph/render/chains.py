"""A chain of statements read from its first entity to its last."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UsageError
from msc_graph.records import Statement
from msc_graph.render.palette import sign_style
from msc_graph.render.wording import caveats_of, predicate_of, relation_of
from msc_graph.vocabulary import Predicate

__all__ = ["Hop", "describe_chain", "read_chain", "sign_of"]


@dataclass(frozen=True, slots=True)
class Hop:
    """One step: the statement, and whether it is walked from subject to object."""

    statement: Statement
    forwards: bool

    @property
    def start(self) -> str:
        """Entity where the step begins."""
        return self.statement.subject if self.forwards else self.statement.object

    @property
    def end(self) -> str:
        """Entity where the step ends."""
        return self.statement.object if self.forwards else self.statement.subject


def read_chain(
    chain: Sequence[str], statements: Mapping[str, Statement], starts: Collection[str] = ()
) -> tuple[Hop, ...]:
    """Steps of a chain, each turned the way it is walked.

    Parameters
    ----------
    chain
        Ids of statements, in the order walked.
    statements
        Statement by id.
    starts
        Entities that a chain of one symmetric statement may begin with.

    Raises
    ------
    UsageError
        If a statement is not among those drawn, or two neighbours share no entity.

    Examples
    --------
    >>> one, two = Statement("1", "a", "promotes", "b"), Statement("2", "c", "opposite_of", "b")
    >>> [(hop.start, hop.end) for hop in read_chain(["1", "2"], {"1": one, "2": two})]
    [('a', 'b'), ('b', 'c')]
    """
    missing = [identifier for identifier in chain if identifier not in statements]
    if missing:
        raise UsageError(
            f"the chain's statement {missing[0]} is not drawn", cure="draw every hop of each chain"
        )
    steps = [statements[identifier] for identifier in chain]
    if not steps:
        return ()
    hops: list[Hop] = []
    here = _first_entity(steps, starts)
    for step in steps:
        if here not in (step.subject, step.object):
            raise UsageError(
                f"the chain breaks at {step.id}", cure="name the hops in the order walked"
            )
        hops.append(Hop(step, forwards=here == step.subject))
        here = hops[-1].end
    return tuple(hops)


def _first_entity(steps: Sequence[Statement], starts: Collection[str]) -> str:
    first = steps[0]
    if len(steps) == 1:
        turned = first.object in starts and first.subject not in starts
        return first.object if turned and predicate_of(first.predicate).symmetric else first.subject
    return first.subject if first.object in (steps[1].subject, steps[1].object) else first.object


def sign_of(hops: Sequence[Hop], known: Mapping[str, Predicate] | None = None) -> int:
    """Product of the signs of the hops: 0 as soon as one has none.

    Examples
    --------
    >>> down = Hop(Statement("1", "a", "inhibits", "b"), forwards=True)
    >>> sign_of([down, down])
    1
    """
    return prod(predicate_of(hop.statement.predicate, known).sign for hop in hops)


def describe_chain(corpus: Corpus, hops: Sequence[Hop], told: Mapping[str, Any]) -> dict[str, Any]:
    """A chain as the list shows it: entities and, between them, glyph and words of each hop.

    Parameters
    ----------
    corpus
        Where labels and predicates are looked up.
    hops
        The chain; it has at least one.
    told
        What a trace tells of it: support, score, explanation and so on.
    """
    steps = []
    for hop in hops:
        predicate = predicate_of(hop.statement.predicate, corpus.predicates)
        backwards = "" if hop.forwards or predicate.symmetric else "backwards: "
        steps.append(
            {
                "glyph": sign_style(predicate.sign).glyph,
                "relation": backwards + relation_of(hop.statement, corpus.predicates),
                "caveats": caveats_of(hop.statement, corpus.rows.get(hop.statement.id, ())),
                "entity": corpus.label(hop.end),
            }
        )
    sign = sign_of(hops, corpus.predicates)
    return {
        "statements": [hop.statement.id for hop in hops],
        "sign": "unknown" if sign == 0 else sign_style(sign).name,
        "start": corpus.label(hops[0].start),
        "steps": steps,
        "support": "",
        **told,
    }
