"""Whether the numbers of a snapshot point at something, so that compiled code may trust them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.arrays import NO_REFERENCE, SEVERAL_REFERENCES
from msc_graph.snapshot.format import DamagedSnapshotError, SnapshotFile
from msc_graph.snapshot.packing import NONE, STATUSES

__all__ = ["check_numbers"]

_TEXTS = ("id", "label", "entity", "context", "reference", "paper")
_OF_STATEMENT = ("subject", "object", "kind", "status", "flags", "belief", "reference")


def check_numbers(file: SnapshotFile) -> None:
    """Check every number of a snapshot that is used as a place.

    Raises
    ------
    DamagedSnapshotError
        If one is out of range.
    """
    arrays = file.arrays
    try:
        for name in _TEXTS:
            _check_steps(arrays[f"{name}.offsets"], len(arrays[f"{name}.blob"]))
        entities = len(file.texts("id"))
        statements = len(arrays["subject"])
        _check_sizes(file, entities, statements)
        _check_places(file, entities, statements)
    except KeyError as error:
        raise DamagedSnapshotError(f"the snapshot lacks {error}") from error


def _check_sizes(file: SnapshotFile, entities: int, statements: int) -> None:
    arrays = file.arrays
    of_entity = (
        "category",
        "middle",
        "in_degree",
        "out_degree",
        "id.hash",
        "id.entity",
        "without_cell",
    )
    lengths = {
        **dict.fromkeys(_OF_STATEMENT, statements),
        **dict.fromkeys(of_entity, entities),
        "pointer": entities + 1,
        "evidence_pointer": statements + 1,
        "edge": len(arrays["neighbour"]),
        "evidence_reference": len(arrays["evidence_context"]),
        **{f"{t}.entity": len(arrays[f"{t}.hash"]) for t in ("label", "synonym", "form")},
        "form.letters": len(arrays["form.hash"]),
        "form.length": len(arrays["form.hash"]),
    }
    for name, length in lengths.items():
        if arrays[name].shape != (length,):
            raise DamagedSnapshotError(f"{name} has another length than it must have")
    if not len(file.texts("label")) == len(file.texts("entity")) == entities:
        raise DamagedSnapshotError("not every entity is described")


def _check_places(file: SnapshotFile, entities: int, statements: int) -> None:
    arrays, metadata = file.arrays, file.metadata
    ranges = {
        "subject": (0, entities),
        "object": (0, entities),
        "neighbour": (0, entities),
        "edge": (0, statements),
        "kind": (0, len(metadata["kinds"])),
        "status": (0, len(STATUSES)),
        "category": (0, len(metadata["categories"])),
        "without_cell": (0, 2),
        "belief": (0, 1.001),
        "reference": (min(NO_REFERENCE, SEVERAL_REFERENCES), len(file.texts("reference"))),
        "evidence_context": (0, len(file.texts("context"))),
        "evidence_reference": (NONE, len(file.texts("reference"))),
        **{f"{table}.entity": (0, entities) for table in ("id", "label", "synonym", "form")},
    }
    for name, (least, beyond) in ranges.items():
        _check_range(name, arrays[name], least, beyond)
    _check_steps(arrays["pointer"], len(arrays["neighbour"]))
    _check_steps(arrays["evidence_pointer"], len(arrays["evidence_context"]))
    first, last = arrays["pointer"][:-1], arrays["pointer"][1:]
    if ((arrays["middle"] < first) | (arrays["middle"] > last)).any():
        raise DamagedSnapshotError("middle is out of range")


def _check_range(name: str, values: NDArray[Any], least: float, beyond: float) -> None:
    # Written so that what is no number fails too.
    if len(values) and not (values.min() >= least and values.max() < beyond):
        raise DamagedSnapshotError(f"{name} is out of range")


def _check_steps(offsets: NDArray[np.int64], end: int) -> None:
    """Offsets begin at 0, never fall, and end where what they divide ends."""
    sound = len(offsets) and offsets[0] == 0 and offsets[-1] == end
    if not sound or (offsets[1:] < offsets[:-1]).any():
        raise DamagedSnapshotError("offsets are out of range")
