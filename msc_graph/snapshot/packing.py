"""Records as the bytes and lines that a snapshot holds, and back."""

from __future__ import annotations

from msc_graph.curation.corpus import EvidenceRow
from msc_graph.records import EVIDENCE_COLUMNS, Entity

__all__ = [
    "FIELD",
    "NONE",
    "STATUSES",
    "VALUE",
    "evidence_row",
    "pack_entity",
    "split_row",
    "unpack_entity",
]

#: In place of a number: no reference, or a statement without evidence.
NONE = -1
#: Standings of a statement; a row holds the place of its own.
STATUSES = ("accepted", "disputed", "superseded")

#: Bytes that no UTF-8 text holds: between the fields of a packed entity, and between the values
#: of one that has several.
FIELD, VALUE = b"\xff", b"\xfe"
_SEVERAL = frozenset({"synonyms", "xrefs", "broader", "occurs_in"})
_CELLS = len(EVIDENCE_COLUMNS) - 1


def split_row(row: EvidenceRow) -> tuple[str, str]:
    r"""Reference of a piece of evidence, and its other cells as one line without trailing tabs.

    Examples
    --------
    >>> row = EvidenceRow("supports", "stated", "stated", "review", "PMID:1" + "\t" * 19)
    >>> split_row(row)
    ('PMID:1', 'supports\tstated\tstated\treview')
    >>> evidence_row(*split_row(row)) == row
    True
    """
    reference, _, rest = row.rest.partition("\t")
    return reference, "\t".join((*row[:4], rest)).rstrip("\t")


def evidence_row(reference: str, context: str) -> EvidenceRow:
    """The piece of evidence that was split."""
    cells = context + "\t" * (_CELLS - 1 - context.count("\t"))
    stance, certainty, basis, study_type, rest = cells.split("\t", 4)
    return EvidenceRow(stance, certainty, basis, study_type, f"{reference}\t{rest}")


def pack_entity(entity: Entity) -> bytes:
    """All fields of an entity but its id, as bytes."""
    fields = (
        value.encode("utf-8", "replace")
        if isinstance(value, str)
        else VALUE.join(v.encode("utf-8", "replace") for v in value)
        for value in entity[1:]
    )
    return FIELD.join(fields).rstrip(FIELD)


def unpack_entity(identifier: str, packed: bytes) -> Entity:
    """The entity again.

    Examples
    --------
    >>> bace = Entity("HGNC:933", "BACE1", "Protein", synonyms=("a|b", "c"))
    >>> unpack_entity("HGNC:933", pack_entity(bace)) == bace
    True
    """
    values: list[str | tuple[str, ...]] = [identifier]
    for name, field in zip(Entity._fields[1:], packed.split(FIELD), strict=False):
        if name in _SEVERAL:
            values.append(tuple(v.decode() for v in field.split(VALUE)) if field else ())
        else:
            values.append(field.decode())
    return Entity(*values)  # type: ignore[arg-type]
