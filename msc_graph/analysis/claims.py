"""Claims that go from the start of a chain straight to its end."""

from collections.abc import Iterable

from msc_graph.analysis.chains import Chain
from msc_graph.curation.corpus import Corpus
from msc_graph.records import Statement

__all__ = ["find_end_to_end"]


def find_end_to_end(
    corpus: Corpus, chain: Chain, claims: Iterable[Statement]
) -> list[tuple[Statement, int, tuple[str, ...]]]:
    """Claims from a chain's start straight to its end that its own studies make.

    Returns
    -------
    list of (statement, sign, references)
        Empty for a chain of one hop, which is such a claim itself.
    """
    if len(chain.hops) == 1:
        return []
    found = []
    for statement in claims:
        supporting = {e.reference for e in corpus.evidence(statement.id) if e.stance == "supports"}
        shared = tuple(sorted(supporting & set(chain.references)))
        predicate = corpus.predicates[statement.predicate]
        if shared and predicate.walked and statement.status != "superseded":
            found.append((statement, predicate.sign, shared))
    return found
