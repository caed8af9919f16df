"""KGX: nodes.tsv and edges.tsv with Biolink columns; one edge row per statement and evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msc_graph.curation.corpus import Corpus
from msc_graph.curation.tables import render_rows, write_text
from msc_graph.exceptions import OutputError
from msc_graph.export.kgx_comparisons import COMPARISON_COLUMNS, comparison_rows
from msc_graph.rdf.origin import Origin, find_origin
from msc_graph.rdf.standing import holds, knowledge_level, name_publication
from msc_graph.records import EVIDENCE_COLUMNS, Evidence, Statement
from msc_graph.vocabulary import Predicate, load_vocabulary

__all__ = ["EDGE_COLUMNS", "NODE_COLUMNS", "edge_rows", "node_rows", "write_kgx"]

NODE_COLUMNS = (
    "id", "category", "name", "synonym", "xref", "description", "in_taxon", "broader", "occurs_in",
    "category_local", "kind", "provided_by",
)  # fmt: skip
EDGE_COLUMNS = (
    "id", "subject", "predicate", "object", "category", "qualified_predicate",
    "object_aspect_qualifier", "object_direction_qualifier", "negated", "deprecated",
    "knowledge_level", "agent_type", "primary_knowledge_source", "publications", "predicate_local",
    "sign", "level", "status", "stance", "certainty", "basis", "study_type", "reference",
    "cited_as", "review", "locator", "disease", "condition", "species", "model", "cell_type",
    "msc_source", "donor", "preparation", "route", "dose", "follow_up", "n", "controlled",
    "as_printed", "fingerprint", "note",
)  # fmt: skip


def node_rows(corpus: Corpus) -> Iterator[dict[str, str]]:
    """Rows of nodes.tsv, sorted by id."""
    source = find_origin(corpus).source
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
            "provided_by": source,
        }


def edge_rows(corpus: Corpus) -> Iterator[dict[str, str]]:
    """Rows of edges.tsv, sorted by id: the statement's id and the number of its evidence row.

    A statement without evidence has one row, numbered 0, whose cells of evidence are empty.

    `negated` is that of the statement. Biolink has no evidence against a statement: what must not
    be taken for an assertion is `deprecated`. These are rows of superseded statements, and rows
    whose reference does not support its statement (`stance`), which therefore name no
    publications, which in Biolink support.
    """
    origin = find_origin(corpus)
    for statement in sorted(corpus.statements.values(), key=lambda s: s.id):
        claim = _claim_cells(corpus.predicates[statement.predicate], statement)
        evidence = corpus.evidence(statement.id)
        for number, row in enumerate(evidence, start=1):
            yield {
                **{column: getattr(row, column) for column in EVIDENCE_COLUMNS},
                **claim,
                "id": f"{statement.id}-{number}",
                **_standing_cells(origin, statement, row),
            }
        if not evidence:
            yield {
                **dict.fromkeys(EVIDENCE_COLUMNS, ""),
                **claim,
                "id": f"{statement.id}-0",
                **_standing_cells(origin, statement),
            }


def _claim_cells(predicate: Predicate, statement: Statement) -> dict[str, str]:
    return {
        "subject": statement.subject,
        "predicate": predicate.biolink,
        "object": statement.object,
        "category": "biolink:Association",
        "qualified_predicate": predicate.qualified_predicate,
        "object_aspect_qualifier": predicate.object_aspect,
        "object_direction_qualifier": predicate.object_direction,
        "negated": "true" if statement.negated else "false",
        "predicate_local": predicate.name,
        "sign": str(predicate.sign),
        "level": statement.level,
        "status": statement.status,
    }


def _standing_cells(origin: Origin, statement: Statement, *evidence: Evidence) -> dict[str, str]:
    """What Biolink says of how a row is known; `evidence` is that of the row, if it has any."""
    is_held = holds(statement, [row.stance for row in evidence])
    supporting = [row for row in evidence if row.stance == "supports"]
    # What another graph brought names no place, but its own source where ours name a review.
    theirs = [row.review for row in evidence if not row.locator]
    return {
        "deprecated": "false" if is_held else "true",
        "knowledge_level": knowledge_level(evidence),
        "agent_type": origin.agent_type,
        "primary_knowledge_source": origin.source or "".join(theirs),
        "publications": "".join(name_publication(row.reference) for row in supporting),
    }


def write_kgx(corpus: Corpus, folder: Path, *, force: bool = False) -> list[Path]:
    """Write nodes.tsv and edges.tsv into a folder, which is made if its parent exists.

    Comparisons, where there are any, go to a table of edges of their own beside them.

    Raises
    ------
    OutputError
        If the folder cannot be made, or a file exists and `force` is false.
    """
    files = {
        "nodes.tsv": render_rows(list(node_rows(corpus)), NODE_COLUMNS),
        "edges.tsv": render_rows(list(edge_rows(corpus)), EDGE_COLUMNS),
    }
    comparisons = list(comparison_rows(corpus))
    if comparisons:
        files["comparisons_edges.tsv"] = render_rows(comparisons, COMPARISON_COLUMNS)
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
