"""Parts of the graph to look at: the surroundings of an entity, the statements of a result."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

from msc_graph.analysis.trace import Trace
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UsageError
from msc_graph.records import Statement

if TYPE_CHECKING:
    from msc_graph.store.base import Answer

__all__ = ["statements_about", "statements_around", "statements_of_answer", "statements_of_trace"]


def statements_around(corpus: Corpus, entity: str, hops: int = 1) -> tuple[Statement, ...]:
    """Statements within `hops` steps of an entity, whatever their direction and role.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> corpus = load_corpus()
    >>> near = statements_around(corpus, "HGNC:9644")
    >>> all("HGNC:9644" in (s.subject, s.object) for s in near)
    True
    """
    reached = {entity}
    chosen: set[str] = set()
    for _ in range(hops):
        border = set(reached)
        for statement in corpus.statements.values():
            if statement.subject in reached or statement.object in reached:
                chosen.add(statement.id)
                border.update((statement.subject, statement.object))
        reached = border
    return tuple(s for s in corpus.statements.values() if s.id in chosen)


def statements_of_trace(corpus: Corpus, trace: Trace) -> tuple[Statement, ...]:
    """Statements of a trace's chains and direct effects, each once, best chain first."""
    identifiers = [hop.statement for chain in trace.chains for hop in chain.hops]
    return tuple(corpus.statements[i] for i in dict.fromkeys((*identifiers, *trace.direct)))


def statements_about(
    corpus: Corpus,
    mentioned: Iterable[str],
    triples: Iterable[tuple[str, str, str]] = (),
) -> tuple[Statement, ...]:
    """Statements that a query's answer speaks of.

    A statement belongs to it if the answer names the statement itself, if its triple is among
    `triples`, or, where there are no triples, if both its ends are named.

    Parameters
    ----------
    corpus
        Where the statements are.
    mentioned
        Ids of statements and entities.
    triples
        Id of the subject, name of the predicate, id of the object.

    Examples
    --------
    >>> one = Statement("s1", "x:a", "inhibits", "x:b")
    >>> corpus = Corpus({}, {"s1": one}, {})
    >>> [len(statements_about(corpus, found)) for found in (["s1"], ["x:a", "x:b"], ["x:a"])]
    [1, 1, 0]
    """
    named, wanted = frozenset(mentioned), frozenset(triples)
    return tuple(
        s
        for s in corpus.statements.values()
        if s.id in named
        or (s.subject, s.predicate, s.object) in wanted
        or (not wanted and s.subject in named and s.object in named)
    )


def statements_of_answer(corpus: Corpus, answer: Answer) -> tuple[Statement, ...]:
    """Statements that the answer to a SELECT, CONSTRUCT or DESCRIBE speaks of.

    Raises
    ------
    UsageError
        If it is the answer to an ASK.
    """
    from msc_graph.rdf.namespaces import Namespaces
    from msc_graph.rdf.properties import Properties

    if answer.kind == "ask":
        raise UsageError(
            "the answer of an ASK query cannot be drawn", cure="write a SELECT or CONSTRUCT"
        )
    names = Namespaces(corpus.prefixes)
    properties = Properties(corpus.predicates, names)
    relations = {str(properties.term(name)): name for name in corpus.predicates}
    terms = [*chain.from_iterable(answer.rows), *(t for s, _, o in answer.triples for t in (s, o))]
    iris = {term.value for term in terms if term and term.kind == "iri"}
    ids = {iri: names.compress(iri) or iri for iri in iris}
    triples = [
        (ids.get(s.value, ""), relations.get(p.value, ""), ids.get(o.value, ""))
        for s, p, o in answer.triples
    ]
    return statements_about(corpus, ids.values(), triples)
