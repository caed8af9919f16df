"""Categories of entities of other graphs: ours where a class or id prefix tells, else their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from msc_graph.bundle import find_folder
from msc_graph.curation.tables import read_rows
from msc_graph.vocabulary import THING, load_vocabulary

__all__ = ["find_category"]

CATEGORY_COLUMNS = ("kind", "name", "maps_to", "depth", "note")

_BIOLINK = "biolink:"


class _Table(NamedTuple):
    """Category and depth by Biolink class (none where the class says too little), and by prefix."""

    classes: Mapping[str, tuple[str, int]]
    prefixes: Mapping[str, str]


def find_category(identifier: str, classes: Iterable[str] = ()) -> str:
    """Category of an entity by its Biolink classes and its id.

    The most specific class that is one of ours decides, then the prefix of the id, then the first
    class that says anything.

    Parameters
    ----------
    identifier
        CURIE or IRI.
    classes
        Such as `biolink:Gene`, with or without the prefix.

    Examples
    --------
    >>> find_category("X:1", ["biolink:NamedThing", "biolink:BiologicalProcess", "biolink:Pathway"])
    'Pathway'
    >>> find_category("MONDO:1"), find_category("X:1", ["biolink:Cohort"]), find_category("X:1")
    ('Disease', 'Cohort', 'Thing')
    """
    table = _load_table()
    names = [name if name.startswith(_BIOLINK) else f"{_BIOLINK}{name}" for name in classes if name]
    known = [table.classes[name] for name in names if name in table.classes]
    mapped = [pair for pair in known if pair[0]]
    if mapped:
        return max(mapped, key=lambda pair: pair[1])[0]
    prefix = identifier.partition(":")[0]
    if prefix in table.prefixes:
        return table.prefixes[prefix]
    foreign = (name.removeprefix(_BIOLINK) for name in names if name not in table.classes)
    return next(foreign, THING)


@cache
def _load_table() -> _Table:
    classes: dict[str, tuple[str, int]] = {}
    prefixes: dict[str, str] = {}
    vocabulary = load_vocabulary().categories
    times = Counter(category.biolink for category in vocabulary.values())
    for category in vocabulary.values():
        if times[category.biolink] == 1:
            classes[category.biolink] = (category.name, 0)
    path = find_folder("ontology") / "foreign_categories.tsv"
    for row in read_rows(path, CATEGORY_COLUMNS):
        if row["kind"] == "class":
            classes[row["name"]] = (row["maps_to"], int(row["depth"]))
        else:
            prefixes[row["name"]] = row["maps_to"]
    return _Table(MappingProxyType(classes), MappingProxyType(prefixes))
