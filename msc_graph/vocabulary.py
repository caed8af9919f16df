"""The words of the graph: predicates with sign and role, categories, evidence tokens, prefixes.

The ontology (`ontology/msc.ttl`) is the truth. `ontology/vocabulary.tsv` is generated from it so
that a command can start without parsing Turtle; a test holds the two equal.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from msc_graph.bundle import find_folder
from msc_graph.exceptions import DataError

__all__ = [
    "BASE_IRI",
    "FOREIGN",
    "ONTOLOGY_IRI",
    "THING",
    "WALKED_ROLES",
    "Category",
    "Predicate",
    "Vocabulary",
    "hold_vocabulary",
    "load_prefixes",
    "load_vocabulary",
]

BASE_IRI = "https://w3id.org/msc-graph/"
ONTOLOGY_IRI = "https://w3id.org/msc-graph/ontology/"

#: Roles whose predicates a trace walks unless told otherwise.
WALKED_ROLES = frozenset({"causal", "outcome", "opposite", "transfer"})

#: Role of a relation that nothing is known of; only a walk over every predicate follows it.
FOREIGN = "foreign"
#: Category of what nothing is known of.
THING = "Thing"

VOCABULARY_COLUMNS = (
    "kind",
    "name",
    "label",
    "sign",
    "role",
    "symmetric",
    "parent",
    "aligned",
    "qualified_predicate",
    "object_aspect",
    "object_direction",
)


class Predicate(NamedTuple):
    """A relation of the closed set.

    `sign` is +1, -1 or 0 (no direction): the sign of a chain is the product of its hops.
    `biolink` is the Biolink predicate under which it leaves in exchange formats, to be read with
    the three qualifiers where they are not empty. `reverse` marks a predicate of another graph
    whose object acts on its subject (`caused_by`).
    """

    name: str
    label: str
    sign: int
    role: str
    symmetric: bool
    biolink: str = ""
    qualified_predicate: str = ""
    object_aspect: str = ""
    object_direction: str = ""
    reverse: bool = False

    @property
    def walked(self) -> bool:
        """Whether a trace follows this predicate by default."""
        return self.role in WALKED_ROLES


class Category(NamedTuple):
    """A class of entities; `kinds` are the labels of its subclasses, `biolink` its Biolink class."""

    name: str
    label: str
    kinds: tuple[str, ...]
    biolink: str = ""

    @property
    def table(self) -> str:
        """File name of its table under `graph_data/entities/`."""
        return self.label.lower().replace(" ", "_") + ".tsv"


class Vocabulary(NamedTuple):
    """All words: predicates and categories by name, tokens of evidence columns by column.

    `kind_classes` gives the class name of a category and kind, `evidence_types` the ECO class of
    a study type.
    """

    predicates: Mapping[str, Predicate]
    categories: Mapping[str, Category]
    tokens: Mapping[str, tuple[str, ...]]
    kind_classes: Mapping[tuple[str, str], str]
    evidence_types: Mapping[str, str]

    def biolink_category(self, name: str) -> str:
        """Biolink class of a category; one of another graph's is taken to be its own."""
        category = self.categories.get(name)
        if category:
            return category.biolink
        return f"biolink:{'NamedThing' if name in ('', THING) else name}"

    def find_category(self, text: str) -> Category | None:
        """Category by class name or label, whatever the case and spacing.

        Examples
        --------
        >>> load_vocabulary().find_category("micro rna").name
        'MicroRNA'
        """
        wanted = _squeeze(text)
        for category in self.categories.values():
            if wanted in (_squeeze(category.name), _squeeze(category.label)):
                return category
        return None


def _squeeze(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


#: Words that were given to `hold_vocabulary`, if any.
_held: list[Vocabulary] = []


def hold_vocabulary(words: Vocabulary) -> None:
    """Go by these words from now on, whatever the table of the ontology says.

    For a process that works on a graph which another one has read, perhaps some time ago; it must
    be called before anything goes by the words.
    """
    _held[:] = [words]
    load_vocabulary.cache_clear()


@cache
def load_vocabulary() -> Vocabulary:
    """The words of the ontology, read from its generated table unless they are held.

    Raises
    ------
    DataError
        If the table is not of the form that `msc-graph format` writes.
    """
    return _held[0] if _held else _read_vocabulary()


def _read_vocabulary() -> Vocabulary:
    path = find_folder("ontology") / "vocabulary.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")) != VOCABULARY_COLUMNS:
        raise DataError("is not the table of words", path=path, cure="run `msc-graph format`")
    predicates: dict[str, Predicate] = {}
    categories: dict[str, tuple[str, str, list[str]]] = {}
    tokens: dict[str, list[str]] = {}
    kind_classes: dict[tuple[str, str], str] = {}
    evidence_types: dict[str, str] = {}
    for line in lines[1:]:
        kind, name, label, sign, role, symmetric, parent, aligned, *further = line.split("\t")
        if kind == "predicate":
            qualified, aspect, direction = further
            predicates[name] = Predicate(
                name,
                label,
                int(sign),
                role,
                symmetric == "true",
                aligned,
                qualified,
                aspect,
                direction,
            )
        elif kind == "category":
            categories[name] = (label, aligned, [])
        elif kind == "subcategory":
            categories[parent][2].append(label)
            kind_classes[parent, label] = name
        else:
            tokens.setdefault(parent, []).append(name)
            if aligned:
                evidence_types[name] = aligned
    return Vocabulary(
        predicates,
        {n: Category(n, lab, tuple(ks), bl) for n, (lab, bl, ks) in categories.items()},
        {column: tuple(names) for column, names in tokens.items()},
        kind_classes,
        evidence_types,
    )


def load_prefixes(folder: Path | None = None) -> dict[str, str]:
    """Prefix map of a data folder: prefix to IRI base, spelled exactly as in CURIEs.

    Parameters
    ----------
    folder
        A data folder; one without a `prefixes.json` of its own takes the shipped map.

    Raises
    ------
    DataError
        If the file is not a JSON object of strings.
    """
    path = (folder / "prefixes.json") if folder else None
    if path is None or not path.is_file():
        path = find_folder("graph_data") / "prefixes.json"
    try:
        prefixes = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise DataError(
            f"cannot be read: {error}", path=path, cure="write one JSON object"
        ) from error
    if not isinstance(prefixes, dict) or not all(isinstance(v, str) for v in prefixes.values()):
        raise DataError(
            "is not an object of prefix to IRI", path=path, cure="write one JSON object"
        )
    return prefixes
