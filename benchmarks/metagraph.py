"""Kinds of nodes and edges of Hetionet v1.0, with their counts: what the generator imitates.

The counts are facts of Hetionet's own description (`describe/nodes/metanodes.tsv` and
`describe/edges/metaedges.tsv`, the degrees in `describe/degree/degrees.xlsx`, of https://github.com/hetio/hetionet; Himmelstein et al. 2017,
doi:10.7554/eLife.26726). No node and no edge of Hetionet is here.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "HETIONET_EDGES",
    "HETIONET_NODES",
    "METAEDGES",
    "METANODES",
    "REFERENCE_EDGES",
    "Metaedge",
    "Metanode",
]


class Metanode(NamedTuple):
    """A kind of node: its short name, its Biolink class, the prefix of its ids, and how many."""

    abbreviation: str
    biolink: str
    prefix: str
    nodes: int


class Metaedge(NamedTuple):
    """A kind of edge.

    Attributes
    ----------
    subject, object
        Abbreviations of the kinds of node at its ends.
    predicate
        Hetionet's verb.
    edges
        How many Hetionet has.
    subjects, objects
        How many nodes have such an edge as its subject, and as its object.
    subject_spread, object_spread
        Spread of a log-normal whose mean and median have the ratio that Hetionet's degrees have.
    positive, negative
        Shares of the edges that are made with the sign + and the sign -; the rest have none.
        These are ours, Hetionet knows no sign but in the name of the kind.
    symmetric
        Whether the edge has no direction, so that A-B and B-A are one.
    """

    abbreviation: str
    subject: str
    predicate: str
    object: str
    edges: int
    subjects: int
    objects: int
    subject_spread: float
    object_spread: float
    positive: float = 0.0
    negative: float = 0.0
    symmetric: bool = False


METANODES = (
    Metanode("A", "biolink:AnatomicalEntity", "UBERON", 402),
    Metanode("BP", "biolink:BiologicalProcess", "GO", 11_381),
    Metanode("CC", "biolink:CellularComponent", "GO", 1_391),
    Metanode("C", "biolink:SmallMolecule", "DRUGBANK", 1_552),
    Metanode("D", "biolink:Disease", "DOID", 137),
    Metanode("G", "biolink:Gene", "NCBIGene", 20_945),
    Metanode("MF", "biolink:MolecularActivity", "GO", 2_884),
    Metanode("PW", "biolink:Pathway", "PathWhiz", 1_822),
    Metanode("PC", "biolink:ChemicalRole", "NDFRT", 345),
    Metanode("SE", "biolink:PhenotypicFeature", "UMLS", 5_734),
    Metanode("S", "biolink:PhenotypicFeature", "MESH", 438),
)

METAEDGES = (
    Metaedge("AdG", "A", "downregulates", "G", 102_240, 36, 15_097, 0.4, 0.6, negative=1.0),
    Metaedge("AeG", "A", "expresses", "G", 526_407, 241, 18_094, 1.9, 0.6),
    Metaedge("AuG", "A", "upregulates", "G", 97_848, 36, 15_929, 0.3, 0.5, positive=1.0),
    Metaedge("CbG", "C", "binds", "G", 11_571, 1_389, 1_689, 1.0, 1.6, positive=0.2, negative=0.5),
    Metaedge("CcSE", "C", "causes", "SE", 138_944, 1_071, 5_701, 0.9, 2.05, positive=1.0),
    Metaedge("CdG", "C", "downregulates", "G", 21_102, 734, 2_880, 1.6, 1.2, negative=1.0),
    Metaedge("CpD", "C", "palliates", "D", 390, 221, 50, 0.8, 1.0, negative=1.0),
    Metaedge("CrC", "C", "resembles", "C", 6_486, 1_042, 1_054, 0.9, 0.9, symmetric=True),
    Metaedge("CtD", "C", "treats", "D", 755, 387, 77, 0.9, 1.0, negative=1.0),
    Metaedge("CuG", "C", "upregulates", "G", 18_756, 703, 3_247, 1.7, 1.4, positive=1.0),
    # Hetionet has it from disease to gene; told from the gene it can end a directed chain.
    Metaedge("GaD", "G", "associates", "D", 12_623, 5_392, 134, 0.9, 1.1, 0.3, 0.1),
    Metaedge("DdG", "D", "downregulates", "G", 7_623, 44, 5_745, 0.5, 0.5, negative=1.0),
    Metaedge("DlA", "D", "localizes", "A", 3_602, 133, 398, 0.6, 0.6),
    Metaedge("DpS", "D", "presents", "S", 3_357, 133, 415, 0.6, 0.8),
    Metaedge("DrD", "D", "resembles", "D", 543, 112, 106, 0.7, 0.7, symmetric=True),
    Metaedge("DuG", "D", "upregulates", "G", 7_731, 44, 5_630, 0.5, 0.5, positive=1.0),
    Metaedge("GcG", "G", "covaries", "G", 61_690, 9_043, 9_532, 1.5, 1.5, symmetric=True),
    Metaedge("GiG", "G", "interacts", "G", 147_164, 9_526, 14_084, 1.5, 1.5, symmetric=True),
    Metaedge("GpBP", "G", "participates", "BP", 559_504, 14_772, 11_381, 1.1, 1.8),
    Metaedge("GpCC", "G", "participates", "CC", 73_566, 10_580, 1_391, 0.8, 1.85),
    Metaedge("GpMF", "G", "participates", "MF", 97_222, 13_063, 2_884, 0.7, 1.85),
    Metaedge("GpPW", "G", "participates", "PW", 84_372, 8_979, 1_822, 1.1, 1.2),
    Metaedge(
        "Gr>G", "G", "regulates", "G", 265_672, 4_634, 7_048, 0.9, 1.8, positive=0.35, negative=0.25
    ),
    Metaedge("PCiC", "PC", "includes", "C", 1_029, 345, 724, 1.2, 0.8),
)

HETIONET_NODES = sum(kind.nodes for kind in METANODES)
HETIONET_EDGES = sum(kind.edges for kind in METAEDGES)

#: Edges on Hetionet's number of nodes in the figures that the targets were set against.
REFERENCE_EDGES = 2_130_000
