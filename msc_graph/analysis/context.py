"""How far the hops of a chain agree in disease, cell, species and source."""

from collections.abc import Sequence
from typing import NamedTuple

from msc_graph.analysis.chains import Chain
from msc_graph.curation.corpus import Corpus
from msc_graph.network.filters import WalkRules
from msc_graph.records import Evidence

__all__ = ["CONTEXT_COLUMNS", "Agreement", "find_agreement"]

#: Evidence columns that chains are compared by.
CONTEXT_COLUMNS = ("disease", "cell_type", "species", "msc_source")


class Agreement(NamedTuple):
    """How the hops of a chain agree in one column of their evidence.

    Attributes
    ----------
    kind
        `agree` (the hops that name something all name `shared`), `differ` (no value is named by
        all of them) or `silent` (none names anything).
    shared
        Values that every hop which names any has.
    naming, claims
        Hops that name something, and hops that rest on evidence at all.
    """

    kind: str
    shared: tuple[str, ...]
    naming: int
    claims: int


def find_agreement(
    corpus: Corpus, chain: Chain, rules: WalkRules | None = None
) -> dict[str, Agreement]:
    """Agreement of a chain's hops, by column of `CONTEXT_COLUMNS`.

    Where one study carries the chain, only what that study says counts; else all evidence that
    supports a hop under the rules.

    Examples
    --------
    >>> from msc_graph.graph import MechanismGraph
    >>> kg = MechanismGraph.load()
    >>> best = kg.trace("SHP2", "Alzheimer disease").chains[0]
    >>> find_agreement(kg.corpus, best)["disease"].shared
    ('Alzheimer disease',)
    """
    rules = rules or WalkRules()
    rows = [
        _rows(corpus, chain, hop.statement, rules) for hop in chain.hops if hop.role != "opposite"
    ]
    return {column: _agree(column, rows) for column in CONTEXT_COLUMNS}


def _rows(corpus: Corpus, chain: Chain, statement: str, rules: WalkRules) -> list[Evidence]:
    found = [
        row.parse()
        for row in corpus.rows[statement]
        if row.stance == "supports" and rules.admits(row)
    ]
    own = [row for row in found if row.reference in chain.references]
    return own if chain.single_study and own else found


def _agree(column: str, rows: Sequence[Sequence[Evidence]]) -> Agreement:
    named = [{value for row in hop for value in row.context(column)} for hop in rows]
    speaking = [values for values in named if values]
    if not speaking:
        return Agreement("silent", (), 0, len(rows))
    shared = set.intersection(*speaking)
    kind = "agree" if shared else "differ"
    return Agreement(kind, tuple(sorted(shared)), len(speaking), len(rows))
