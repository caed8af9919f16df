"""A chain of statements read from its first entity to its last."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import prod
from typing import Any

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UsageError
from msc_graph.network.index import Hop
from msc_graph.records import Statement
from msc_graph.render.palette import sign_style
from msc_graph.render.wording import caveats_of, predicate_of, relation_of, told_sign
from msc_graph.vocabulary import Predicate

__all__ = ["describe_chain", "read_chain"]


def read_chain(
    corpus: Corpus,
    chain: Sequence[str],
    statements: Mapping[str, Statement],
    starts: Collection[str] = (),
) -> tuple[Hop, ...]:
    """Steps of a chain of which only the statements are known, each turned as it must be walked.

    Neighbours meet in an entity. A chain of one statement is walked as the statement acts.

    Parameters
    ----------
    corpus
        Where predicates and evidence are looked up.
    chain
        Ids of statements, in the order walked.
    statements
        Statement by id.
    starts
        Entities that a chain of one symmetric statement may begin with.

    Returns
    -------
    tuple of Hop
        One for each id. A hop against the direction of its statement has no sign, as in a trace.

    Raises
    ------
    UsageError
        If a statement is not among those drawn, or two neighbours share no entity.

    Examples
    --------
    >>> one, two = Statement("1", "a", "promotes", "b"), Statement("2", "c", "opposite_of", "b")
    >>> hops = read_chain(Corpus({}, {}, {}), ["1", "2"], {"1": one, "2": two})
    >>> [(hop.source, hop.target, hop.sign) for hop in hops]
    [('a', 'b', 1), ('b', 'c', -1)]
    """
    missing = [identifier for identifier in chain if identifier not in statements]
    if missing:
        raise UsageError(
            f"the chain's statement {missing[0]} is not drawn", cure="draw every hop of each chain"
        )
    steps = [statements[identifier] for identifier in chain]
    hops: list[Hop] = []
    here = _first_entity(steps, starts, corpus.predicates) if steps else ""
    for step in steps:
        if here not in (step.subject, step.object):
            raise UsageError(
                f"the chain breaks at {step.id}", cure="name the hops in the order walked"
            )
        hops.append(_walk(corpus, step, here))
        here = hops[-1].target
    return tuple(hops)


def _first_entity(
    steps: Sequence[Statement], starts: Collection[str], known: Mapping[str, Predicate]
) -> str:
    first = steps[0]
    predicate = predicate_of(first.predicate, known)
    ends = (first.subject, first.object)
    acting, hit = ends[::-1] if predicate.reverse else ends
    if len(steps) > 1:
        turned = hit not in (steps[1].subject, steps[1].object)
    else:
        turned = predicate.symmetric and hit in starts and acting not in starts
    return hit if turned else acting


def _walk(corpus: Corpus, step: Statement, here: str) -> Hop:
    """The hop that a statement is, walked from `here`."""
    predicate = predicate_of(step.predicate, corpus.predicates)
    forward = here == step.subject
    acts = predicate.symmetric or forward != predicate.reverse
    sign = told_sign(step, corpus.rows.get(step.id, ()), corpus.predicates) if acts else 0
    target = step.object if forward else step.subject
    return Hop(here, target, step.id, predicate.name, sign, predicate.role, forward)


def describe_chain(
    corpus: Corpus,
    statements: Mapping[str, Statement],
    hops: Sequence[Hop],
    told: Mapping[str, Any],
) -> dict[str, Any]:
    """A chain as the list shows it: entities and, between them, glyph and words of each hop.

    Parameters
    ----------
    corpus
        Where labels, predicates and evidence are looked up.
    statements
        Statement of each hop, by id.
    hops
        The chain; it has at least one.
    told
        What a trace tells of it: support, score, explanation and so on.
    """
    steps = []
    for hop in hops:
        statement = statements[hop.statement]
        symmetric = predicate_of(hop.predicate, corpus.predicates).symmetric
        backwards = "" if hop.forward or symmetric else "backwards: "
        steps.append(
            {
                "glyph": sign_style(hop.sign).glyph,
                "relation": backwards + relation_of(statement, corpus.predicates),
                "caveats": caveats_of(statement, corpus.rows.get(statement.id, ())),
                "entity": corpus.label(hop.target),
            }
        )
    sign = prod(hop.sign for hop in hops)
    return {
        "statements": [hop.statement for hop in hops],
        "sign": "unknown" if sign == 0 else sign_style(sign).name,
        "start": corpus.label(hops[0].source),
        "steps": steps,
        "support": "",
        **told,
    }
