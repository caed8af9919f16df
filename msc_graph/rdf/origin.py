"""Whose graph it is: what may be said of the shipped one is not said of others."""

from typing import NamedTuple

from msc_graph.curation.corpus import Corpus

__all__ = ["Origin", "find_origin"]


class Origin(NamedTuple):
    """What a graph says of itself where it leaves; empty where nobody knows.

    `licence` is an IRI, `source` and `agent_type` are Biolink's words for who knows what is said
    and for who wrote it down.
    """

    title: str = ""
    description: str = ""
    licence: str = ""
    source: str = ""
    agent_type: str = "not_provided"


_SHIPPED = Origin(
    "msc_graph: mechanisms of MSC exosome therapy",
    "What reviews and the papers they cite say on how MSC exosomes act in disease.",
    "https://creativecommons.org/licenses/by/4.0/",
    "infores:msc-graph",
    "manual_agent",
)


def find_origin(corpus: Corpus) -> Origin:
    """Of the shipped graph all is known; one of others, or merged with others, has no licence of ours.

    Examples
    --------
    >>> find_origin(Corpus({}, {}, {})).agent_type
    'not_provided'
    """
    return _SHIPPED if corpus.is_shipped else Origin()
