"""Every named question has its answer on the shipped graph: rows read in the tables beforehand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import pytest

from msc_graph.curation.corpus import Corpus
from msc_graph.graph import MechanismGraph
from msc_graph.records import Evidence, Statement
from msc_graph.store.catalogue import load_queries
from msc_graph.vocabulary import load_vocabulary

UC, AD_SOURCE = "mesenchymal stem cell of umbilical cord", "mesenchymal stem cell of adipose tissue"
AD, POF = "Alzheimer disease", "primary ovarian failure"
MIR = "hsa-miR-146a-5p"

#: By question: values given to its parameters, some of its columns, and rows that it must have.
ANSWERS: dict[str, tuple[dict[str, str], str, list[tuple[str | None, ...]]]] = {
    "better-than": (
        {},
        "arm_a direction arm_b reference",
        [("3D-cultured UC-MSC exosome", "better", "UC-MSC exosome", "PMID:31840420")],
    ),
    "biodistribution": (
        {"agent": "MSC exosome"},
        "predicate place_label negated",
        [
            ("crosses", "blood brain barrier", "false"),
            ("accumulates in", "pulmonary capillary bed", "true"),
        ],
    ),
    "cargo-for-disease": (
        {"disease": AD},
        "cargo_label preparation_label effect",
        [("CAT", "MSC exosome", None), ("hsa-miR-29c-3p", "MSC exosome", "ameliorates")],
    ),
    "cargo-of-source": (
        {"source": "UC-MSC"},
        "preparation_label cargo_label category",
        [("UC-MSC exosome", "YWHAZ", "protein"), ("UC-MSC exosome", "hsa-miR-22-3p", "microRNA")],
    ),
    "carriers-of-cargo": (
        {"cargo": "miR-146a"},
        "preparation_label source_label reference",
        [
            ("BM-MSC exosome", "mesenchymal stem cell of the bone marrow", "PMID:32612165"),
            ("miR-146a-overexpressing AD-MSC exosome", AD_SOURCE, "PMID:35096186"),
        ],
    ),
    "chains-to-disease": (
        {"disease": AD},
        "cargo_label predicate middle_label outcome sign",
        [("hsa-miR-29c-3p", "inhibits", "BACE1", "contributes to", "-1")],
    ),
    "clinical-evidence": (
        {},
        "subject_label predicate object_label stance n",
        [("AD-MSC exosome", "ameliorates", AD, "supports", "9")],
    ),
    "contested": (
        {},
        "subject_label predicate object_label status",
        [
            ("miR-644-5p", "inhibits", "TP53", "disputed"),
            ("MSC exosome", "inhibits", "SIRT1", "superseded"),
        ],
    ),
    "converging-cargo": (
        {"target": "NF-κB"},
        "cargo_label steps through_label sign target_label",
        [("let-7", "2", "HMGA2", "-1", "NFkappaB")],
    ),
    "correlates": (
        {"disease": AD},
        "correlate_label predicate study_type",
        [("aging", "risk factor for", "review")],
    ),
    "decoys": (
        {},
        "decoy_label bound_label target_label",
        [("exosomal CCR2", "CCL2", "monocyte/macrophage activation")],
    ),
    "disagreeing-evidence": (
        {},
        "subject_label predicate object_label stance study_type",
        [
            (
                "mesenchymal stem cell of the bone marrow",
                "ameliorates",
                AD,
                "no_effect",
                "clinical",
            ),
            ("mesenchymal stem cell of the bone marrow", "ameliorates", AD, "supports", "review"),
        ],
    ),
    "doses-and-routes": (
        {"preparation": "UC-MSC exosome"},
        "disease model route dose follow_up reference",
        [
            (
                POF,
                "cisplatin-induced POF mouse",
                "intravenous injection",
                "125 µg",
                "3 days",
                "PMID:37000316",
            )
        ],
    ),
    "engineered-preparations": (
        {},
        "preparation_label kind source_label preconditioned_with cargo",
        [
            (
                "curcumin-primed exosome",
                "preconditioned",
                "mesenchymal stem cell",
                "curcumin",
                "curcumin",
            )
        ],
    ),
    "errata-of-disease": (
        {"disease": AD},
        "erratum about",
        [("E009", "Autophagy and PI3K/AKT/mTOR in ref 56")],
    ),
    "evidence-of-pair": (
        {"start": "UC-MSC exosome", "end": AD},
        "predicate negated stance study_type reference",
        [("ameliorates", "false", "supports", "in_vitro", "PMID:33104031")],
    ),
    "hallmarks": (
        {},
        "scheme_label hallmark_label",
        [("hallmarks of aging (López-Otín 2013)", "mitochondrial dysfunction")],
    ),
    "hallmarks-of-cargo": (
        {"cargo": "miR-188-3p"},
        "through_label sign hallmark_label",
        [
            ("CDK5", "1", "impaired macroautophagy"),
            ("autophagy", "1", "cellular senescence"),
        ],
    ),
    "hedged-claims": (
        {},
        "subject_label predicate object_label",
        [("AP2A1", "regulates", "synaptic vesicle cycle")],
    ),
    "making-and-checking": (
        {},
        "preparation_label predicate method_label",
        [("MSC exosome", "isolated by", "multi-stage centrifugation")],
    ),
    "mechanism-chains": (
        {"source": "UC-MSC"},
        "preparation_label cargo_label predicate sign target_label",
        [("UC-MSC exosome", "hsa-miR-22-3p", "inhibits", "-1", "ATF4-ATF3-CHOP pathway")],
    ),
    "models-of-disease": (
        {"disease": AD},
        "study_type species model",
        [("in_vivo", "Mus musculus", "APP/PS1 mouse")],
    ),
    "most-studied-cargo": (
        {},
        "cargo_label papers diseases preparations",
        [("hsa-miR-144-5p", "2", "1", "1")],
    ),
    "negated-or-null": (
        {},
        "subject_label predicate object_label negated stance",
        [
            ("Lomecel-B", "promotes", "cognition", "false", "no_effect"),
            ("MSC exosome", "has property", "immunogenicity", "true", "supports"),
        ],
    ),
    "only-in-vitro": (
        {},
        "subject_label predicate object_label",
        [("PI3K", "activates", "NFE2L2")],
    ),
    "opposite-claims": (
        {},
        "subject_label raises lowers object_label",
        [
            ("MSC exosome", "upregulates", "inhibits", "SIRT1"),
            ("MSC exosome", "activates", "inhibits", "NFkappaB"),
        ],
    ),
    "opposite-poles": (
        {},
        "one_label other_label",
        [("impaired macroautophagy", "autophagy")],
    ),
    "papers-of-disease": (
        {"disease": AD},
        "reference reference_label",
        [("PMID:35366241", "Liu 2022")],
    ),
    "pathways-of-diseases": (
        {"first": AD, "second": "osteoporosis"},
        "pathway_label category",
        [("canonical Wnt signaling pathway", "pathway")],
    ),
    "preparations-of-source": (
        {"source": "UC-MSC"},
        "relation preparation_label kind",
        [
            ("produces", "UC-MSC exosome", "native"),
            ("prepared from", "3D-cultured UC-MSC exosome", "preconditioned"),
        ],
    ),
    "replicated": (
        {},
        "subject_label predicate object_label",
        [("ovarian function decline", "contributes to", POF)],
    ),
    "said-by-both-reviews": (
        {},
        "subject_label predicate object_label",
        [("AD-MSC exosome", "ameliorates", AD)],
    ),
    "shared-by-diseases": (
        {"first": AD, "second": "osteoporosis"},
        "shared_label category",
        [("inflammatory response", "biological process")],
    ),
    "single-paper": (
        {},
        "subject_label predicate object_label reference",
        [("3D-cultured UC-MSC exosome", "ameliorates", AD, "PMID:31840420")],
    ),
    "statements-by-reference": (
        {"reference": "PMID:31840420"},
        "subject_label predicate object_label stance review",
        [
            (
                "3D-cultured UC-MSC exosome",
                "reduces",
                "amyloid-beta deposition",
                "supports",
                "li2025",
            )
        ],
    ),
    "strengths-of-source": (
        {},
        "source_label procurement",
        [("mesenchymal stem cell of the bone marrow", "from marrow drawn by needle")],
    ),
    "study-arms": (
        {"disease": POF},
        "arm agent route dose_value dose_unit follow_up_days",
        [("li2025:16-1", "LRP1-high UC-MSC", "intraovarian injection", "1e6", "cells", "21")],
    ),
    "study-types-of-disease": ({"disease": AD}, "study_type papers", [("clinical", "3")]),
    "targets-of-cargo": (
        {"cargo": "miR-144-5p"},
        "predicate sign target_label category",
        [("inhibits", "-1", "PTEN", "protein")],
    ),
    "trials": (
        {"disease": AD, "source": "adipose MSC", "phase": "1/2"},
        "trial agent route",
        [("NCT03117738", "AstroStem", "intravenous injection")],
    ),
    "trials-of-disease": ({"disease": AD}, "trial_label tested", [("NCT02600130", "Lomecel-B")]),
    "unmapped-entities": ({}, "entity_label category", [("biological barrier", "anatomy")]),
    "unsigned-effects": (
        {},
        "subject_label predicate object_label",
        [("melatonin", "regulates", "SIRT6")],
    ),
    "uses-of-source": (
        {"source": "UC-MSC"},
        "agent_label effect disease_label",
        [
            ("UC-MSC exosome", "ameliorates", POF),
            (UC, "ameliorates", "osteoarthritis, knee"),
        ],
    ),
    "what-acts-on": (
        {"target": "PTEN"},
        "actor_label predicate sign",
        [("hsa-miR-144-5p", "inhibits", "-1"), ("hsa-miR-21-5p", "inhibits", "-1")],
    ),
}


@pytest.fixture(scope="module")
def kg(shipped: MechanismGraph) -> Iterator[MechanismGraph]:
    graph = MechanismGraph(shipped.corpus)
    yield graph
    graph.store.close()  # type: ignore[attr-defined]


def answer(
    kg: MechanismGraph, name: str, given: Mapping[str, str], columns: str
) -> list[tuple[str | None, ...]]:
    """Chosen columns of an answer, IRIs as CURIEs."""
    found = kg.query(name, given)
    places = [found.variables.index(column) for column in columns.split()]
    names = kg.store.names
    return [
        tuple(
            (names.compress(term.value) or term.value) if term else None
            for term in (row[place] for place in places)
        )
        for row in found.rows
    ]


def test_there_are_thirty_questions_and_more_each_with_its_answer() -> None:
    assert len(load_queries()) >= 30
    assert set(ANSWERS) == set(load_queries())


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_question_has_its_answer(kg: MechanismGraph, name: str) -> None:
    given, columns, rows = ANSWERS[name]
    assert set(rows) <= set(answer(kg, name, given, columns))


def test_what_is_excluded_stays_out(kg: MechanismGraph) -> None:
    trials = answer(
        kg, "trials", {"disease": AD, "source": "", "phase": "1/2"}, "trial trial_phase"
    )
    assert trials
    assert {phase for _, phase in trials} == {"1/2"}
    assert ("NCT01742533", "1/2") not in trials  # of another disease
    everything = answer(kg, "trials", {"disease": ""}, "trial")
    assert len({row[0] for row in everything}) == len(kg.corpus.table("trials.tsv"))
    made = answer(kg, "making-and-checking", {}, "preparation_label")
    assert (AD,) not in made


Judge = Callable[[Corpus, Statement, tuple[Evidence, ...]], bool]


def acts(statement: Statement) -> bool:
    return load_vocabulary().predicates[statement.predicate].role in ("causal", "outcome")


def papers(rows: tuple[Evidence, ...]) -> set[str]:
    return {row.reference for row in rows if row.stance == "supports" and row.reference}


def stances(rows: tuple[Evidence, ...]) -> set[str]:
    return {row.stance for row in rows}


#: What a row is about, told from the tables without SPARQL.
FROM_TABLES: dict[str, Judge] = {
    "single-paper": lambda _, s, rows: acts(s) and len(papers(rows)) == 1,
    "replicated": lambda _, s, rows: acts(s) and len(papers(rows)) > 1,
    "hedged-claims": lambda _, s, rows: all(r.certainty != "stated" for r in rows),
    "unsigned-effects": lambda c, s, rows: s.predicate == "regulates",
    "only-in-vitro": lambda c, s, rows: (
        acts(s)
        and not s.negated
        and s.status != "superseded"
        and any(r.study_type == "in_vitro" and r.stance == "supports" for r in rows)
        and {r.study_type for r in rows} <= {"in_vitro", "review"}
    ),
    "contested": lambda _, s, rows: (
        s.status != "accepted" or ("supports" in stances(rows) and len(stances(rows)) > 1)
    ),
}


@pytest.mark.parametrize("name", sorted(FROM_TABLES))
def test_an_answer_is_what_the_tables_say(kg: MechanismGraph, name: str) -> None:
    corpus, is_meant = kg.corpus, FROM_TABLES[name]
    predicates = load_vocabulary().predicates
    expected = Counter(
        (corpus.label(s.subject), predicates[s.predicate].label, corpus.label(s.object))
        for s in corpus.statements.values()
        if is_meant(corpus, s, corpus.evidence(s.id))
    )
    found = Counter(answer(kg, name, {}, "subject_label predicate object_label"))
    assert found == expected


def test_the_evidence_of_a_paper_is_all_there(kg: MechanismGraph) -> None:
    rows = sum(
        row.reference == "PMID:31840420"
        for statement in kg.statements
        for row in kg.corpus.evidence(statement)
    )
    assert len(answer(kg, "statements-by-reference", {}, "predicate")) == rows


def test_unmapped_entities_are_those_of_no_other_vocabulary(kg: MechanismGraph) -> None:
    mapped = {
        row["subject_id"]
        for row in kg.corpus.table("mappings.sssom.tsv")
        if not row["object_id"].startswith("sssom:")
    }
    expected = {
        e.id
        for e in kg.entities.values()
        if e.id.startswith("mscg:") and not e.xrefs and e.id not in mapped
    }
    assert {row[0] for row in answer(kg, "unmapped-entities", {}, "entity")} == expected
