"""Parts of the graph to look at: the surroundings of an entity, the statements of a result."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msc_graph.analysis.trace import Trace
from msc_graph.curation.corpus import Corpus
from msc_graph.records import Statement

__all__ = ["statements_about", "statements_around", "statements_of_trace"]


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
