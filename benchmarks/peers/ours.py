"""Ours: the searches over the arrays of a snapshot, in numpy and compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np
from generator import Graph, node_ids
from kgx_pair import biolink_terms
from metagraph import METAEDGES, METANODES
from questions import BEST, SIGN, TYPES, WANTED

from peers.base import Answer, Peer, digest_counts, digest_paths

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray
    from questions import Question

    from msc_graph.analysis.chains import Judge
    from msc_graph.snapshot.corpus import SnapshotCorpus

__all__ = ["Factors", "Ours", "OursCompiled", "find_edges", "find_nodes"]

#: More paths than any question here has.
NO_LIMIT = 1 << 40


class Ours(Peer):
    """The searches in numpy."""

    jobs: ClassVar[tuple[str, ...]] = (
        "all_paths", "shortest", "best_typed", "best", "count_to_ends", "count_typed",
    )  # fmt: skip
    compiled: ClassVar[bool] = False

    def load(self, graph: Graph, folder: Path, job: str) -> None:
        """Map the snapshot of the KGX pair, which is made where there is none yet."""
        from msc_graph.analysis.array_ground import Ground
        from msc_graph.analysis.array_weights import weigh_paths
        from msc_graph.analysis.trace import Constraints
        from msc_graph.analysis.weights import WEIGHTS
        from msc_graph.network.filters import WalkRules
        from msc_graph.snapshot.opening import open_snapshot

        self._corpus = open_snapshot([folder / "kgx"])
        self._rules = WalkRules(any_predicate=True, undirected=True, through_disease=True)
        self._ground = Ground.prepare(
            self._corpus, Constraints(rules=self._rules), compiled=self.compiled
        )
        self._search = self._ground.search
        if job.startswith("best"):
            self._weights = weigh_paths(self._corpus, self._rules, WEIGHTS)
        self.node = find_nodes(graph, self._corpus)
        self.edge = find_edges(graph, self._corpus, self.node)
        self._masks = {
            kind.abbreviation: self._mask(graph.members(kind.abbreviation)) for kind in METANODES
        }
        # Counts come in the order of our numbers, and are told in that of the generator's.
        self._order = np.argsort(np.argsort(self.node[graph.members("D")]))

    def _mask(self, members: NDArray[np.int64]) -> NDArray[np.bool_]:
        mask = np.zeros(len(self.node), np.bool_)
        mask[self.node[members]] = True
        return mask

    def _ends(self, question: Question) -> tuple[int, int]:
        return int(self.node[question.source]), int(self.node[question.target])

    def all_paths(self, question: Question) -> Any:
        """Paths as arrays of hops."""
        return self._search.all_paths(*self._ends(question), max_hops=question.hops, limit=NO_LIMIT)

    def shortest(self, question: Question) -> Any:
        """Paths as tuples of hops."""
        return self._search.shortest_paths(
            *self._ends(question), count=WANTED, max_hops=question.hops
        )

    def best_typed(self, question: Question) -> Any:
        """Scores and paths, of one sign and over entities of given kinds."""
        layers = [self._masks[kind] for kind in BEST]
        return self._best(question, sign=SIGN, layers=layers)

    def best(self, question: Question) -> Any:
        """Scores and paths."""
        return self._best(question)

    def _best(self, question: Question, **bounds: Any) -> Any:
        judge = self.judge()
        self._ground.known.clear()
        return self._search.best_paths(
            *self._ends(question),
            count=WANTED,
            max_hops=question.hops,
            weights=self._weights,
            exact=lambda codes: judge.judge(self._ground.hops(codes)).score,
            **bounds,
        )

    def judge(self) -> Judge:
        """A judge that knows nothing yet: what one question taught it shall not help the next."""
        from msc_graph.analysis.array_index import ArrayIndex
        from msc_graph.analysis.chains import Judge

        index = ArrayIndex(self._corpus, self._ground.walk, self._rules)
        return Judge(self._corpus, index, self._rules)

    def scores(self, paths: Iterable[tuple[int, ...]]) -> list[float]:
        """Score of each path of hops, the highest first."""
        judge = self.judge()
        found = (judge.judge(self._ground.hops(codes)).score for codes in paths)
        return sorted(found, reverse=True)

    def count_to_ends(self, question: Question) -> NDArray[Any]:
        """Number of paths with +, - and no sign, by disease."""
        found: NDArray[Any] = self._search.count_to_ends(
            int(self.node[question.source]), self._masks["D"], max_hops=question.hops
        )
        return found

    def count_typed(self, question: Question) -> int:
        """Number of paths, of whatever sign."""
        layers = [self._masks[kind] for kind in TYPES[1:-1]]
        return sum(self._search.count_typed(*self._ends(question), layers))

    def canonical(self, question: Question, native: Any) -> Answer:
        """Hops as edges, lengths, scores, or counts."""
        if question.job == "count_typed":
            return digest_counts(np.array([native]))
        if question.job == "count_to_ends":
            return digest_counts(native[self._order])
        if not native.complete:
            raise RuntimeError(f"the search was cut off: {native}")
        if question.job == "all_paths":
            return digest_paths(self.edge[block >> 1] for block in native.blocks)
        if question.job == "shortest":
            return digest_counts([len(path) for path in native.paths])
        return digest_counts(np.round([score for score, _ in native.paths], 6))


class OursCompiled(Ours):
    """The searches compiled with numba."""

    compiled: ClassVar[bool] = True


class Factors(NamedTuple):
    """What our score takes of a path, for peers that can be given weights.

    Attributes
    ----------
    belief
        Belief in each edge, float64 of shape (m,).
    hub
        Factor of each node inside a path, float64 of shape (n,).
    unsigned
        Factor of each hop that has no sign.
    """

    belief: NDArray[np.float64]
    hub: NDArray[np.float64]
    unsigned: float

    @classmethod
    def read(cls, graph: Graph, folder: Path) -> Self:
        """Read the factors from our snapshot of the KGX pair."""
        from msc_graph.analysis.array_weights import weigh_paths
        from msc_graph.analysis.weights import WEIGHTS
        from msc_graph.network.filters import WalkRules
        from msc_graph.snapshot.opening import open_snapshot

        corpus = open_snapshot([folder / "kgx"])
        rules = WalkRules(any_predicate=True, undirected=True, through_disease=True)
        node = find_nodes(graph, corpus)
        belief = np.empty(graph.edges)
        belief[find_edges(graph, corpus, node)] = corpus.arrays.belief
        hub = weigh_paths(corpus, rules, WEIGHTS).hub[node]
        return cls(np.maximum(belief, 1e-12), hub, WEIGHTS.unsigned)


def find_nodes(graph: Graph, corpus: SnapshotCorpus) -> NDArray[np.int32]:
    """Our number of each node."""
    numbers = [corpus.number(identifier) for identifier in node_ids(graph)]
    if None in numbers:
        raise RuntimeError("a node is not in the snapshot")
    return np.array(numbers, np.int32)


def find_edges(graph: Graph, corpus: SnapshotCorpus, node: NDArray[np.int32]) -> NDArray[np.int32]:
    """The edge that each of our statements is; one for one, or the snapshot is wrong."""
    from msc_graph.snapshot.predicates import Predicates, Relation

    predicates = Predicates()
    place = {name: number for number, (name, _, _) in enumerate(corpus.kinds)}
    kind_of = np.full((len(METAEDGES), 3), -1)
    for number, sign in sorted(set(zip(graph.metaedge.tolist(), graph.sign.tolist(), strict=True))):
        word, qualified, aspect, direction = biolink_terms(METAEDGES[number].predicate, sign)
        relation = Relation(word, "", qualified, aspect, direction, "", sign)
        known = predicates.resolve(relation)
        if known.sign != sign:
            raise RuntimeError(f"{relation} is read with the sign {known.sign}")
        kind_of[number, sign + 1] = place.get(known.name, -1)
    kind = kind_of[graph.metaedge, graph.sign.astype(np.int64) + 1]
    arrays = corpus.arrays
    theirs = _key(node[graph.subject], kind, node[graph.object], len(node), len(corpus.kinds))
    ours = _key(arrays.subject, arrays.kind, arrays.object, len(node), len(corpus.kinds))
    order, mine = np.argsort(theirs), np.argsort(ours)
    if not np.array_equal(theirs[order], ours[mine]):
        raise RuntimeError("the statements of the snapshot are not the edges of the graph")
    edge = np.empty(len(ours), np.int32)
    edge[mine] = order
    return edge


def _key(
    subject: NDArray[Any], kind: NDArray[Any], target: NDArray[Any], nodes: int, kinds: int
) -> NDArray[np.int64]:
    key: NDArray[np.int64] = (subject.astype(np.int64) * nodes + target) * kinds + kind
    return key
