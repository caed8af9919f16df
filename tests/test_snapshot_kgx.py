"""KGX pairs of other graphs: what is mapped, and what is kept as it is."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.exceptions import DataError
from msc_graph.network.filters import WalkRules
from msc_graph.network.flags import NEGATED
from msc_graph.snapshot import fast_edges, lines
from msc_graph.snapshot.assemble import compile_snapshot
from msc_graph.snapshot.categories import find_category
from msc_graph.snapshot.corpus import SnapshotCorpus
from msc_graph.snapshot.opening import open_snapshot
from msc_graph.snapshot.predicates import Predicates, Relation
from msc_graph.snapshot.sources import find_source, needs_snapshot
from msc_graph.vocabulary import FOREIGN, load_vocabulary

fast_only = pytest.mark.skipif(not fast_edges.is_available(), reason="polars is not installed")


def write(path: Path, *rows: str) -> Path:
    """A table; blanks between the cells of a row, `~` for an empty cell."""
    text = "\n".join("\t".join(cell.replace("~", "") for cell in row.split()) for row in rows)
    path.write_text(f"{text}\n")
    return path


def edges(folder: Path, *rows: str) -> SnapshotCorpus:
    """The graph of an edge table without nodes."""
    return open_snapshot([write(folder / "edges.tsv", *rows)], cache=False)


def only(corpus: SnapshotCorpus) -> tuple:
    """The one statement, its relation and its evidence."""
    (statement,) = corpus.statements.values()
    return statement, corpus.predicates[statement.predicate], corpus.evidence(statement.id)


# ------------------------------------------------------------------- finding the tables


@pytest.mark.parametrize(
    ("edge_table", "node_table"),
    [
        ("edges.tsv", "nodes.tsv"),
        ("edges.tsv.gz", "nodes.tsv.gz"),
        ("graph_edges.tsv", "graph_nodes.tsv"),
        ("graph.edges.tsv.gz", "graph.nodes.tsv"),
    ],
)
def test_a_pair_is_found_by_its_names(tmp_path, edge_table, node_table):
    for name, text in (
        (edge_table, "subject\tpredicate\tobject\nX:1\tbiolink:treats\tX:2\n"),
        (node_table, "id\tcategory\tname\nX:1\tbiolink:Drug\tone\n"),
    ):
        data = text.encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert find_source(tmp_path) == find_source(tmp_path / edge_table)
    assert needs_snapshot(tmp_path)
    assert needs_snapshot(tmp_path / edge_table)
    corpus = open_snapshot([tmp_path], cache=False)
    assert corpus.entities["X:1"].label == "one"
    assert corpus.entities["X:1"].category == "SmallMolecule"
    assert corpus.entities["X:2"].label == "X:2"  # no table describes it


# --------------------------------------------------------------------- what a row says


@pytest.mark.parametrize(
    ("relation", "name", "sign", "reverse"),
    [
        (Relation("biolink:affects", "", "biolink:causes", "activity", "increased"), "activates", 1, 0),
        (Relation("biolink:affects", "", "", "expression", "decreased"), "downregulates", -1, 0),
        (Relation("biolink:affects", "", "", "", "upregulated"), "promotes", 1, 0),
        (Relation("biolink:regulates", "", "", "", "downregulated"), "reduces", -1, 0),
        (Relation("biolink:affects", "", "", "degradation", "increased"), "downregulates", -1, 0),
        (Relation("biolink:affects", "", "", "localization", "increased"), "regulates", 0, 0),
        (Relation("biolink:affects"), "regulates", 0, 0),
        (Relation("affects"), "regulates", 0, 0),
        (Relation("inhibits"), "inhibits", -1, 0),
        (Relation("msco:inhibits"), "inhibits", -1, 0),
        (Relation("biolink:treats"), "ameliorates", -1, 0),
        (Relation("biolink:in_clinical_trials_for"), "investigated_in", 0, 0),
        (Relation("biolink:studied_to_treat"), "investigated_in", 0, 0),
        (Relation("biolink:treats_or_applied_or_studied_to_treat"), "investigated_in", 0, 0),
        (Relation("biolink:causes"), "contributes_to", 1, 0),
        (Relation("biolink:causes", "", "", "abundance", "decreased"), "reduces", -1, 0),
        (Relation("biolink:positively_regulates"), "promotes", 1, 0),
        (Relation("biolink:increases_expression_of"), "upregulates", 1, 0),
        (Relation("biolink:increases_degradation_of"), "downregulates", -1, 0),
        (Relation("RO:0002213"), "promotes", 1, 0),
        (Relation("RO:0002212"), "reduces", -1, 0),
        (Relation("RO:0002211"), "regulates", 0, 0),
        (Relation("RO:0002449"), "inhibits", -1, 0),
        (Relation("biolink:positively_correlated_with"), "positively_correlated_with", 0, 0),
        (Relation("biolink:caused_by"), "biolink:caused_by", 1, 1),
        (Relation("biolink:treated_by"), "biolink:treated_by", -1, 1),
        (Relation("biolink:affected_by"), "biolink:affected_by", 0, 1),
        (Relation("biolink:regulated_by", "", "", "", "decreased"), "biolink:regulated_by(-)", -1, 1),
        (Relation("biolink:related_to"), "biolink:related_to", 0, 0),
        (Relation("biolink:has_part"), "biolink:has_part", 0, 1),
        (Relation("biolink:expresses"), "biolink:expresses", 0, 0),
        # The graph's own sign wins; less of the subject turns the sign round.
        (Relation("biolink:affects", sign=-1), "biolink:affects(-)", -1, 0),
        (Relation("biolink:related_to", sign=1), "biolink:related_to(+)", 1, 0),
        (Relation("biolink:treats", sign=1), "biolink:treats(+)", 1, 0),
        (Relation("biolink:treats", sign=-1), "ameliorates", -1, 0),
        (Relation("biolink:caused_by", sign=0), "biolink:caused_by(0)", 0, 1),
        (Relation("biolink:affects", "", "", "activity", "increased", "decreased"), "biolink:affects(-)", -1, 0),
        (Relation("biolink:affects", "", "biolink:caused_by", "activity", "increased"), "biolink:affects", 0, 0),
        (Relation("biolink:treats", "", "", "", "increased"), "biolink:treats(0)", 0, 0),
        (Relation("biolink:affects", "inhibits", sign=-1), "inhibits", -1, 0),
        (Relation("biolink:affects", "inhibits", sign=1), "biolink:affects(+)", 1, 0),
    ],
)  # fmt: skip
def test_relations_are_mapped_or_kept(relation, name, sign, reverse):
    found = Predicates().resolve(relation)
    assert (found.name, found.sign, found.reverse) == (name, sign, bool(reverse))


def test_a_kept_relation_has_the_role_of_what_it_inverts_or_none():
    known = Predicates()
    assert known.resolve(Relation("biolink:caused_by")).role == "outcome"
    assert known.resolve(Relation("biolink:treats", sign=1)).role == "outcome"
    assert known.resolve(Relation("X:1", sign=1)).role == FOREIGN
    assert set(known.foreign) == {"biolink:caused_by", "biolink:treats(+)", "X:1(+)"}
    caused = known["biolink:caused_by"]
    assert WalkRules().signs(caused) == (None, 1)
    assert WalkRules().signs(known["X:1(+)"]) == (None, None)
    assert WalkRules(any_predicate=True).signs(known["X:1(+)"]) == (1, None)


def test_every_target_of_the_tables_is_of_the_ontology():
    from msc_graph.bundle import find_folder
    from msc_graph.curation.tables import read_rows
    from msc_graph.snapshot.categories import CATEGORY_COLUMNS
    from msc_graph.snapshot.predicates import FOREIGN_COLUMNS

    vocabulary = load_vocabulary()
    rows = read_rows(find_folder("ontology") / "foreign_predicates.tsv", FOREIGN_COLUMNS)
    keys = [(r["predicate"], r["object_aspect"], r["object_direction"]) for r in rows]
    assert keys == sorted(set(keys))
    assert {r["maps_to"] for r in rows} <= {"", *vocabulary.predicates}
    rows = read_rows(find_folder("ontology") / "foreign_categories.tsv", CATEGORY_COLUMNS)
    keys = [(r["kind"], r["name"]) for r in rows]
    assert keys == sorted(set(keys))
    assert {r["maps_to"] for r in rows} <= {"", *vocabulary.categories}


@pytest.mark.parametrize(
    ("identifier", "classes", "category"),
    [
        ("X:1", "biolink:Gene", "Protein"),
        ("X:1", "biolink:NamedThing|biolink:BiologicalEntity|biolink:MicroRNA", "MicroRNA"),
        ("X:1", "biolink:PathologicalProcess|biolink:BiologicalProcess", "BiologicalProcess"),
        ("X:1", "biolink:ChemicalEntity|biolink:Drug", "SmallMolecule"),
        ("X:1", "biolink:ProcessedMaterial", "Material"),
        ("X:1", "SequenceVariant", "SequenceVariant"),
        ("HGNC:1", "", "Protein"),
        ("MONDO:1", "biolink:NamedThing", "Disease"),
        ("GO:1", "", "BiologicalProcess"),
        ("GO:1", "biolink:CellularComponent|biolink:AnatomicalEntity", "Organelle"),
        ("CL:1", "", "CellType"),
        ("http://x.org/a", "", "Thing"),
    ],
)
def test_categories_are_found_by_class_then_prefix(identifier, classes, category):
    assert find_category(identifier, classes.split("|")) == category


def test_direction_sign_and_negation_survive(tmp_path):
    corpus = edges(
        tmp_path,
        "subject predicate object negated sign object_direction_qualifier",
        "X:1 biolink:caused_by X:2 false ~ ~",
        "X:1 biolink:affects X:3 true -1 ~",
        "X:3 biolink:affects X:1 0 + increased",
        "X:3 unknown:verb X:2 ~ ~ ~",
    )
    found = {(s.subject, s.object): s for s in corpus.statements.values()}
    assert found["X:1", "X:2"].predicate == "biolink:caused_by"
    denied = found["X:1", "X:3"]
    assert (denied.negated, corpus.predicates[denied.predicate].sign) == (True, -1)
    assert corpus.arrays.flags[corpus.statement_number(denied.id)] & NEGATED
    assert found["X:3", "X:1"].predicate == "promotes"
    assert corpus.predicates["unknown:verb"].role == FOREIGN
    # What causes runs from the object: two ways into X:1, one of them from X:2.
    assert corpus.arrays.in_degree[corpus.number("X:1")] == 2
    assert corpus.arrays.out_degree[corpus.number("X:2")] == 1


def test_evidence_of_other_graphs(tmp_path):
    write(tmp_path / "nodes.tsv", "id name", "NCBITaxon:10090 mouse", "CL:1 neuron")
    corpus = edges(
        tmp_path,
        "subject predicate object object_aspect_qualifier object_direction_qualifier publications "
        "primary_knowledge_source knowledge_level has_evidence species_context_qualifier "
        "anatomical_context_qualifier",
        "X:1 biolink:affects X:2 activity decreased PMID:1|PMID:2||PMID:1 infores:ctd prediction "
        "ECO:1|ECO:0000178 NCBITaxon:10090 CL:1",
    )
    statement, predicate, evidence = only(corpus)
    assert predicate.name == "inhibits"
    assert [e.reference for e in evidence] == ["PMID:1", "PMID:2"]
    for row in evidence:
        assert (row.stance, row.certainty, row.basis) == ("supports", "hedged", "stated")
        assert (row.study_type, row.review) == ("in_vivo", "infores:ctd")
        assert (row.species, row.cell_type) == ("mouse", "neuron")
        assert row.as_printed == "biolink:affects (activity decreased)"
    assert corpus.arrays.reference[corpus.statement_number(statement.id)] == -2


@pytest.mark.parametrize(
    ("level", "certainty", "basis"),
    [
        ("knowledge_assertion", "stated", "stated"),
        ("logical_entailment", "stated", "implied"),
        ("text_co_occurrence", "hedged", "stated"),
        ("not_provided", "stated", "stated"),
        ("~", "stated", "stated"),
    ],
)
def test_knowledge_levels(tmp_path, level, certainty, basis):
    corpus = edges(tmp_path, "subject predicate object knowledge_level", f"X:1 X:p X:2 {level}")
    (row,) = only(corpus)[2]
    assert (row.certainty, row.basis, row.study_type) == (certainty, basis, "review")
    assert row.reference == row.as_printed == ""


def test_rows_of_one_claim_are_one_statement(tmp_path):
    corpus = edges(
        tmp_path,
        "id subject predicate object publications primary_knowledge_source",
        "e1 X:1 X:p X:2 PMID:1 infores:a",
        "e2 X:1 X:p X:3 PMID:1 infores:a",
        "e3 X:1 X:p X:2 PMID:1 infores:a",
        "e4 X:1 X:p X:2 ~ infores:b",
        "e5 X:1 X:p X:2 PMID:2 infores:a",
    )
    assert len(corpus.statements) == 2
    first = corpus.statement_at(0)
    assert [(e.reference, e.review) for e in corpus.evidence(first.id)] == [
        ("PMID:1", "infores:a"),
        ("", "infores:b"),
        ("PMID:2", "infores:a"),
    ]


def test_a_category_of_theirs_can_be_asked_for(tmp_path):
    write(tmp_path / "nodes.tsv", "id category", "X:1 biolink:SequenceVariant", "X:2 ~")
    corpus = edges(tmp_path, "subject predicate object", "X:1 X:p X:2")
    assert corpus.find_category("sequence variant") == ("SequenceVariant", "sequence variant")
    assert corpus.members("SequenceVariant") == {"X:1"}
    assert corpus.members("Thing") == {"X:2"}
    assert corpus.prefixes["X"] == "https://identifiers.org/X:"


def test_relations_of_others_leave_and_come_back(tmp_path):
    """A relation as our own exports write it: its CURIE, our name for it, its sign."""
    corpus = edges(
        tmp_path,
        "subject predicate object sign",
        "HGNC:1 biolink:affects HGNC:2 -1",
        "HGNC:1 biolink:caused_by HGNC:2 ~",
        "HGNC:1 biolink:related_to HGNC:2 +1",
        "HGNC:1 RO:0002213 HGNC:2 ~",
    )
    used = [corpus.predicates[s.predicate] for s in corpus.statements.values()]
    table = write(
        tmp_path / "again_edges.tsv",
        "subject predicate object sign predicate_local stance",
        *(f"HGNC:1 {p.biolink} HGNC:2 {p.sign} {p.name} supports" for p in used),
    )
    again = open_snapshot([table], cache=False)
    assert again.statements.keys() == corpus.statements.keys()
    assert [again.predicates[p.name] for p in used] == used


# -------------------------------------------------------------- the two ways of reading


def read_both_ways(table: Path) -> list[tuple]:
    found = []
    for fast in (False, True):
        arrays, metadata = compile_snapshot([find_source(table)], fast=fast)
        parts = {name: array.tobytes() for name, array in arrays.items()}
        found.append((parts, metadata))
    return found


cell = st.sampled_from(
    ["", "a", "b", '"', "#c", "é", "X:1", "biolink:affects", "1|2", "| x|", "NA"]
)
rows = st.lists(
    st.tuples(
        st.sampled_from(["X:1", "X:2", '"X:3', "é"]),
        st.sampled_from(["X:p", "biolink:treats", "inhibits"]),
        st.sampled_from(["X:1", "X:4", "NA"]),
        cell,
        cell,
        st.sampled_from(["", "1", "-1"]),
        cell,
        st.sampled_from(["", "inhibits"]),
    ),
    max_size=12,
)
COLUMNS = (
    "subject", "predicate", "object", "publications", "has_evidence", "sign", "reference",
    "predicate_local",
)  # fmt: skip


@fast_only
@given(rows, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.integers(1, 200))
@settings(max_examples=40)
def test_both_ways_of_reading_give_the_same(tmp_path_factory, table, end, blank, size):
    path = tmp_path_factory.mktemp("ways") / "edges.tsv"
    text = end.join(["\t".join(COLUMNS), *("\t".join(row) for row in table)])
    path.write_text(text + (end * 3 if blank else ""), newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "CHUNK", size)  # pieces of any size
        patch.setattr(lines.iterate_pieces, "__defaults__", (size,))
        if not table:
            with pytest.raises(DataError, match="holds no statement"):
                read_both_ways(path)
            return
        plain, fast = read_both_ways(path)
    assert plain[1] == fast[1]
    assert plain[0].keys() == fast[0].keys()
    # References are numbered as they come, which differs; what they number is the same.
    loose = {"reference", "evidence_reference", "reference.blob", "reference.offsets"}
    assert {n: a for n, a in plain[0].items() if n not in loose} == {
        n: a for n, a in fast[0].items() if n not in loose
    }
    one, two = (open_snapshot([path], cache=False) for _ in range(2))
    assert dict(one.rows) == dict(two.rows)


@fast_only
def test_polars_is_used_where_it_is_installed_and_worthwhile(tmp_path, monkeypatch):
    table = write(tmp_path / "edges.tsv", "subject predicate object", "X:1 X:p X:2")
    called = []
    monkeypatch.setattr(
        "msc_graph.snapshot.kgx.encode_edges_fast",
        lambda *a: called.append(a) or fast_edges.encode_edges_fast(*a),
    )
    for size, installed, times in ((1 << 20, True, 0), (1, False, 0), (1, True, 1)):
        monkeypatch.setattr("msc_graph.snapshot.kgx._WORTHWHILE", size)
        monkeypatch.setattr("msc_graph.snapshot.kgx.is_available", lambda told=installed: told)
        assert len(open_snapshot([table], cache=False).statements) == 1
        assert len(called) == times


@fast_only
def test_many_different_cells_are_numbered(tmp_path):
    """So many combinations that they do not fit into one table of places."""
    rng = np.random.default_rng(1)
    table = tmp_path / "edges.tsv"
    out = io.StringIO()
    out.write("subject\tpredicate\tobject\thas_evidence\tprimary_knowledge_source\tnegated\n")
    for number in range(4000):
        a, b, c = rng.integers(0, 2000, 3).tolist()
        out.write(
            f"X:{number % 50}\tX:p{a % 60}\tX:{b % 40}\tE:{c}\tinfores:{a}\t{'true' if b % 2 else ''}\n"
        )
    table.write_text(out.getvalue())
    plain, fast = read_both_ways(table)
    assert plain[0] == fast[0]
    assert plain[1] == fast[1]


def test_progress_is_told(tmp_path):
    table = write(tmp_path / "edges.tsv", "subject predicate object", "X:1 X:p X:2")
    told: list[tuple[int, int, str]] = []
    open_snapshot([table], cache=False, progress=lambda *what: told.append(what))
    size = table.stat().st_size
    assert told[-1] == (size, size, "sorting")
    assert all(0 <= done <= total == size for done, total, _ in told)


def test_a_predicate_written_in_full_is_the_same(tmp_path):
    corpus = edges(
        tmp_path,
        "subject predicate object",
        "X:1 https://w3id.org/biolink/vocab/treats X:2",
    )
    assert only(corpus)[0].predicate == "ameliorates"
