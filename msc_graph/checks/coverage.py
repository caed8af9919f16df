"""How much of the graph is tied to the standard vocabularies, category by category."""

from collections import defaultdict
from typing import Any, NamedTuple

from msc_graph.curation.corpus import Corpus

__all__ = ["COVERAGE_COLUMNS", "NO_TERM", "Coverage", "describe_coverage", "measure_coverage"]

#: What SSSOM writes where a vocabulary has no such term; the comment says why.
NO_TERM = "sssom:NoTermFound"

_TIES = frozenset({"skos:exactMatch", "skos:closeMatch", "skos:broadMatch"})


class Coverage(NamedTuple):
    """Entities of a category, and how many are grounded, placed or explained.

    `grounded` have a standard identifier or an exact, close or broad mapping; `placed` have at
    least a broader entity that is grounded; `explained` have a reason why they have neither.
    """

    category: str
    entities: int
    grounded: int
    placed: int
    explained: int

    @property
    def rate(self) -> float:
        """Share of entities that are grounded or placed, 0 to 1."""
        return (self.grounded + self.placed) / self.entities


#: What is told of each category, in this order.
COVERAGE_COLUMNS = (*Coverage._fields, "rate")


def describe_coverage(corpus: Corpus) -> list[dict[str, Any]]:
    """Coverage of every category that has entities, as plain dictionaries."""
    return [{**c._asdict(), "rate": f"{c.rate:.2f}"} for c in measure_coverage(corpus)]


def measure_coverage(corpus: Corpus) -> list[Coverage]:
    """Coverage of every category that has entities, by name.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> found = {c.category: c for c in measure_coverage(load_corpus())}
    >>> found["Disease"].rate > 0.9
    True
    """
    mapped: set[str] = set()
    explained: set[str] = set()
    for row in corpus.table("mappings.sssom.tsv"):
        if row["object_id"] == NO_TERM:
            explained.add(row["subject_id"])
        elif row["predicate_id"] in _TIES:
            mapped.add(row["subject_id"])
    grounded = {i for i in corpus.entities if not i.startswith("mscg:")} | mapped
    groups: dict[str, list[str]] = defaultdict(list)
    for entity in corpus.entities.values():
        groups[entity.category].append(entity.id)
    found = []
    for category, ids in sorted(groups.items()):
        tied = [i for i in ids if i in grounded]
        rest = [i for i in ids if i not in grounded]
        placed = [i for i in rest if grounded & set(corpus.entities[i].broader)]
        silent = [i for i in rest if i in explained and i not in placed]
        found.append(Coverage(category, len(ids), len(tied), len(placed), len(silent)))
    return found
