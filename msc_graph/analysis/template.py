"""A chain held against the order in which a therapy is thought of, and the step it does not name."""

from collections.abc import Sequence
from typing import NamedTuple

from msc_graph.curation.corpus import Corpus
from msc_graph.network.index import Hop

__all__ = ["STEPS", "STEP_OF_CATEGORY", "Fit", "fit_template"]

#: The steps in order; each entity of a chain is one of them.
STEPS = ("source", "preparation", "cargo", "target", "pathway", "process", "outcome")

#: Step by category, of those that are always the same one.
STEP_OF_CATEGORY = {
    "MSCSource": "source",
    "CellPreparation": "preparation",
    "VesiclePreparation": "preparation",
    "Combination": "preparation",
    "Pathway": "pathway",
    "BiologicalProcess": "process",
    "CellType": "process",
    "Organelle": "process",
    "Anatomy": "process",
    "Phenotype": "process",
    "Disease": "outcome",
}


class Fit(NamedTuple):
    """A chain by steps.

    Attributes
    ----------
    steps
        Entity ids by step, in the order of `STEPS`; a step may have none or several.
    missing
        Steps between the first and the last entity of the chain that it does not name.
    beyond
        Steps before its start and after its end: nobody asked for them.
    """

    steps: dict[str, tuple[str, ...]]
    missing: tuple[str, ...]
    beyond: tuple[str, ...]


def fit_template(corpus: Corpus, hops: Sequence[Hop], hallmarks: frozenset[str]) -> Fit:
    """Hold a chain against source → preparation → cargo → target → pathway → process → outcome.

    A molecule is the cargo if the chain starts with it or a preparation or source hands it over
    (`carries`, `secretes`), else a target. The last entity is the outcome if it is a disease or
    one of the hallmarks of aging.

    Parameters
    ----------
    corpus
        Records, for the categories.
    hops
        The chain.
    hallmarks
        Ids of the processes that are hallmarks.

    Examples
    --------
    >>> from msc_graph.graph import MechanismGraph
    >>> kg = MechanismGraph.load()
    >>> best = kg.trace("SHP2", "Alzheimer disease").chains[0]
    >>> fit_template(kg.corpus, best.hops, frozenset()).missing
    ('target', 'pathway')
    """
    steps: dict[str, list[str]] = {step: [] for step in STEPS}
    places = []
    for place, node in enumerate((hops[0].source, *(hop.target for hop in hops))):
        step = STEP_OF_CATEGORY.get(corpus.entities[node].category, "target")
        if step == "target" and (place == 0 or hops[place - 1].role == "transfer"):
            step = "cargo"
        if place == len(hops) and node in hallmarks:
            step = "outcome"
        steps[step].append(node)
        places.append(STEPS.index(step))
    first, last = places[0], max(places)
    empty = [number for number, step in enumerate(STEPS) if not steps[step]]
    return Fit(
        {step: tuple(nodes) for step, nodes in steps.items()},
        tuple(STEPS[n] for n in empty if first < n < last),
        tuple(STEPS[n] for n in empty if n < first or n > last),
    )
