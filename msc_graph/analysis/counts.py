"""What a graph holds, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from msc_graph.curation.corpus import Corpus
from msc_graph.network.numbered import NumberedCorpus
from msc_graph.vocabulary import load_vocabulary

__all__ = ["Tally", "count_graph", "count_predicates"]

#: What pieces of evidence are counted by.
_EVIDENCE = ("basis", "study type", "certainty")


class Tally:
    """Numbers of entities, statements and evidence, of each kind.

    Attributes
    ----------
    categories
        Entities by category.
    predicates
        Statements by predicate.
    statuses
        Statements by status.
    evidence
        Pieces of evidence by basis, study type and certainty, and by the token of each.
    """

    def __init__(self) -> None:
        self.categories: Counter[str] = Counter()
        self.predicates: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.evidence: dict[str, Counter[str]] = {what: Counter() for what in _EVIDENCE}

    def add_evidence(self, basis: str, study_type: str, certainty: str, count: int = 1) -> None:
        """Count pieces of evidence of one kind."""
        for what, token in zip(_EVIDENCE, (basis, study_type, certainty), strict=True):
            self.evidence[what][token] += count


def count_graph(corpus: Corpus) -> list[dict[str, Any]]:
    """What is counted, of which kind, and how often: `what`, `which`, `count`.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> [row["what"] for row in count_graph(load_corpus()) if row["which"] == "all"]
    ['entities', 'statements', 'evidence', 'references']
    """
    rows = _list(corpus, _tally(corpus))
    return [{"what": what, "which": which, "count": count} for what, which, count in rows]


def count_predicates(corpus: Corpus) -> list[dict[str, Any]]:
    """Every predicate with its sign and role, and the number of its statements."""
    used = _tally(corpus).predicates
    return [
        {"predicate": p.name, "sign": p.sign, "role": p.role, "statements": used[p.name]}
        for p in corpus.predicates.values()
    ]


def _tally(corpus: Corpus) -> Tally:
    if isinstance(corpus, NumberedCorpus):
        from msc_graph.analysis.array_tally import tally_arrays

        return tally_arrays(corpus)
    tally = Tally()
    tally.categories.update(entity.category for entity in corpus.entities.values())
    for statement in corpus.statements.values():
        tally.predicates[statement.predicate] += 1
        tally.statuses[statement.status] += 1
        for row in corpus.rows[statement.id]:
            tally.add_evidence(row.basis, row.study_type, row.certainty)
    return tally


def _list(corpus: Corpus, tally: Tally) -> Iterator[tuple[str, str, int]]:
    known = load_vocabulary().predicates
    roles: Counter[str] = Counter()
    for name, number in tally.predicates.items():
        roles[corpus.predicates[name].role] += number
    foreign = {name: number for name, number in tally.predicates.items() if name not in known}
    yield "entities", "all", len(corpus.entities)
    yield "statements", "all", len(corpus.statements)
    yield "evidence", "all", tally.evidence["basis"].total()
    yield "references", "all", len(corpus.references)
    counted: dict[str, Mapping[str, int]] = {
        "entities": tally.categories,
        "statements by role": roles,
        "statements by status": tally.statuses,
        "statements by foreign predicate": foreign,
        **{f"evidence by {what}": numbers for what, numbers in tally.evidence.items()},
    }
    for what, numbers in counted.items():
        for which, number in sorted(numbers.items()):
            yield what, which, number
