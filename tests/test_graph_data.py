"""The curated graph: valid, grounded, and right where it was read most closely."""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
from pathlib import Path

import pytest

from msc_graph.bundle import find_folder
from msc_graph.checks.coverage import NO_TERM, measure_coverage
from msc_graph.checks.validate import validate_folder

DATA = find_folder("graph_data")
REVIEWS = ("quan2025", "li2025")
#: Folder of id-to-label tables of the vocabularies; not part of the repository.
GROUNDING = os.environ.get("MSC_GRAPH_GROUNDING", "")


def test_the_curated_graph_has_no_finding():
    report = validate_folder(DATA)
    assert [str(f) for f in report.findings] == []
    assert report.statements >= 250


def test_both_reviews_speak(shipped):
    reviews = {e.review for s in shipped.statements for e in shipped.corpus.evidence(s)}
    assert set(REVIEWS) <= reviews


def steps(graph, start: str, end: str, reference: str, **constraints) -> list[list[str]]:
    """Labels of the chains that one study carries."""
    found = graph.trace(start, end, top=1000, **constraints)
    return [
        [graph.corpus.label(hop.target) for hop in chain.hops]
        for chain in found.chains
        if reference in chain.references and chain.single_study
    ]


MIR146A = "PMID:32612165"  # Li & Bai ref 58, Quan ref 73
MIR144 = "PMID:31537899"  # Li & Bai ref 52
PI3K = "phosphatidylinositol 3-kinase/protein kinase B signal transduction"


def test_mir_146a_helps_in_alzheimer_disease_through_astrocytes_and_synapses(shipped):
    found = shipped.trace("miR-146a", "Alzheimer disease")
    assert found.sign == "-"
    assert found.complete
    inside = {
        label
        for chain in steps(shipped, "miR-146a", "Alzheimer disease", MIR146A)
        for label in chain
    }
    assert {"astrocyte inflammation", "synapse assembly", "cognition"} <= inside
    taken_up = [
        s
        for s in shipped.statements.values()
        if s.predicate == "taken_up_by"
        and shipped.corpus.label(s.object) == "astrocyte"
        and any(e.reference == MIR146A for e in shipped.corpus.evidence(s.id))
    ]
    assert taken_up


def test_mir_144_acts_on_ovarian_failure_through_pten_and_pi3k(shipped):
    found = shipped.trace("miR-144-5p", "POF", via=["PTEN", "PI3K/AKT"])
    assert found.sign == "-"
    chains = steps(shipped, "miR-144-5p", "POF", MIR144, via=["PTEN"])
    assert ["PTEN", PI3K, "granulosa cell apoptosis", "primary ovarian failure"] in chains


def test_shp2_acts_on_alzheimer_disease_through_mitophagy(shipped):
    assert shipped.trace("SHP2", "Alzheimer disease").sign == "-"
    chains = steps(shipped, "SHP2", "Alzheimer disease", "quan2025:104")
    assert any("mitophagy" in chain for chain in chains)


def test_primed_exosomes_calm_astrocytes_through_nrf2(shipped):
    ends = ("IL-1β-primed MSC exosome", "astrocyte inflammation")
    assert shipped.trace(*ends, via=["Nrf2"]).sign == "-"
    assert ["NFE2L2", "astrocyte inflammation"] in steps(shipped, *ends, "quan2025:118")


def test_the_hallmarks_of_both_reviews(shipped):
    schemes: dict[str, int] = {}
    for statement in shipped.statements.values():
        if statement.predicate == "hallmark_of":
            label = shipped.corpus.label(statement.object)
            schemes[label] = schemes.get(label, 0) + 1
    assert schemes["hallmarks of aging (López-Otín 2013)"] == 9
    assert schemes["new hallmarks of aging (Copenhagen 2022)"] == 5
    assert schemes["hallmarks of aging (López-Otín 2023)"] == 12


def test_a_contradiction_between_review_and_title_is_kept_and_explained(shipped):
    exosome, sirt1 = (shipped.names.get(n).id for n in ("MSC exosome", "SIRT1"))
    status = {
        s.predicate: s.status
        for s in shipped.statements.values()
        if (s.subject, s.object) == (exosome, sirt1) and s.predicate in ("inhibits", "upregulates")
    }
    assert status == {"inhibits": "superseded", "upregulates": "accepted"}


def test_identifiers_have_the_form_of_their_vocabulary(shipped):
    forms = {
        "mirbase.mature": r"MIMAT\d{7}",
        "mirbase": r"MI\d{7}",
        "MONDO": r"\d{7}",
        "GO": r"\d{7}",
        "CL": r"\d{7}",
        "HGNC": r"\d+",
        "mscg": r"[a-z0-9]+(?:-[a-z0-9]+)*",
    }
    for entity in shipped.entities.values():
        prefix, _, local = entity.id.partition(":")
        assert re.fullmatch(forms.get(prefix, r"\S+"), local), entity.id


def test_no_exosome_of_the_wrong_kind(shipped):
    assert "GO:0000178" not in shipped.entities  # the RNase complex
    assert "HGNC:7382" not in shipped.entities  # the gene MSC, musculin


def grounding() -> dict[str, list[str]]:
    tables: dict[str, list[str]] = {}
    for path in sorted(Path(GROUNDING).glob("*.tsv*")):
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
        for row in csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) > 3:
                tables[row[0]] = row
    return tables


@pytest.mark.skipif(
    not Path(GROUNDING or "/nonexistent").is_dir(),
    reason="MSC_GRAPH_GROUNDING names no folder of vocabulary tables",
)
def test_ids_and_labels_agree_with_the_vocabularies(shipped):
    tables = grounding()
    wrong = []
    for entity in shipped.entities.values():
        prefix = entity.id.partition(":")[0]
        if prefix in ("mscg", "clinicaltrials", "PMID", "doi", *REVIEWS):
            continue
        row = tables.get(entity.id)
        if row is None:
            wrong.append(f"{entity.id} {entity.label}: not in the tables")
        elif row[1] != entity.label:
            wrong.append(f"{entity.id} is {row[1]!r}, not {entity.label!r}")
        elif row[3] == "true":
            wrong.append(f"{entity.id} {entity.label} is obsolete")
    assert wrong == []
    for mapping in shipped.corpus.table("mappings.sssom.tsv"):
        if mapping["object_id"] == NO_TERM:
            assert mapping["comment"], "say why there is no term"
            continue
        row = tables[mapping["object_id"]]
        assert (row[1], row[3]) == (mapping["object_label"], "false"), mapping


@pytest.mark.parametrize(
    ("categories", "least"),
    [
        (("Disease", "Protein", "FamilyOrComplex", "MicroRNA"), 0.95),
        (("CellType", "MSCSource", "Anatomy"), 0.85),
        (("BiologicalProcess", "Phenotype", "Pathway"), 0.70),
    ],
)
def test_entities_are_grounded_or_say_why_not(shipped, categories, least):
    found = [c for c in measure_coverage(shipped.corpus) if c.category in categories]
    assert {c.category for c in found} == set(categories)
    for coverage in found:
        assert coverage.rate >= least, coverage
        assert coverage.grounded + coverage.placed + coverage.explained == coverage.entities, (
            coverage
        )
