"""Parts of the graph to look at: the surroundings of an entity, the statements of a result."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
    mentioned: Collection[str],
    triples: Iterable[tuple[str, str, str]] = (),
) -> tuple[Statement, ...]:
    """Statements that a query's answer speaks of.

    A statement belongs to it if the answer names the statement itself, if its triple (as CURIEs
    and predicate name) is among `triples`, or if both its ends are named.
    """
    wanted = set(triples)
    return tuple(
        s
        for s in corpus.statements.values()
        if s.id in mentioned
        or (s.subject, s.predicate, s.object) in wanted
        or (not wanted and s.subject in mentioned and s.object in mentioned)
    )


def statements_of_answer(corpus: Corpus, answer: Answer) -> tuple[Statement, ...]:
    """Statements that the answer to a SELECT, CONSTRUCT or DESCRIBE speaks of.

    Raises
    ------
    UsageError
        If it is the answer to an ASK.
    """
    from msc_graph.rdf.namespaces import Namespaces
    from msc_graph.vocabulary import ONTOLOGY_IRI

    if answer.kind == "ask":
        raise UsageError(
            "the answer of an ASK query cannot be drawn", cure="write a SELECT or CONSTRUCT"
        )
    names = Namespaces(corpus.prefixes)
    iris = {term.value for row in answer.rows for term in row if term and term.kind == "iri"}
    triples = [
        (
            names.compress(s.value) or "",
            p.value.removeprefix(ONTOLOGY_IRI),
            names.compress(o.value) or "",
        )
        for s, p, o in answer.triples
    ]
    return statements_about(corpus, {names.compress(iri) or iri for iri in iris}, triples)
