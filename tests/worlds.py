"""Small graphs made in a test, one claim at a time."""

from __future__ import annotations

from typing import Any

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.graph import MechanismGraph
from msc_graph.records import Claim, Entity, Evidence, Statement, statement_id

__all__ = ["world"]


def world(
    *claims: tuple[str, str, str, dict[str, Any]], categories: dict[str, str] | None = None
) -> MechanismGraph:
    """A graph of claims between entities named by a word; the dictionary goes to the evidence.

    Entities are proteins unless `categories` says otherwise. `negated` and `status` in the
    dictionary go to the statement; the same claim twice has two rows of evidence.
    """
    kinds = categories or {}
    entities = {
        f"mscg:{name}": Entity(f"mscg:{name}", name, kinds.get(name, "Protein"))
        for claim in claims
        for name in (claim[0], claim[2])
    }
    statements: dict[str, Statement] = {}
    rows: dict[str, tuple[EvidenceRow, ...]] = {}
    for subject, predicate, obj, given in claims:
        context = dict(given)
        negated, status = context.pop("negated", False), context.pop("status", "accepted")
        claim = Claim(f"mscg:{subject}", predicate, f"mscg:{obj}", negated=negated)
        identifier = statement_id(claim)
        statements[identifier] = Statement(identifier, *claim, status)
        plain = {
            "stance": "supports",
            "certainty": "stated",
            "basis": "stated",
            "study_type": "in_vivo",
        }
        row = EvidenceRow.of(Evidence(**(plain | context)))
        rows[identifier] = (*rows.get(identifier, ()), row)
    return MechanismGraph(Corpus(entities, statements, rows))
