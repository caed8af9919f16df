"""Relations of other graphs: mapped to ours where that is sound, else kept under their own name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from msc_graph.bundle import find_folder
from msc_graph.curation.tables import read_rows
from msc_graph.exceptions import UsageError
from msc_graph.vocabulary import FOREIGN, Predicate, load_vocabulary

__all__ = ["Predicates", "Relation", "aligned_terms"]

FOREIGN_COLUMNS = ("predicate", "object_aspect", "object_direction", "maps_to", "reverse", "note")
_ALIGNMENT_COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "mapping_justification",
)
#: A broader term says less than ours, so it may not be read as ours.
_SOUND = frozenset({"skos:exactMatch", "skos:closeMatch"})
_DIRECTIONS = {"upregulated": "increased", "downregulated": "decreased"}
_MARKS = {1: "(+)", -1: "(-)", 0: "(0)"}
_ANY = "*"


class Relation(NamedTuple):
    """How a statement of another graph names its relation.

    `predicate` is a CURIE; `local` the name that one of our own exports gives; `sign` is +1, -1
    or 0 where the graph tells it itself, else none.
    """

    predicate: str
    local: str = ""
    qualified_predicate: str = ""
    object_aspect: str = ""
    object_direction: str = ""
    subject_direction: str = ""
    sign: int | None = None

    def __str__(self) -> str:
        """The relation as it was written, for `as_printed`."""
        words = (self.qualified_predicate, self.object_aspect, self.object_direction)
        qualifiers = " ".join(filter(None, words))
        subject = f"subject {self.subject_direction}" if self.subject_direction else ""
        inside = ", ".join(filter(None, (subject, qualifiers)))
        return f"{self.predicate} ({inside})" if inside else self.predicate


class _Rule(NamedTuple):
    """What a relation is mapped to (none: it stays foreign), and whether its ends are swapped."""

    predicate: Predicate | None
    reverse: bool = False
    exact: bool = True


class Predicates:
    """All relations met: those of the ontology, and those that other graphs bring.

    Examples
    --------
    >>> known = Predicates()
    >>> known.resolve(Relation("biolink:affects", "", "", "activity", "decreased")).name
    'inhibits'
    >>> known.resolve(Relation("biolink:affects", sign=-1)).name
    'biolink:affects(-)'
    >>> known.resolve(Relation("biolink:caused_by")).reverse
    True
    """

    def __init__(self) -> None:
        self._known: dict[str, Predicate] = dict(load_vocabulary().predicates)

    @property
    def foreign(self) -> Mapping[str, Predicate]:
        """Those that are not of the ontology, by name."""
        ours = load_vocabulary().predicates
        return {name: p for name, p in self._known.items() if name not in ours}

    def __getitem__(self, name: str) -> Predicate:
        return self._known[name]

    def add(self, predicate: Predicate) -> Predicate:
        """The relation of that name, which is this one if there was none."""
        return self._known.setdefault(predicate.name, predicate)

    def declare(self, predicate: Predicate) -> Predicate:
        """The relation as a graph declares it, under a name of its own where another has that name.

        No graph changes what another, or the ontology, means by a name.

        Raises
        ------
        UsageError
            If its own name is taken as well.

        Examples
        --------
        >>> Predicates().declare(Predicate("inhibits", "inhibits", 1, "causal", False)).name
        'inhibits(+)'
        """
        mark = _MARKS[predicate.sign]
        own = predicate._replace(name=predicate.name + mark, label=f"{predicate.label} {mark}")
        for one in (predicate, own):
            known = self.add(one)
            if _walk_alike(known, one):
                return known
        raise UsageError(
            f"{predicate.name!r} is declared in more than two ways",
            cure="declare its sign and role alike, or load the graphs apart",
        )

    def resolve(self, relation: Relation) -> Predicate:
        """The relation as one of ours, or under its own name with what is known of it.

        A sign that the graph tells itself wins over that of the mapping; and what follows from
        *less* of the subject has the opposite sign.
        """
        rule = _find_rule(relation)
        mapped = rule.predicate
        sign = mapped.sign if mapped and rule.exact else 0
        if _direction(relation.subject_direction) == "decreased":
            sign = -sign
        if relation.sign is not None:
            sign = relation.sign
        if mapped and not rule.reverse and sign == mapped.sign:
            return mapped
        return self.add(_own_name(relation, rule, sign))


def _walk_alike(one: Predicate, other: Predicate) -> bool:
    """Whether a walk takes two relations in the same way."""
    return (one.sign, one.role, one.symmetric, one.reverse) == (
        other.sign, other.role, other.symmetric, other.reverse,
    )  # fmt: skip


def _own_name(relation: Relation, rule: _Rule, sign: int) -> Predicate:
    ours = relation.local in load_vocabulary().predicates
    name = relation.predicate or (f"msco:{relation.local}" if ours else relation.local)
    plain = _find_rule(Relation(name))
    usual = plain.predicate.sign if plain.predicate else 0
    # Qualifiers that make it mean something else stay with it, or it would come back changed.
    qualifiers = relation[2:5] if rule[:2] != plain[:2] else ("", "", "")
    label = name.rpartition(":")[2].replace("_", " ")
    return Predicate(
        name if sign == usual else f"{name}{_MARKS[sign]}",
        label if sign == usual else f"{label} {_MARKS[sign]}",
        sign,
        rule.predicate.role if rule.predicate else FOREIGN,
        bool(rule.predicate and rule.predicate.symmetric),
        name,
        *qualifiers,
        rule.reverse,
    )


def _direction(word: str) -> str:
    plain = word.rpartition(":")[2].strip().casefold()
    return _DIRECTIONS.get(plain, plain)


def _find_rule(relation: Relation) -> _Rule:
    vocabulary = load_vocabulary().predicates
    if relation.local in vocabulary:
        return _Rule(vocabulary[relation.local])
    prefix, _, local = relation.predicate.rpartition(":")
    if prefix in ("", "msco") and local in vocabulary:
        return _Rule(vocabulary[local])
    curie = relation.predicate if prefix else f"biolink:{local}"
    aspect = relation.object_aspect.rpartition(":")[2].strip().casefold()
    rule = _look_up(curie, aspect, _direction(relation.object_direction))
    qualified = relation.qualified_predicate
    if qualified and _look_up(qualified, _ANY, _ANY).reverse != rule.reverse:
        # `affects` qualified as `caused_by`: nobody can tell which way it runs.
        return _Rule(None)
    return rule


def _look_up(curie: str, aspect: str, direction: str) -> _Rule:
    rules = _load_rules()
    for key in ((aspect, direction), (_ANY, direction), (aspect, _ANY), (_ANY, _ANY)):
        rule = rules.get((curie, *key))
        if rule is not None:
            # A direction that the rule knows nothing of may turn the sign round.
            known = not direction or direction == _ANY or key[1] == direction
            return rule if known else rule._replace(exact=False)
    return _Rule(None)


@cache
def _load_rules() -> Mapping[tuple[str, str, str], _Rule]:
    """What a predicate with aspect and direction means: the table by hand, else the alignments."""
    predicates = load_vocabulary().predicates
    rules: dict[tuple[str, str, str], _Rule] = {}
    for predicate in predicates.values():
        if predicate.object_direction:
            key = (predicate.biolink, predicate.object_aspect, predicate.object_direction)
            rules.setdefault(key, _Rule(predicate))
    for term, name in aligned_terms().items():
        if name in predicates:
            rules[term, _ANY, _ANY] = _Rule(predicates[name])
    path = find_folder("ontology") / "foreign_predicates.tsv"
    for row in read_rows(path, FOREIGN_COLUMNS):
        target = predicates[row["maps_to"]] if row["maps_to"] else None
        key = (row["predicate"], row["object_aspect"], row["object_direction"])
        rules[key] = _Rule(target, row["reverse"] == "true")
    return MappingProxyType(rules)


@cache
def aligned_terms() -> Mapping[str, str]:
    """Terms of other vocabularies that mean the same as a word of the ontology, with that word.

    Examples
    --------
    >>> aligned_terms()["biolink:ameliorates_condition"]
    'ameliorates'
    """
    return MappingProxyType(dict(_iterate_aligned()))


def _iterate_aligned() -> Iterator[tuple[str, str]]:
    path = find_folder("ontology") / "alignments.sssom.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in lines:
        cells = line.split("\t")
        if len(cells) == len(_ALIGNMENT_COLUMNS) and cells[2] in _SOUND:
            yield cells[3], cells[0].removeprefix("msco:")
