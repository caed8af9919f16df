"""Traces and statements as plain dictionaries: the JSON that users and tests rely on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msc_graph.analysis.chains import SIGNS, Chain
from msc_graph.analysis.trace import Endpoint, Trace
from msc_graph.curation.corpus import Corpus
from msc_graph.network.index import Hop
from msc_graph.records import Evidence, Statement
from msc_graph.vocabulary import load_vocabulary

__all__ = ["describe_entity", "describe_evidence", "describe_statement", "describe_trace"]

#: Evidence as it is printed: the columns in this order, empty ones as empty text.
_EVIDENCE = (
    "reference", "cited_as", "review", "locator", "stance", "certainty", "basis", "study_type",
    "disease", "condition", "species", "model", "cell_type", "msc_source", "donor", "preparation",
    "route", "dose", "follow_up", "n", "controlled", "as_printed", "note",
)  # fmt: skip

#: Predicates that tell where a thing goes.
_WHEREABOUTS = frozenset({"taken_up_by", "crosses", "homes_to", "accumulates_in"})


def describe_entity(corpus: Corpus, entity: str) -> dict[str, str]:
    """`id`, `label` and `category` of an entity."""
    record = corpus.entities[entity]
    return {"id": record.id, "label": record.label, "category": record.category}


def describe_evidence(evidence: Evidence) -> dict[str, str]:
    """One piece of evidence, every column by name."""
    return {column: getattr(evidence, column) for column in _EVIDENCE}


def describe_statement(corpus: Corpus, statement: Statement) -> dict[str, Any]:
    """A statement with its ends, sign, status and evidence."""
    return {
        "statement": statement.id,
        "subject": describe_entity(corpus, statement.subject),
        "predicate": statement.predicate,
        "sign": load_vocabulary().predicates[statement.predicate].sign,
        "object": describe_entity(corpus, statement.object),
        "level": statement.level,
        "negated": statement.negated,
        "status": statement.status,
        "evidence": [describe_evidence(e) for e in corpus.evidence(statement.id)],
    }


def describe_trace(corpus: Corpus, trace: Trace) -> dict[str, Any]:
    """A trace as the command line prints it with `--format json`."""
    wanted = {_ends(chain) for chain in trace.chains}
    claims: dict[tuple[str, str], list[Statement]] = {}
    whereabouts: dict[str, list[Statement]] = {}
    for statement in corpus.statements.values():
        if (statement.subject, statement.object) in wanted and not statement.negated:
            claims.setdefault((statement.subject, statement.object), []).append(statement)
        elif statement.predicate in _WHEREABOUTS:
            whereabouts.setdefault(statement.subject, []).append(statement)
    return {
        "start": _describe_endpoint(trace.start),
        "end": _describe_endpoint(trace.end),
        "sign": trace.sign,
        "signs": trace.signs,
        "parting": _describe_parting(corpus, trace),
        "complete": trace.complete,
        "found": trace.found,
        "chains": [
            _describe_chain(corpus, rank, chain, claims.get(_ends(chain), ()))
            | {"whereabouts": _describe_whereabouts(corpus, chain, whereabouts)}
            for rank, chain in enumerate(trace.chains, start=1)
        ],
        "direct": [
            describe_statement(corpus, corpus.statements[identifier]) for identifier in trace.direct
        ],
    }


def _describe_parting(corpus: Corpus, trace: Trace) -> dict[str, Any] | None:
    """The entity at which chains of opposite sign part, and the statements that each follows."""
    if trace.parting is None:
        return None
    return {
        "at": describe_entity(corpus, trace.parting.entity),
        "raising": _describe_hop(corpus, trace.parting.raising),
        "lowering": _describe_hop(corpus, trace.parting.lowering),
    }


def _describe_endpoint(endpoint: Endpoint) -> dict[str, str]:
    return {"id": endpoint.id, "label": endpoint.label, "category": endpoint.category}


def _ends(chain: Chain) -> tuple[str, str]:
    return chain.hops[0].source, chain.hops[-1].target


def _describe_chain(
    corpus: Corpus, rank: int, chain: Chain, claims: Iterable[Statement]
) -> dict[str, Any]:
    return {
        "rank": rank,
        "score": round(chain.score, 4),
        "score_parts": {name: round(value, 4) for name, value in chain.score_parts.items()},
        "sign": chain.sign,
        "support": chain.support,
        "joints": [
            {"entity": describe_entity(corpus, joint.entity), "kind": joint.kind}
            for joint in chain.joints
        ],
        "end_to_end": _describe_end_to_end(corpus, chain, claims),
        "references": list(chain.references),
        "hops": [_describe_hop(corpus, hop) for hop in chain.hops],
    }


def _describe_whereabouts(
    corpus: Corpus, chain: Chain, whereabouts: Mapping[str, Sequence[Statement]]
) -> list[dict[str, Any]]:
    """Where the entities of a chain go, as the chain's own studies say: no hops, but worth knowing."""
    nodes = [chain.hops[0].source, *(hop.target for hop in chain.hops)]
    return [
        describe_statement(corpus, statement)
        for node in nodes
        for statement in whereabouts.get(node, ())
        if any(e.reference in chain.references for e in corpus.evidence(statement.id))
    ]


def _describe_hop(corpus: Corpus, hop: Hop) -> dict[str, Any]:
    statement = describe_statement(corpus, corpus.statements[hop.statement])
    return statement | {"forward": hop.forward}


def _describe_end_to_end(
    corpus: Corpus, chain: Chain, claims: Iterable[Statement]
) -> list[dict[str, Any]]:
    """Those claims from the chain's start straight to its end that its own studies make."""
    if len(chain.hops) == 1:
        return []
    found = []
    for statement in claims:
        references = {e.reference for e in corpus.evidence(statement.id) if e.stance == "supports"}
        shared = sorted(references & set(chain.references))
        predicate = load_vocabulary().predicates[statement.predicate]
        if shared and predicate.walked and statement.status != "superseded":
            sign = SIGNS[predicate.sign]
            found.append({"statement": statement.id, "sign": sign, "references": shared})
    return found
