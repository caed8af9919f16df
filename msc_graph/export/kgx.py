"""KGX: nodes.tsv and edges.tsv with Biolink columns; one edge row per statement and evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msc_graph.curation.corpus import Corpus
from msc_graph.curation.tables import render_rows, write_text
from msc_graph.exceptions import OutputError
from msc_graph.records import Evidence, Statement
from msc_graph.vocabulary import Predicate, load_vocabulary

__all__ = ["EDGE_COLUMNS", "NODE_COLUMNS", "edge_rows", "node_rows", "write_kgx"]

NODE_COLUMNS = (
    "id", "category", "name", "synonym", "xref", "description", "in_taxon", "broader", "occurs_in",
    "category_local", "kind", "provided_by",
)  # fmt: skip
EDGE_COLUMNS = (
    "id", "subject", "predicate", "object", "category", "qualified_predicate",
    "object_aspect_qualifier", "object_direction_qualifier", "negated", "knowledge_level",
    "agent_type", "primary_knowledge_source", "publications", "predicate_local", "sign", "level",
    "status", "stance", "certainty", "basis", "study_type", "reference", "cited_as", "review",
    "locator", "disease", "condition", "species", "model", "cell_type", "msc_source", "donor",
    "preparation", "route", "dose", "follow_up", "n", "controlled", "as_printed", "fingerprint",
    "note",
)  # fmt: skip

_SOURCE = "infores:msc-graph"


def node_rows(corpus: Corpus) -> Iterator[dict[str, str]]:
    """Rows of nodes.tsv, sorted by id."""
    for entity in sorted(corpus.entities.values(), key=lambda e: e.id):
        yield {
            "id": entity.id,
            "category": load_vocabulary().biolink_category(entity.category),
            "name": entity.label,
            "synonym": "|".join(entity.synonyms),
            "xref": "|".join(entity.xrefs),
            "description": entity.description,
            "in_taxon": entity.taxon,
            "broader": "|".join(entity.broader),
            "occurs_in": "|".join(entity.occurs_in),
            "category_local": entity.category,
            "kind": entity.kind,
            "provided_by": _SOURCE,
        }


def edge_rows(corpus: Corpus) -> Iterator[dict[str, str]]:
    """Rows of edges.tsv, sorted by id: the statement's id and the number of its evidence row."""
    for statement in sorted(corpus.statements.values(), key=lambda s: s.id):
        for number, evidence in enumerate(corpus.evidence(statement.id), start=1):
            yield _edge_row(corpus.predicates[statement.predicate], statement, number, evidence)


def _edge_row(
    predicate: Predicate, statement: Statement, number: int, evidence: Evidence
) -> dict[str, str]:
    stated = evidence.basis in ("stated", "title")
    row = {column: getattr(evidence, column, "") for column in EDGE_COLUMNS}
    return row | {
        "id": f"{statement.id}-{number}",
        "subject": statement.subject,
        "predicate": predicate.biolink,
        "object": statement.object,
        "category": "biolink:Association",
        "qualified_predicate": predicate.qualified_predicate,
        "object_aspect_qualifier": predicate.object_aspect,
        "object_direction_qualifier": predicate.object_direction,
        "negated": "true" if statement.negated else "false",
        "knowledge_level": "knowledge_assertion" if stated else "logical_entailment",
        "agent_type": "manual_agent",
        "primary_knowledge_source": _SOURCE,
        "publications": evidence.reference
        if evidence.reference.startswith(("PMID:", "doi:"))
        else "",
        "predicate_local": predicate.name,
        "sign": str(predicate.sign),
        "level": statement.level,
        "status": statement.status,
    }


def write_kgx(corpus: Corpus, folder: Path, *, force: bool = False) -> list[Path]:
    """Write both files into a folder, which is made if its parent exists.

    Raises
    ------
    OutputError
        If the folder cannot be made, or a file exists and `force` is false.
    """
    files = {
        "nodes.tsv": render_rows(list(node_rows(corpus)), NODE_COLUMNS),
        "edges.tsv": render_rows(list(edge_rows(corpus)), EDGE_COLUMNS),
    }
    for name in files:
        if (folder / name).exists() and not force:
            raise OutputError(f"{folder / name} exists", cure="add --force to overwrite it")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot make the folder {folder} ({error.strerror})", cure="name another folder"
        ) from error
    for name, text in files.items():
        write_text(folder / name, text, force=force)
    return [folder / name for name in files]
