"""The rules of a walk over arrays are those of a walk over records."""

from __future__ import annotations

import numpy as np
import pytest
from array_world import build_adjacency, network_of

from msc_graph.network.array_walk import build_array_walk
from msc_graph.network.arrays import GraphArrays
from msc_graph.network.filters import WalkRules
from msc_graph.network.flags import NEGATED, SUPERSEDED, evidence_bits, evidence_mask
from msc_graph.network.index import build_index

RULES = (
    WalkRules(),
    WalkRules(background=False),
    WalkRules(study_types=frozenset({"in_vivo", "clinical"})),
    WalkRules(engineered=True, through_disease=True),
    WalkRules(any_predicate=True),
    WalkRules(undirected=True),
    WalkRules(any_predicate=True, undirected=True, study_types=frozenset({"in_vitro"})),
)


class Numbered:
    """A corpus as arrays, the plain way."""

    def __init__(self, corpus) -> None:
        self.corpus = corpus
        self.entities = list(corpus.entities)
        self.statements = list(corpus.statements.values())
        number = {entity: place for place, entity in enumerate(self.entities)}
        self.categories = sorted({e.category for e in corpus.entities.values()})
        claims = [(s.predicate, s.level, s.negated) for s in self.statements]
        self.kinds = sorted(set(claims))
        ends = [
            np.array([number[getattr(s, end)] for s in self.statements], "i4")
            for end in ("subject", "object")
        ]
        count, size = len(self.statements), len(self.entities)
        self.arrays = GraphArrays(
            *ends,
            kind=np.array([self.kinds.index(claim) for claim in claims], "u2"),
            flags=np.array([self.flags(s) for s in self.statements], "u2"),
            belief=np.ones(count, "f4"),
            reference=np.full(count, -1, "i4"),
            category=np.array(
                [self.categories.index(e.category) for e in corpus.entities.values()], "u2"
            ),
            **build_adjacency(*ends, size),
            in_degree=np.zeros(size, "i4"),
            out_degree=np.zeros(size, "i4"),
        )

    def flags(self, statement) -> int:
        bits = evidence_bits(self.corpus.rows[statement.id])
        if bits and self.corpus.predicates[statement.predicate].role == "opposite":
            bits = evidence_mask()
        superseded = SUPERSEDED * (statement.status == "superseded")
        return bits | NEGATED * statement.negated | superseded

    def walk(self, rules, **more):
        return build_array_walk(
            self.arrays, self.kinds, self.corpus.predicates, self.categories, rules, **more
        )


@pytest.fixture(scope="module", params=["toy", "shipped"])
def numbered(request) -> Numbered:
    found = request.getfixturevalue(request.param)
    return Numbered(getattr(found, "corpus", found))


@pytest.mark.parametrize("rules", RULES, ids=range(len(RULES)))
def test_the_hops_are_those_of_the_index(numbered, rules):
    walk = numbered.walk(rules)
    signs = (walk.forward, walk.backward)
    walked = {
        (
            numbered.entities[source],
            numbered.entities[target],
            numbered.statements[code >> 1].id,
            int(signs[code & 1][numbered.arrays.kind[code >> 1]]),
        )
        for source, target, code in network_of(walk).edges(keys=True)
    }
    index = build_index(numbered.corpus, rules)
    assert walked == {
        (hop.source, hop.target, hop.statement, hop.sign)
        for hops in index.outgoing.values()
        for hop in hops
    }


def test_a_disease_and_what_is_avoided_stand_at_the_ends_only(numbered):
    avoid = {0, len(numbered.entities) - 1}
    for through in (False, True):
        walk = numbered.walk(WalkRules(through_disease=through), avoid=avoid)
        records = numbered.corpus.entities.values()
        assert walk.inner.tolist() == [
            (through or record.category != "Disease") and place not in avoid
            for place, record in enumerate(records)
        ]
