"""Colour, shape and line by kind: told apart without colour too, and safe for colour-blind eyes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "DOTS",
    "GROUPS",
    "SIGN_STYLES",
    "Group",
    "Mark",
    "SignStyle",
    "mark_of",
    "sign_style",
]


@dataclass(frozen=True, slots=True)
class Group:
    """Categories that share a colour; `members` maps each of them to its shape."""

    name: str
    colour: str
    members: dict[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a node of one category is drawn: `shape` is a word of vis-network."""

    group: str
    colour: str
    shape: str


@dataclass(frozen=True, slots=True)
class SignStyle:
    """How a statement of one sign is drawn, and said.

    `colour` is for light pages, `dark_colour` for dark ones,
    `head` is an arrow type of vis-network, `dashes` lengths of dash and gap (empty: solid),
    `glyph` what stands for it in a line of text.
    """

    sign: int
    name: str
    glyph: str
    colour: str
    dark_colour: str
    head: str
    dashes: tuple[int, ...]
    meaning: str


#: Okabe and Ito's colours, with wine for RNA. What is pale on a light page, or dim on a dark one,
#: is seen by the frame around each mark, which keeps a contrast of 3:1 to the page.
GROUPS = (
    Group(
        "source and preparation",
        "#E69F00",
        {
            "MSCSource": "square",
            "CellPreparation": "triangle",
            "VesiclePreparation": "dot",
            "Combination": "star",
        },
    ),
    Group(
        "RNA",
        "#882255",
        {
            "MicroRNA": "diamond",
            "CircularRNA": "dot",
            "LongNoncodingRNA": "triangle",
            "NucleicAcid": "square",
        },
    ),
    Group("protein", "#0072B2", {"Protein": "dot", "FamilyOrComplex": "hexagon"}),
    Group(
        "small molecule and material",
        "#56B4E9",
        {"SmallMolecule": "triangle", "Material": "square"},
    ),
    Group("pathway", "#CC79A7", {"Pathway": "hexagon"}),
    Group("process", "#009E73", {"BiologicalProcess": "square"}),
    Group(
        "cell, anatomy and organism",
        "#F0E442",
        {
            "CellType": "dot",
            "Organelle": "triangle",
            "Anatomy": "square",
            "AnimalModel": "hexagon",
            "Taxon": "diamond",
        },
    ),
    Group(
        "phenotype and disease",
        "#D55E00",
        {"Phenotype": "triangleDown", "Disease": "diamond", "HallmarkScheme": "star"},
    ),
    Group(
        "other",
        "#999999",
        {
            "Method": "square",
            "Property": "triangle",
            "Publication": "diamond",
            "Route": "triangleDown",
            "Study": "dot",
            "Trial": "hexagon",
        },
    ),
)

#: Each line keeps a contrast of 3:1 against its page; `dark_colour` is for dark ones.
SIGN_STYLES = (
    SignStyle(
        1, "+", "→", "#0072B2", "#56B4E9", "arrow", (), "raises, activates, carries or leads to"
    ),
    SignStyle(
        -1, "−", "⊣", "#D55E00", "#FF9A5C", "bar", (11, 6), "lowers, inhibits, relieves or opposes"
    ),
    SignStyle(
        0, "unsigned", "—○", "#767676", "#A6ADB3", "circle", (13, 4, 3, 4), "no direction given"
    ),
)
#: Dash and gap of a line that is only a hypothesis, whatever its sign.
DOTS = (2, 5)

_MARKS = {
    category: Mark(group.name, group.colour, shape)
    for group in GROUPS
    for category, shape in group.members.items()
}
_UNKNOWN = Mark("other", "#999999", "star")
_STYLES = {style.sign: style for style in SIGN_STYLES}


def mark_of(category: str) -> Mark:
    """Colour and shape of a category; a grey star for one that the vocabulary lacks.

    Examples
    --------
    >>> mark_of("MicroRNA").shape
    'diamond'
    >>> mark_of("Starship").group
    'other'
    """
    return _MARKS.get(category, _UNKNOWN)


def sign_style(sign: int) -> SignStyle:
    """Line of a sign: +1, -1, and anything else as unsigned.

    Examples
    --------
    >>> sign_style(-1).head
    'bar'
    """
    return _STYLES.get(sign, _STYLES[0])
