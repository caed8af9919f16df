"""Which evidence supports a statement, as bits: one for each study type, apart for background."""

from __future__ import annotations

from collections.abc import Iterable

from msc_graph.curation.corpus import EvidenceRow
from msc_graph.vocabulary import load_vocabulary

__all__ = ["NEGATED", "SUPERSEDED", "evidence_bits", "evidence_mask"]

#: Bits above those of the evidence: why a statement is not walked at all.
NEGATED = 1 << 14
SUPERSEDED = 1 << 15

#: How far the bit of a study type is moved where the row rests on general knowledge alone.
_BACKGROUND = 7


def _bit(study_type: str, *, background: bool) -> int:
    types = load_vocabulary().tokens["study_type"]
    # A graph from elsewhere may not tell the type: that counts as the last bit, of no known type.
    place = types.index(study_type) if study_type in types else _BACKGROUND - 1
    return 1 << (place + (_BACKGROUND if background else 0))


def evidence_bits(rows: Iterable[EvidenceRow]) -> int:
    """Bits of the rows that support a statement.

    Examples
    --------
    >>> row = EvidenceRow("supports", "stated", "stated", "in_vivo", "")
    >>> evidence_bits([row]) & evidence_mask(["in_vivo"]) > 0
    True
    >>> evidence_bits([row._replace(stance="refutes")])
    0
    """
    bits = 0
    for row in rows:
        if row.stance == "supports":
            bits |= _bit(row.study_type, background=row.basis == "background")
    return bits


def evidence_mask(study_types: Iterable[str] = (), *, background: bool = True) -> int:
    """Mask that a statement's bits must share a bit with; no study types stand for all."""
    wanted = list(study_types) or [*load_vocabulary().tokens["study_type"], ""]
    kinds = (False, True) if background else (False,)
    mask = 0
    for study_type in wanted:
        for kind in kinds:
            mask |= _bit(study_type, background=kind)
    return mask
