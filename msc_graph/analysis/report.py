"""Traces and statements as plain dictionaries: the JSON that users and tests rely on."""

from collections.abc import Iterable
from typing import Any

from msc_graph.analysis.cards import name_entity
from msc_graph.analysis.chains import SIGNS, Chain
from msc_graph.analysis.claims import find_end_to_end
from msc_graph.analysis.context import find_agreement
from msc_graph.analysis.endpoints import Endpoint, find_hallmarks
from msc_graph.analysis.trace import Trace
from msc_graph.curation.corpus import Corpus
from msc_graph.network.filters import WalkRules, supporting_rows
from msc_graph.network.index import Hop
from msc_graph.records import Evidence, Statement

__all__ = [
    "describe_endpoint",
    "describe_entity",
    "describe_evidence",
    "describe_statement",
    "describe_trace",
]

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
    return name_entity(corpus.entities[entity])


def describe_evidence(evidence: Evidence) -> dict[str, str]:
    """One piece of evidence, every column by name."""
    return {column: getattr(evidence, column) for column in _EVIDENCE}


def describe_statement(corpus: Corpus, statement: Statement) -> dict[str, Any]:
    """A statement with its ends, sign, status and evidence."""
    return {
        "statement": statement.id,
        "subject": describe_entity(corpus, statement.subject),
        "predicate": statement.predicate,
        "sign": corpus.predicates[statement.predicate].sign,
        "object": describe_entity(corpus, statement.object),
        "level": statement.level,
        "negated": statement.negated,
        "status": statement.status,
        "evidence": [describe_evidence(e) for e in corpus.evidence(statement.id)],
    }


def describe_trace(
    corpus: Corpus, trace: Trace, *, template: bool = False, explain: bool = False
) -> dict[str, Any]:
    """A trace as the command line prints it with `--format json`.

    Parameters
    ----------
    corpus
        Records with evidence.
    trace
        The answer.
    template
        Whether each chain also says which steps of the therapy it names and which it does not.
    explain
        Whether each chain also has its paragraph.
    """
    hallmarks = find_hallmarks(corpus) if template else frozenset()
    chains = []
    for rank, chain in enumerate(trace.chains, start=1):
        claims = [s for s in corpus.find(chain.start, object=chain.end) if not s.negated]
        described = _describe_chain(corpus, rank, chain, claims)
        described["context"] = _describe_context(corpus, chain, trace)
        described["whereabouts"] = _describe_whereabouts(corpus, chain, trace.bounds.rules)
        if template:
            described["template"] = _describe_fit(corpus, chain, hallmarks)
        if explain:
            from msc_graph.analysis.explain import explain_chain

            rules = trace.bounds.rules
            described["explanation"] = explain_chain(corpus, chain, claims, rules)
        chains.append(described)
    return {
        "start": describe_endpoint(trace.start),
        "end": describe_endpoint(trace.end),
        "sign": trace.sign,
        "signs": trace.signs,
        "parting": _describe_parting(corpus, trace),
        "complete": trace.complete,
        "warning": trace.warning,
        "found": trace.found,
        "judged": trace.judged,
        "chains": chains,
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


def describe_endpoint(endpoint: Endpoint) -> dict[str, str]:
    """`id`, `label` and `category` of an end, which may be `any:CATEGORY`."""
    return {"id": endpoint.id, "label": endpoint.label, "category": endpoint.category}


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


def _describe_context(corpus: Corpus, chain: Chain, trace: Trace) -> dict[str, Any]:
    """How the hops agree in disease, cell, species and source."""
    found = find_agreement(corpus, chain, trace.bounds.rules)
    return {
        column: {
            "agreement": agreement.kind,
            "shared": list(agreement.shared),
            "named_by": agreement.naming,
            "hops": agreement.claims,
        }
        for column, agreement in found.items()
    }


def _describe_fit(corpus: Corpus, chain: Chain, hallmarks: frozenset[str]) -> dict[str, Any]:
    from msc_graph.analysis.template import fit_template

    fit = fit_template(corpus, chain.hops, hallmarks)
    return {
        "steps": {
            step: [describe_entity(corpus, node) for node in nodes]
            for step, nodes in fit.steps.items()
        },
        "missing": list(fit.missing),
        "beyond": list(fit.beyond),
    }


def _describe_whereabouts(corpus: Corpus, chain: Chain, rules: WalkRules) -> list[dict[str, Any]]:
    """Where the entities of a chain go, as the chain's own studies say: no hops, but worth knowing."""
    nodes = [chain.start, *(hop.target for hop in chain.hops)]
    return [
        describe_statement(corpus, statement)
        for node in nodes
        for statement in corpus.find(node, _WHEREABOUTS)
        if any(
            row.parse().reference in chain.references
            for row in supporting_rows(corpus, statement, rules)
        )
    ]


def _describe_hop(corpus: Corpus, hop: Hop) -> dict[str, Any]:
    """The statement of a hop, with the sign and in the direction in which it is walked."""
    statement = describe_statement(corpus, corpus.statements[hop.statement])
    return statement | {"sign": hop.sign, "forward": hop.forward}


def _describe_end_to_end(
    corpus: Corpus, chain: Chain, claims: Iterable[Statement]
) -> list[dict[str, Any]]:
    """Those claims from the chain's start straight to its end that its own studies make."""
    return [
        {"statement": statement.id, "sign": SIGNS[sign], "references": list(references)}
        for statement, sign, references in find_end_to_end(corpus, chain, claims)
    ]
