"""Snapshots hold what was read: the same records, by whatever way a graph came."""

from __future__ import annotations

import gzip
import mmap
import string
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from array_world import build_adjacency
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.analysis.belief import belief_of
from msc_graph.analysis.names import NameIndex, normalise_name
from msc_graph.curation.corpus import Corpus, EvidenceRow, merge_corpora
from msc_graph.export.kgx import write_kgx
from msc_graph.graph import MechanismGraph
from msc_graph.network.filters import WalkRules, supporting_rows
from msc_graph.network.flags import NEGATED, SUPERSEDED, evidence_bits, evidence_mask
from msc_graph.network.index import build_index
from msc_graph.records import Claim, Entity, Evidence, Statement, statement_id
from msc_graph.snapshot.assemble import compile_snapshot
from msc_graph.snapshot.check import check_numbers
from msc_graph.snapshot.corpus import SnapshotCorpus
from msc_graph.snapshot.format import SnapshotFile, join_texts
from msc_graph.snapshot.hashing import hash_text, hash_texts
from msc_graph.snapshot.names import normalise_names
from msc_graph.snapshot.opening import open_snapshot
from msc_graph.snapshot.sources import find_source
from msc_graph.store.serialise import dump_nquads
from msc_graph.vocabulary import load_vocabulary

TOY = Path(__file__).parent / "toy"


def open_apart(*sources: Path | str | Corpus) -> SnapshotCorpus:
    """A snapshot that leaves nothing behind."""
    return open_snapshot(sources, cache=False)


def assert_same(one: Mapping, two: Mapping) -> None:
    """Compare item by item: the difference of two large dictionaries takes minutes to print."""
    assert len(one) == len(two)
    for key, value in two.items():
        assert one[key] == value


def assert_same_statements(one: Corpus, two: Corpus) -> None:
    assert_same(one.statements, two.statements)
    assert_same(one.rows, two.rows)


@pytest.fixture(scope="module")
def opened() -> SnapshotCorpus:
    return open_apart("shipped")


# ------------------------------------------------------------------- the shipped graph


def test_own_tables_come_back_whole(shipped, opened):
    assert_same(opened.entities, shipped.entities)
    assert_same_statements(opened, shipped.corpus)
    assert opened.references == shipped.corpus.references
    assert opened.table("studies.tsv") == shipped.corpus.table("studies.tsv")


@pytest.mark.parametrize("packed", [False, True])
def test_the_shipped_graph_survives_kgx(shipped, tmp_path, packed, monkeypatch):
    monkeypatch.setattr("msc_graph.snapshot.kgx._WORTHWHILE", 0)  # by polars, where there is one
    write_kgx(shipped.corpus, tmp_path / "kgx")
    if packed:
        for table in (tmp_path / "kgx").iterdir():
            table.with_suffix(".tsv.gz").write_bytes(gzip.compress(table.read_bytes(), 1))
            table.unlink()
    again = open_apart(tmp_path / "kgx")
    assert_same_statements(again, shipped.corpus)
    assert_same(again.entities, shipped.entities)


def test_the_shipped_graph_survives_turtle_and_packed_nquads(shipped, tmp_path):
    shipped.export("turtle", tmp_path / "graph.ttl")
    packed = tmp_path / "graph.nq.gz"
    packed.write_bytes(gzip.compress(dump_nquads(shipped.corpus), 1))
    for path in (tmp_path / "graph.ttl", packed):
        again = open_apart(path)
        assert_same(again.entities, shipped.entities)
        assert_same_statements(again, shipped.corpus)
        assert again.references == shipped.corpus.references


# ---------------------------------------------------------------------- random records

words = st.text(string.ascii_letters + string.digits + "'\"#αβ(é,;:\\", min_size=1, max_size=6)
cells = st.lists(words, max_size=3).map(" ".join)
ids = st.sampled_from([f"mscg:{letter}" for letter in "abcde"])
tokens = load_vocabulary().tokens
predicates = st.sampled_from(sorted(load_vocabulary().predicates))
evidences = st.fixed_dictionaries(
    {
        **{c: st.sampled_from(tokens[c]) for c in ("stance", "certainty", "basis", "study_type")},
        "reference": st.sampled_from(["", "PMID:1", "PMID:2", "li2025:0", "doi:10.1/a|b"]),
        **dict.fromkeys(("locator", "as_printed", "disease", "species", "dose", "note"), cells),
    }
).map(lambda columns: Evidence(**columns))
claims = st.builds(
    Claim, ids, predicates, ids, st.sampled_from(["", *tokens["level"]]), st.booleans()
)
entities = st.fixed_dictionaries(
    {
        "id": ids,
        "label": words,
        "category": st.sampled_from(sorted(load_vocabulary().categories)),
        "kind": cells,
        "synonyms": st.lists(words, unique=True, max_size=3).map(tuple),
        "broader": st.lists(ids, unique=True, max_size=2).map(tuple),
        "taxon": st.sampled_from(["", "NCBITaxon:9606"]),
        "description": cells,
    }
).map(lambda fields: Entity(**fields))


@st.composite
def corpora(draw: Callable) -> Corpus:
    found = {e.id: e for e in draw(st.lists(entities, max_size=5))}
    statements, rows = {}, {}
    for claim in draw(st.lists(claims, max_size=8)):
        for end in (claim.subject, claim.object):
            found.setdefault(end, Entity(end, end, "Protein"))
        identifier = statement_id(claim)
        status = draw(st.sampled_from(tokens["status"]))
        statements[identifier] = Statement(identifier, *claim, status)
        evidence = draw(st.lists(evidences, max_size=4, unique=True))
        rows[identifier] = tuple(map(EvidenceRow.of, evidence))
    return Corpus(found, statements, rows)


@given(corpora().filter(lambda corpus: corpus.entities))
@settings(max_examples=40)
def test_random_records_come_back_from_kgx_and_from_memory(tmp_path_factory, corpus):
    folder = tmp_path_factory.mktemp("random") / "kgx"
    write_kgx(corpus, folder)
    for source in (folder, corpus):
        again = compiled(source)
        assert_same(again.entities, corpus.entities)
        assert_same_statements(again, corpus)


def compiled(source: Path | Corpus, *, fast: bool = False) -> SnapshotCorpus:
    """A graph as it would be mapped, without a file, and not read by polars unless told."""
    arrays, metadata = compile_snapshot([find_source(source)], fast=fast)
    return SnapshotCorpus(SnapshotFile(mmap.mmap(-1, 1), arrays, metadata))


@given(corpora().filter(lambda corpus: corpus.entities))
@settings(max_examples=60)
def test_arrays_say_what_the_evidence_says(corpus):
    snapshot = compiled(corpus)
    check_numbers(snapshot._file)
    arrays, kinds = snapshot.arrays, snapshot.kinds
    index = build_index(corpus)
    for entity in corpus.entities:
        number = snapshot.number(entity)
        assert arrays.in_degree[number] == len(index.incoming.get(entity, ()))
        assert arrays.out_degree[number] == len(index.outgoing.get(entity, ()))
    for number, statement in enumerate(snapshot.statements.values()):
        rows = corpus.rows[statement.id]
        bits = evidence_bits(rows)
        if bits and load_vocabulary().predicates[statement.predicate].role == "opposite":
            bits = evidence_mask()
        bits |= NEGATED if statement.negated else 0
        bits |= SUPERSEDED if statement.status == "superseded" else 0
        assert arrays.flags[number] == bits
        walked = bool(supporting_rows(corpus, statement, WalkRules()))
        assert walked == (0 < arrays.flags[number] < NEGATED)
        supporting = [r.parse() for r in rows if r.stance == "supports"]
        exact = belief_of(supporting)
        assert exact <= arrays.belief[number] <= exact + 1e-6
        assert belief_of(r.parse() for r in rows) <= arrays.belief[number]
        named = {e.reference for e in supporting} - {""}
        code = arrays.reference[number]
        assert (code == -1, code == -2) == (not named, len(named) > 1)
        assert kinds[arrays.kind[number]][0] == statement.predicate
    expected = build_adjacency(arrays.subject, arrays.object, len(arrays.category))
    for name, array in expected.items():
        assert np.array_equal(getattr(arrays, name), array)
        assert getattr(arrays, name).dtype == array.dtype


@given(st.lists(corpora(), min_size=2, max_size=3))
@settings(max_examples=30)
def test_several_sources_are_merged_by_id(parts):
    if not any(part.entities for part in parts):
        return
    merged = merge_corpora(parts)
    again = open_apart(*parts)
    assert_same_statements(again, merged)
    assert again.entities.keys() == merged.entities.keys()
    for identifier, entity in merged.entities.items():
        assert set(entity.synonyms) <= set(again.entities[identifier].synonyms)
    for identifier, entity in parts[0].entities.items():
        if entity.label != identifier:
            assert again.entities[identifier].label == entity.label


# ------------------------------------------------------------------------ lazy records


def test_records_are_found_by_number_and_id(shipped, opened):
    for number in (0, 7, len(opened.statements) - 1):
        statement = opened.statement_at(number)
        assert opened.statement_number(statement.id) == number
        assert opened.statements[statement.id] == shipped.statements[statement.id]
        assert opened.rows[statement.id] == opened.rows_at(number)
    for identifier in shipped.statements:  # most were never handed out
        assert opened.statement_at(opened.statement_number(identifier)).id == identifier
    for unknown in ("", "x", "mscg:statement/", "mscg:statement/zz", f"mscg:statement/{'F' * 16}"):
        assert unknown not in opened.statements
        assert opened.statement_number(unknown) is None
        assert opened.number(unknown) is None
    with pytest.raises(KeyError):
        opened.entities["nothing"]
    with pytest.raises(KeyError):
        opened.rows["nothing"]
    assert opened.label("HGNC:933") == shipped.corpus.label("HGNC:933")
    assert opened.label("nothing") == "nothing"
    assert opened.evidence(statement.id) == shipped.corpus.evidence(statement.id)


def test_statements_are_found_by_their_ends(shipped, opened):
    some = list(shipped.statements.values())[::97]
    for statement in some:
        for wanted in (
            {"subject": statement.subject},
            {"object": statement.object, "predicates": (statement.predicate,)},
            {"subject": statement.subject, "object": statement.object},
            {"predicates": (statement.predicate,)},
        ):
            expected = {s.id for s in shipped.corpus.find(**wanted)}
            assert {s.id for s in opened.find(**wanted)} == expected
    assert list(opened.find(subject="nothing")) == list(opened.find(object="nothing")) == []


def test_members_categories_and_processes(shipped, opened):
    counts = Counter(e.category for e in shipped.entities.values())
    for category, count in counts.items():
        assert opened.members(category) == shipped.corpus.members(category)
        assert len(opened.member_numbers(category)) == count
    assert opened.members("nothing") == frozenset()
    assert opened.find_category("micro rna") == ("MicroRNA", "microRNA")
    marked = {opened.entity_id(n) for n in np.flatnonzero(opened.without_cell())}
    assert marked == {
        e.id
        for e in shipped.entities.values()
        if e.category == "BiologicalProcess" and not e.occurs_in
    }


def test_evidence_is_filtered_as_on_records(shipped, opened):
    rules = WalkRules(contexts=(("species", "Mus musculus"),))
    admitted = opened.admitted(lambda row: row.stance == "supports" and rules.admits(row))
    for number, statement in enumerate(opened.statements.values()):
        rows = shipped.corpus.rows[statement.id]
        assert admitted[number] == any(r.stance == "supports" and rules.admits(r) for r in rows)


# ------------------------------------------------------------------------------- names


def test_names_are_resolved_as_on_records(shipped, opened):
    plain, mapped = NameIndex(shipped.entities), opened.names
    some = list(shipped.entities.values())[::2]
    queries = [name for e in some for name in (e.id, e.label, *e.synonyms)]
    queries += [f" {name.upper()} " for name in queries[::9]]
    queries += [name.replace("-", " ") for name in queries[::9]]
    for query in queries:
        one, two = plain.resolve(query), mapped.resolve(query)
        assert (one.entity, one.how, one.candidates) == (two.entity, two.how, two.candidates), query
    for slip, meant in (
        ("astrocyte inflamation", "astrocyte inflammation"),
        ("Alzheimer diseas", "Alzheimer disease"),
        ("BACE", "BACE1"),
    ):
        assert mapped.resolve(slip).entity is None
        assert meant in mapped.resolve(slip).suggestions
    assert mapped.resolve("").suggestions == mapped.resolve("qqqqqqqqqqqqzzzz").suggestions == ()


@given(st.lists(st.binary(max_size=40), max_size=9))
def test_texts_are_hashed_alike_one_by_one_and_together(texts):
    assert hash_texts(*join_texts(texts)).tolist() == [hash_text(text) for text in texts]


@given(st.lists(st.text(max_size=12), max_size=6))
def test_many_names_are_normalised_as_one(names):
    assert normalise_names(names) == [normalise_name(name) for name in names]


@given(st.lists(st.sampled_from(["NF-κB", "miR-21s", "hsa-let-7", "let’s", "ﬁ", "İ", "a\u0301b"])))
def test_spellings_are_normalised_as_one(names):
    assert normalise_names(names) == [normalise_name(name) for name in names]


def test_an_untold_synonym_of_two_is_ambiguous():
    twins = [Entity(f"mscg:{n}", f"twin {n}", "Protein", synonyms=("twin",)) for n in "ab"]
    corpus = open_apart(Corpus({e.id: e for e in twins}, {}, {}))
    assert [e.id for e in corpus.names.resolve("twin").candidates] == ["mscg:a", "mscg:b"]


def test_a_trace_on_a_snapshot_is_that_on_records(toy_graph):
    mapped = MechanismGraph(open_apart(TOY))
    for graph in (toy_graph, mapped):
        assert graph.corpus.find_category("disease")
    one = toy_graph.trace("miR-146a-5p", "Alzheimer disease")
    two = mapped.trace("miR-146a-5p", "Alzheimer disease")
    assert [c.hops for c in one.chains] == [c.hops for c in two.chains]
    assert one.sign == two.sign
