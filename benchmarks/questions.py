"""What is asked: seeded pairs, sources and typed walks, the same for every contender."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from generator import Graph
    from numpy.typing import NDArray

__all__ = ["BEST", "HOPS", "SIGN", "TYPES", "WANTED", "Question", "draw_questions"]

#: Hops of each job, at most; of the typed ones exactly.
HOPS = {
    "all_paths": 3,
    "shortest": 4,
    "best_typed": 4,
    "best": 4,
    "count_to_ends": 3,
    "count_typed": 4,
}
#: How many shortest or best paths are asked for.
WANTED = 10
#: Kinds of node of a path that is counted: compound, gene, pathway, gene, disease.
TYPES = ("C", "G", "PW", "G", "D")
#: Kinds of node inside the best paths, and their sign: what lowers the disease, over three genes.
BEST, SIGN = ("G", "G", "G"), -1


class Question(NamedTuple):
    """A job with its start and end; the end is -1 where all diseases are meant."""

    job: str
    source: int
    target: int
    hops: int


def draw_questions(graph: Graph, job: str, count: int, *, seed: int = 1) -> list[Question]:
    """Draw questions of a job, to diseases: half from compounds, half from genes.

    Typed paths all begin at a compound. Nodes without an edge are left out. A longer list of the
    same seed begins with the shorter one.
    """
    rng = np.random.default_rng([seed, *job.encode()])
    touched = np.zeros(graph.nodes, bool)
    touched[graph.subject] = True
    touched[graph.object] = True
    compounds, genes, diseases = (_kept(graph.members(kind), touched) for kind in "CGD")
    questions = []
    for number in range(count):
        genes_now = number % 2 == 1 and job not in ("count_typed", "best_typed")
        source = _pick(rng, genes if genes_now else compounds)
        target = _pick(rng, diseases)
        questions.append(Question(job, source, -1 if job == "count_to_ends" else target, HOPS[job]))
    return questions


def _kept(nodes: NDArray[np.int64], mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    return nodes[mask[nodes]]


def _pick(rng: np.random.Generator, nodes: NDArray[np.int64]) -> int:
    return int(nodes[int(rng.random() * len(nodes))])
