"""What the Biolink slots of a statement of another graph amount to: relation, evidence, negation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msc_graph.curation.corpus import EvidenceRow
from msc_graph.records import Evidence
from msc_graph.snapshot.packing import split_row
from msc_graph.snapshot.predicates import Relation, aligned_terms
from msc_graph.vocabulary import Predicate, load_vocabulary

__all__ = [
    "SLOTS",
    "foreign_context",
    "parse_negated",
    "parse_sign",
    "printed_relation",
    "read_relation",
    "split_publications",
]

#: Slots that are read, besides subject, object and publications.
SLOTS = (
    "predicate", "qualified_predicate", "object_aspect_qualifier", "object_direction_qualifier",
    "subject_direction_qualifier", "negated", "sign", "knowledge_level",
    "primary_knowledge_source", "knowledge_source", "has_evidence", "species_context_qualifier",
    "disease_context_qualifier", "anatomical_context_qualifier",
)  # fmt: skip

#: Certainty and basis by knowledge level; what a machine or a statistic found is hedged.
_LEVELS = {
    "logical_entailment": ("stated", "implied"),
    "prediction": ("hedged", "stated"),
    "statistical_association": ("hedged", "stated"),
    "text_co_occurrence": ("hedged", "stated"),
}
_NEGATED = {
    **dict.fromkeys(("true", "t", "1", "yes", "y"), True),
    **dict.fromkeys(("false", "f", "0", "no", "n", ""), False),
}
_SIGNS = {
    "": None,
    **dict.fromkeys(("1", "+1", "+", "1.0"), 1),
    **dict.fromkeys(("-1", "-", "\u22121", "\u2212", "-1.0"), -1),
    **dict.fromkeys(("0", "0.0", "-0.0"), 0),
}
_STUDY = "study_type-"
#: Some write predicates in full.
_BIOLINK = "https://w3id.org/biolink/vocab/"


def parse_negated(cell: str) -> bool:
    """Whether a cell says that the statement is denied.

    Raises
    ------
    KeyError
        If it says neither.
    """
    return _NEGATED[cell.strip().casefold()]


def parse_sign(cell: str) -> int | None:
    """Sign of a cell: +1, -1 or 0; none of an empty one.

    Raises
    ------
    KeyError
        If it is no sign.
    """
    return _SIGNS[cell.strip()]


def read_relation(slots: Mapping[str, str]) -> Relation:
    """The relation that the slots name.

    Raises
    ------
    KeyError
        If the sign is none.
    """
    return Relation(
        slots.get("predicate", "").strip().replace(_BIOLINK, "biolink:"),
        slots.get("predicate_local", "").strip(),
        slots.get("qualified_predicate", "").strip(),
        slots.get("object_aspect_qualifier", "").strip(),
        slots.get("object_direction_qualifier", "").strip(),
        slots.get("subject_direction_qualifier", "").strip(),
        parse_sign(slots.get("sign", "")),
    )


def printed_relation(relation: Relation, predicate: Predicate) -> str:
    """The relation as written, where the name by which it goes here says less."""
    text = str(relation)
    kept = predicate.name not in load_vocabulary().predicates and text == predicate.biolink
    return "" if kept or text == predicate.name else text


def foreign_context(slots: Mapping[str, str], printed: str, label: Callable[[str], str]) -> str:
    r"""Line of evidence, without its reference, of a statement of another graph.

    Parameters
    ----------
    slots
        Cell by name of the slot.
    printed
        The relation as written, where it goes by another name here.
    label
        Gives the label of an id.

    Examples
    --------
    >>> foreign_context({"knowledge_level": "prediction", "has_evidence": "ECO:0000178"}, "", str)
    'supports\thedged\tstated\tin_vivo'
    """
    certainty, basis = _LEVELS.get(slots.get("knowledge_level", ""), ("stated", "stated"))
    cell = slots.get("anatomical_context_qualifier", "")
    evidence = Evidence(
        "supports",
        certainty,
        basis,
        _study_type(slots.get("has_evidence", "")),
        review=slots.get("primary_knowledge_source", "") or slots.get("knowledge_source", ""),
        as_printed=printed,
        disease=_labels(slots.get("disease_context_qualifier", ""), label),
        species=_labels(slots.get("species_context_qualifier", ""), label),
        cell_type=_labels(cell, label) if cell.startswith("CL:") else "",
    )
    return split_row(EvidenceRow.of(evidence))[1]


def split_publications(cell: str) -> list[str]:
    """Publications named in a cell, each once.

    Examples
    --------
    >>> split_publications("PMID:1| PMID:2|PMID:1|")
    ['PMID:1', 'PMID:2']
    """
    return list(dict.fromkeys(filter(None, (p.strip() for p in cell.split("|")))))


def _study_type(codes: str) -> str:
    aligned = aligned_terms()
    found = (aligned.get(code.strip(), "") for code in codes.split("|"))
    types = (name.removeprefix(_STUDY) for name in found if name.startswith(_STUDY))
    return next(types, "review")


def _labels(ids: str, label: Callable[[str], str]) -> str:
    return "|".join(label(identifier) for identifier in split_publications(ids))
