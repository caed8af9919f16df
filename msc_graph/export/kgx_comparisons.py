"""Comparisons as KGX: edges that say which arm did better, and by which criterion."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator

from msc_graph.curation.corpus import Corpus
from msc_graph.rdf.origin import find_origin
from msc_graph.rdf.standing import name_publication
from msc_graph.vocabulary import load_vocabulary

__all__ = ["COMPARISON_COLUMNS", "comparison_rows"]

_LOG = logging.getLogger(__name__)

#: Columns of the table of comparisons that leave as they are.
_KEPT = (
    "criterion", "held_fixed", "disease", "model", "reference", "cited_as", "review", "locator",
    "fingerprint", "note",
)  # fmt: skip
COMPARISON_COLUMNS = (
    "id", "subject", "predicate", "object", "category", "negated", "knowledge_level", "agent_type",
    "primary_knowledge_source", "publications", "predicate_local", "sign", "stance", "certainty",
    "basis", *_KEPT,
)  # fmt: skip


def comparison_rows(corpus: Corpus) -> Iterator[dict[str, str]]:
    """Rows of comparisons_edges.tsv, in the order of the table.

    Arms that did equally well, or were not held against each other, are no edge. Nor is one
    whose arms are not named by the label of one entity; how many these are is logged.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> row = next(comparison_rows(load_corpus()))
    >>> row["predicate_local"], row["object"], row["criterion"]
    ('better_than', 'mscg:uc-msc-exosome', 'protection of amyloid-beta-exposed SH-SY5Y cells')
    """
    table = corpus.table("comparisons.tsv")
    ids = _find_ids(corpus) if table else {}
    better = load_vocabulary().predicates["better_than"]
    origin = find_origin(corpus)
    unnamed = 0
    for row in table:
        arms = [ids.get(row[arm], "") for arm in ("arm_a", "arm_b")]
        if row["direction"] not in ("better", "worse"):
            continue
        if not all(arms):
            unnamed += 1
            continue
        subject, obj = arms if row["direction"] == "better" else reversed(arms)
        yield {
            "id": f"mscg:comparisons/{row['id']}",
            "subject": subject,
            "predicate": better.biolink,
            "object": obj,
            "category": "biolink:Association",
            "negated": "false",
            "knowledge_level": "knowledge_assertion",
            "agent_type": origin.agent_type,
            "primary_knowledge_source": origin.source,
            "publications": name_publication(row["reference"]),
            "predicate_local": better.name,
            "sign": str(better.sign),
            "stance": "supports",
            "certainty": "stated",
            "basis": "stated",
            **{column: row[column] for column in _KEPT},
        }
    if unnamed:
        _LOG.warning("left out %d comparisons: an arm names no single entity", unnamed)


def _find_ids(corpus: Corpus) -> dict[str, str]:
    """Id by label, of labels that only one entity has."""
    times = Counter(entity.label for entity in corpus.entities.values())
    return {e.label: e.id for e in corpus.entities.values() if times[e.label] == 1}
