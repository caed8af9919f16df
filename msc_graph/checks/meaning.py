"""Does a statement make sense: which categories its predicate joins, and what its columns name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from msc_graph.checks.places import LocatedRow, entity_rows, statement_rows
from msc_graph.curation.corpus import Corpus, parse_claims
from msc_graph.curation.layout import PLAIN_TABLES, REFERENCE_COLUMNS
from msc_graph.curation.tables import iterate_rows
from msc_graph.exceptions import DataError
from msc_graph.records import MULTIVALUED, Entity, statement_id
from msc_graph.vocabulary import load_vocabulary

__all__ = ["check_entities", "check_errata", "check_references", "check_statements"]

#: What is given or carried, never changed: no causal edge ends here.
_UNCHANGED = frozenset(
    {"MSCSource", "CellPreparation", "VesiclePreparation", "Combination", "Material", "Route", "Organelle"}
)  # fmt: skip
_INTERVENTIONS = frozenset({"MSCSource", "CellPreparation", "VesiclePreparation", "Combination"})
_MOLECULES = frozenset(
    {"Protein", "FamilyOrComplex", "MicroRNA", "CircularRNA", "LongNoncodingRNA", "NucleicAcid", "SmallMolecule"}
)  # fmt: skip
#: Categories an object must, or must not, have under a predicate; with the cure.
_OBJECTS: Mapping[str, tuple[frozenset[str], bool, str]] = {
    "upregulates": (_MOLECULES | {"Pathway"}, True, "amount verbs are for molecules: use promotes"),
    "downregulates": (_MOLECULES | {"Pathway"}, True, "amount verbs are for molecules: use reduces"),
    "promotes": (_MOLECULES | {"Pathway", "Disease"}, False, "use upregulates, activates or exacerbates"),
    "reduces": (_MOLECULES | {"Pathway", "Disease"}, False, "use downregulates, inhibits or ameliorates"),
    "activates": (frozenset({"BiologicalProcess", "Phenotype", "Disease"}), False, "use promotes"),
    "inhibits": (frozenset({"BiologicalProcess", "Phenotype", "Disease"}), False, "use reduces"),
    "ameliorates": (frozenset({"Disease", "Phenotype", "BiologicalProcess", "CellType"}), True, "name a disease or harmful phenotype"),
    "exacerbates": (frozenset({"Disease", "Phenotype", "BiologicalProcess", "CellType"}), True, "name a disease or harmful phenotype"),
    "produces": (frozenset({"VesiclePreparation"}), True, "produces joins a source and its native preparation"),
    "hallmark_of": (frozenset({"HallmarkScheme"}), True, "name a hallmark scheme"),
    "delivered_by": (frozenset({"Route"}), True, "name a route"),
}  # fmt: skip


def check_entities(folder: Path) -> Iterator[DataError]:
    """Labels stand once, kinds belong to their category, links lead to entities."""
    rows = entity_rows(folder)
    ids = {row.cells["id"] for _, row in rows}
    labels: dict[str, list[LocatedRow]] = defaultdict(list)
    for category, row in rows:
        labels[row.cells["label"].casefold()].append(row)
        kinds = load_vocabulary().categories[category].kinds
        if row.cells["kind"] and row.cells["kind"] not in kinds:
            cure = f"choose {', '.join(kinds)}" if kinds else "leave it empty"
            yield row.finding(
                f"{row.cells['kind']!r} is no kind of {category}", column="kind", cure=cure
            )
        for column in ("broader", "occurs_in", "taxon"):
            for value in filter(None, row.cells[column].split("|")):
                if value not in ids:
                    yield row.finding(
                        f"no entity {value!r}", column=column, cure="add it, or remove it here"
                    )
        if row.cells["id"].startswith("mscg:") and not row.cells["description"]:
            yield row.finding(
                "an entity of ours has no description", column="description", cure="write one"
            )
    for same in labels.values():
        for row in same[1:]:
            yield row.finding(
                f"label {row.cells['label']!r} stands also at {same[0].path.name}:{same[0].line}",
                column="label",
                cure="merge the two, or tell them apart in the label",
            )


def check_statements(folder: Path, corpus: Corpus) -> Iterator[DataError]:
    """Predicates join what they may join; labels and contexts agree with the entities."""
    labels = {entity.label: entity for entity in corpus.entities.values()}
    references = corpus.references
    for row in statement_rows(folder):
        subject, obj = (corpus.entities.get(row.cells[c]) for c in ("subject_id", "object_id"))
        if (
            subject is None
            or obj is None
            or row.cells["predicate"] not in load_vocabulary().predicates
        ):
            continue  # the reading of the tables has said so
        yield from _check_labels(row, subject, obj)
        yield from _check_predicate(row, subject, obj)
        yield from _check_contexts(row, labels)
        yield from _check_source(row, references)


def _check_labels(row: LocatedRow, subject: Entity, obj: Entity) -> Iterator[DataError]:
    for column, entity in (("subject_label", subject), ("object_label", obj)):
        if row.cells[column] != entity.label:
            yield row.finding(
                f"{row.cells[column]!r} is not the label {entity.label!r}",
                column=column,
                cure="run `msc-graph format`",
            )


def _check_predicate(row: LocatedRow, subject: Entity, obj: Entity) -> Iterator[DataError]:
    name = row.cells["predicate"]
    predicate = load_vocabulary().predicates[name]
    if subject.id == obj.id:
        yield row.finding("a statement from an entity to itself", cure="name the other end")
    if predicate.role in ("causal", "outcome") and obj.category in _UNCHANGED:
        yield row.finding(
            f"{name} ends in the {obj.category} {obj.label!r}",
            column="object_id",
            cure="name what changes in it",
        )
    if name == "contributes_to" and subject.category in _INTERVENTIONS:
        yield row.finding(
            "an intervention contributes_to nothing", column="predicate", cure="use exacerbates"
        )
    if name == "produces" and subject.category != "MSCSource":
        yield row.finding(
            "produces starts at an MSC source",
            column="subject_id",
            cure="use prepared_from or secretes",
        )
    categories, wanted, cure = _OBJECTS.get(name, (frozenset(), False, ""))
    if categories and (obj.category in categories) is not wanted:
        yield row.finding(f"{name} a {obj.category}: {obj.label!r}", column="predicate", cure=cure)
    if (
        subject.category in ("MicroRNA", "CircularRNA", "LongNoncodingRNA")
        and obj.category in ("Protein", "MicroRNA")
        and name in ("activates", "upregulates")
        and row.cells["basis"] == "implied"
    ):
        yield row.finding(
            "an implied hop of a regulatory RNA raises its target", cure="check the sign"
        )


def _check_contexts(row: LocatedRow, labels: Mapping[str, Entity]) -> Iterator[DataError]:
    for column, categories in MULTIVALUED.items():
        for value in filter(None, row.cells[column].split("|")):
            entity = labels.get(value)
            if entity is None:
                yield row.finding(
                    f"no entity is labelled {value!r}", column=column, cure="use its exact label"
                )
            elif entity.category not in categories:
                yield row.finding(
                    f"{value!r} is a {entity.category}",
                    column=column,
                    cure=f"name a {' or '.join(categories)}",
                )


def _check_source(row: LocatedRow, references: Mapping[str, object]) -> Iterator[DataError]:
    reference, basis = row.cells["reference"], row.cells["basis"]
    if reference and reference not in references:
        yield row.finding(
            f"{reference} is not in references.tsv", column="reference", cure="add the paper"
        )
    if basis == "background":
        return
    for column in ("reference", "review", "locator"):
        if not row.cells[column]:
            yield row.finding(
                "is empty", column=column, cure="say where it was read, or mark it as background"
            )


def check_references(folder: Path, corpus: Corpus) -> Iterator[DataError]:
    """Ids of papers have prefixes that there are."""
    path = folder / "references.tsv"
    if not path.is_file():
        return
    for line, cells in iterate_rows(path, REFERENCE_COLUMNS):
        prefix = cells["id"].partition(":")[0]
        if prefix not in corpus.prefixes:
            yield DataError(
                f"{cells['id']!r} has the unknown prefix {prefix!r}",
                path=path,
                line=line,
                column="id",
                cure="use PMID:…, doi:…, or a prefix of prefixes.json",
            )


def check_errata(folder: Path, corpus: Corpus) -> Iterator[DataError]:
    """Claims that the errata name are statements of the graph."""
    path = folder / "errata.tsv"
    if not path.is_file():
        return
    for line, cells in iterate_rows(path, PLAIN_TABLES["errata.tsv"]):
        for column in ("touches", "superseded", "superseded_by"):
            parts = [p for p in cells[column].split(";") if p.strip()]
            claims = list(parse_claims(cells[column]))
            known = [c for c in claims if statement_id(c) in corpus.statements]
            if len(known) != len(parts):
                yield DataError(
                    f"{cells['id']} names a claim that is no statement",
                    path=path,
                    line=line,
                    column=column,
                    cure="write `subject_id predicate object_id`, `;` between several",
                )
