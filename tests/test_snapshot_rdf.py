"""RDF of other models: bare triples, stated ones, descriptions, and files that are not sound."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef

from msc_graph.analysis.subgraph import statements_of_answer
from msc_graph.exceptions import DataError
from msc_graph.export.kgx import write_kgx
from msc_graph.graph import MechanismGraph
from msc_graph.rdf.decode import read_rdf
from msc_graph.rdf.part import iterate_part
from msc_graph.rdf.terms import BIOLINK, MSCO
from msc_graph.snapshot import rdf
from msc_graph.snapshot.corpus import SnapshotCorpus
from msc_graph.snapshot.identifiers import Identifiers
from msc_graph.snapshot.opening import open_snapshot
from msc_graph.snapshot.sources import find_source, needs_snapshot
from msc_graph.store.serialise import serialise
from msc_graph.vocabulary import FOREIGN, ONTOLOGY_IRI, load_vocabulary

PREFIXES = """
@prefix biolink: <https://w3id.org/biolink/vocab/> .
@prefix msco: <https://w3id.org/msc-graph/ontology/> .
@prefix mscg: <https://w3id.org/msc-graph/> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix oio: <http://www.geneontology.org/formats/oboInOwl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix hgnc: <http://identifiers.org/hgnc/> .
@prefix pm: <http://www.ncbi.nlm.nih.gov/pubmed/> .
@prefix ex: <http://example.org/> .
"""


def write(path: Path, text: str) -> Path:
    path.write_text(PREFIXES + text)
    return path


def read(folder: Path, text: str, name: str = "graph.ttl") -> SnapshotCorpus:
    return open_snapshot([write(folder / name, text)], cache=False)


def triples_of(corpus: SnapshotCorpus) -> set[tuple[str, str, str]]:
    return {(s.subject, s.predicate, s.object) for s in corpus.statements.values()}


def test_bare_triples_are_statements_and_annotations_are_not(tmp_path):
    corpus = read(
        tmp_path,
        """
        hgnc:1 biolink:affects hgnc:2 ; obo:RO_0002213 obo:GO_0001 ; ex:likes ex:b ;
            rdfs:label "one" ; skos:altLabel "uno" ; oio:hasExactSynonym "eins" ;
            a biolink:Gene ; rdfs:seeAlso ex:page ; owl:sameAs ex:same ; ex:says "text" .
        obo:GO_0001 rdfs:subClassOf obo:GO_0002 ; skos:prefLabel "process" ;
            obo:IAO_0000115 "what happens" .
        ex:b biolink:caused_by hgnc:2 ; biolink:category biolink:Disease .
        """,
    )
    assert triples_of(corpus) == {
        ("HGNC:1", "regulates", "HGNC:2"),
        ("HGNC:1", "promotes", "GO:0001"),
        ("HGNC:1", "ex:likes", "ex:b"),
        ("ex:b", "biolink:caused_by", "HGNC:2"),
    }
    one = corpus.entities["HGNC:1"]
    assert (one.label, one.category) == ("one", "Protein")
    assert set(one.synonyms) == {"uno", "eins"}
    process = corpus.entities["GO:0001"]
    assert (process.label, process.category) == ("process", "BiologicalProcess")
    assert (process.broader, process.description) == (("GO:0002",), "what happens")
    assert corpus.entities["ex:b"].category == "Disease"
    assert corpus.prefixes["ex"] == "http://example.org/"
    (row,) = corpus.evidence(next(corpus.find(predicates=("promotes",))).id)
    assert row.as_printed == "RO:0002213"
    assert (row.stance, row.study_type, row.reference) == ("supports", "review", "")


def test_stated_triples_bring_their_qualifiers_and_evidence(tmp_path):
    corpus = read(
        tmp_path,
        """
        hgnc:1 biolink:affects hgnc:2 .
        ex:claim a biolink:ChemicalAffectsGeneAssociation ;
            rdf:subject hgnc:1 ; rdf:predicate biolink:affects ; rdf:object hgnc:2 ;
            biolink:qualified_predicate biolink:causes ;
            biolink:object_aspect_qualifier "activity" ;
            biolink:object_direction_qualifier "decreased" ;
            biolink:publications pm:1 , "PMID:2" ; biolink:knowledge_level "prediction" ;
            biolink:primary_knowledge_source <https://w3id.org/biolink/infores/ctd> ;
            ex:confidence ex:high .
        ex:denied rdf:subject hgnc:2 ; rdf:predicate ex:eats ; rdf:object hgnc:1 ;
            biolink:negated true .
        ex:old biolink:subject hgnc:3 ; biolink:predicate biolink:treats ; biolink:object hgnc:1 .
        """,
    )
    assert triples_of(corpus) == {
        ("HGNC:1", "inhibits", "HGNC:2"),
        ("HGNC:2", "ex:eats", "HGNC:1"),
        ("HGNC:3", "ameliorates", "HGNC:1"),
    }
    (statement,) = corpus.find(predicates=("inhibits",))
    evidence = corpus.evidence(statement.id)
    assert sorted(e.reference for e in evidence) == ["PMID:1", "PMID:2"]
    assert {(e.certainty, e.review) for e in evidence} == {("hedged", "infores:ctd")}
    assert {e.as_printed for e in evidence} == {
        "biolink:affects (biolink:causes activity decreased)"
    }
    (denied,) = corpus.find(predicates=("ex:eats",))
    assert denied.negated
    assert set(corpus.entities) == {"HGNC:1", "HGNC:2", "HGNC:3"}


def test_statements_as_terms_are_read(tmp_path):
    corpus = read(
        tmp_path,
        "hgnc:1 biolink:affects hgnc:2 {| biolink:object_direction_qualifier 'increased' |} .",
    )
    assert triples_of(corpus) == {("HGNC:1", "promotes", "HGNC:2")}


def test_our_words_in_a_graph_of_others(tmp_path):
    """What both models say; without a node, with one, with evidence of this model."""
    text = """
        ex:1 msco:inhibits ex:2 ; msco:associated_with ex:3 ; ex:likes ex:3 .
        ex:3 msco:associated_with ex:1 ; a msco:Disease .
        ex:s rdf:subject ex:1 ; rdf:predicate msco:reduces ; rdf:object ex:3 ;
            msco:evidence <http://example.org/s/evidence/2> , <http://example.org/s/evidence/1> ;
            msco:level msco:level-low ; msco:status msco:status-disputed .
        <http://example.org/s/evidence/1> a msco:Evidence ; msco:note "first" ; ex:by ex:me .
        <http://example.org/s/evidence/2> a msco:Evidence ; msco:note "second" ;
            msco:stance msco:stance-refutes .
        """
    corpus = read(tmp_path, text)
    plain = read_rdf(tmp_path / "graph.ttl")
    ours = {s.id: s for s in corpus.statements.values() if s.predicate != "ex:likes"}
    assert len(ours) == 3
    assert ours == plain.statements
    assert {identifier: corpus.rows[identifier] for identifier in ours} == plain.rows
    assert corpus.entities["ex:3"] == plain.entities["ex:3"]
    assert needs_snapshot(tmp_path / "graph.ttl")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("graph.nt", "<http://x.org/a> <http://x.org/p> <http://x.org/b> .\n"),
        ("graph.nq", "<http://x.org/a> <http://x.org/p> <http://x.org/b> <http://x.org/g> .\n"),
        ("graph.trig", "<http://x.org/g> { <http://x.org/a> <http://x.org/p> <http://x.org/b> }"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_every_syntax(tmp_path, name, text, packed):
    path = tmp_path / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    assert needs_snapshot(path)
    corpus = open_snapshot([path], cache=False)
    assert triples_of(corpus) == {("http://x.org/a", "http://x.org/p", "http://x.org/b")}


def test_what_needs_a_snapshot(tmp_path, monkeypatch, toy_graph):
    ours = tmp_path / "ours.ttl"
    toy_graph.export("turtle", ours)
    assert not needs_snapshot(ours)
    assert not needs_snapshot(write(tmp_path / "labels.ttl", 'ex:a rdfs:label "a" .'))
    assert not needs_snapshot(write(tmp_path / "broken.ttl", "ex:a ex:b"))
    assert needs_snapshot(write(tmp_path / "stated.ttl", "ex:s rdf:predicate ex:p ."))
    assert not needs_snapshot(tmp_path / "graph.jsonld")
    monkeypatch.setattr("msc_graph.snapshot.sources._SMALL_RDF", 10)
    assert needs_snapshot(ours)


def test_a_large_file_is_sorted_on_disk_with_the_same_result(tmp_path, monkeypatch):
    text = "\n".join(
        f'hgnc:{n} biolink:affects hgnc:{n % 7} ; rdfs:label "gene {n}" .' for n in range(40)
    )
    one = read(tmp_path, text)
    monkeypatch.setattr(rdf, "_LARGE", 10)
    monkeypatch.setattr("msc_graph.store.stream._BATCH", 5)
    two = read(tmp_path, text)
    assert dict(one.entities) == dict(two.entities)
    assert dict(one.rows) == dict(two.rows)
    assert one.entities["HGNC:39"].label == "gene 39"


def test_what_cannot_become_a_statement_is_counted(tmp_path, caplog):
    corpus = read(
        tmp_path,
        """
        hgnc:1 ex:p hgnc:2 .
        [] rdf:subject hgnc:1 ; rdf:predicate ex:p ; rdf:object [] .
        ex:s rdf:subject hgnc:1 ; rdf:predicate ex:p , ex:q ; rdf:object hgnc:2 .
        """,
    )
    assert len(corpus.statements) == 1
    assert [r.getMessage() for r in caplog.records] == [
        "skipped 1 statements: no single subject, predicate and object",
        "skipped 1 statements: subject or object has no IRI",
    ]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("graph.nt", b"<http://x.org/a> <http://x.org/p> <http://x.org/b> .\nnothing\n", ":2: is not"),
        ("graph.ttl", b"@prefix ex: <http://x.org/> .\nex:a ex:b", "is not Turtle"),
        ("graph.ttl", b"<a> <b> '\xff' .", ":1: is not Turtle"),
        ("graph.ttl", b"# nothing at all\n", "holds no statement and no entity"),
        ("graph.nt", b"<http://x.org/a> <http://x.org/p> \"" + b"x" * (1 << 21) + b'" .\n', ":1: is longer"),
        ("graph.nt.gz", b"\x1f\x8b\x08nothing", "is no whole gzip file"),
    ],
)  # fmt: skip
def test_broken_files_are_named_in_one_line(tmp_path, name, data, message):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DataError, match=message) as caught:
        open_snapshot([path], cache=False)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


# ----------------------------------------------------------- graphs of others leave and come back

RELATIONS = (
    "biolink:affects", "biolink:caused_by", "biolink:treats", "biolink:related_to",
    "biolink:interacts_with", "biolink:in_taxon", "biolink:category", "RO:0002213", "RO:0002162",
    "het:causes", "msco:inhibits", "msco:evidence", "mscg:relation/likes", "skos:broader",
    "rdfs:subClassOf", "rdf:type", "http://example.org/p#q", "https://example.org/%C3%A4(-)",
    "http://purl.obolibrary.org/obo/RO_0002434", "likes", "evidence", "inhibits", "x(-)", "x(0)",
    "is > than", "50% of", "Ähnlich",
)  # fmt: skip
COLUMNS = (
    "subject", "object", "predicate", "sign", "qualified_predicate", "object_direction_qualifier",
    "negated", "publications", "knowledge_level", "primary_knowledge_source",
)  # fmt: skip
NODES = st.sampled_from([f"X:{n}" for n in range(4)])
FOREIGN_ROWS = st.tuples(
    NODES,
    NODES,
    st.sampled_from(RELATIONS),
    st.sampled_from(["", "1", "-1", "0"]),
    st.sampled_from(["", "biolink:caused_by", "biolink:causes"]),
    st.sampled_from(["", "increased", "decreased"]),
    st.sampled_from(["", "true"]),
    st.sampled_from(["", "PMID:1", "PMID:1|PMC:2"]),
    st.sampled_from(["", "prediction", "logical_entailment"]),
    st.sampled_from(["", "infores:ctd"]),
)
CLASSES = st.sampled_from(
    ["", "biolink:Gene", "biolink:SideEffect", "biolink:NamedThing", "Odd thing", "biolink:Ä<b>"]
)


@given(st.lists(FOREIGN_ROWS, min_size=1, max_size=8), st.lists(CLASSES, min_size=4, max_size=4))
@settings(max_examples=40)
def test_a_foreign_graph_comes_back_from_our_rdf(tmp_path_factory, rows, classes):
    """KGX of others, as our Turtle and N-Quads: the same statements, signs, roles and categories."""
    folder = tmp_path_factory.mktemp("foreign")
    nodes = [("id", "name", "category"), *((f"X:{n}", f"x {n}", c) for n, c in enumerate(classes))]
    for name, table in (("nodes.tsv", nodes), ("edges.tsv", [COLUMNS, *rows])):
        (folder / name).write_text("".join("\t".join(row) + "\n" for row in table))
    corpus = open_snapshot([folder], cache=False)
    write_kgx(corpus, folder / "kgx")
    for name, form in (("graph.ttl", "turtle"), ("graph.nq", "nquads"), ("kgx", "")):
        if form:
            (folder / name).write_text(serialise(corpus, form))
        again = open_snapshot([folder / name], cache=False)
        assert dict(again.statements) == dict(corpus.statements)
        assert dict(again.rows) == dict(corpus.rows)
        assert dict(again.entities) == dict(corpus.entities)
        for statement in corpus.statements.values():
            relation = statement.predicate
            assert again.predicates[relation] == corpus.predicates[relation]
    assert needs_snapshot(folder / "graph.ttl") == bool(
        {s.predicate for s in corpus.statements.values()} - load_vocabulary().predicates.keys()
        or {e.category for e in corpus.entities.values()} - load_vocabulary().categories.keys()
    )


def test_a_foreign_relation_has_its_own_iri_and_says_what_it_is(tmp_path):
    rows = (
        "subject predicate object sign",
        "X:1 biolink:caused_by X:2 ~",
        "X:1 biolink:eats X:2 -1",
    )
    table = "".join("\t".join(row.replace("~", "").split(" ")) + "\n" for row in rows)
    (tmp_path / "edges.tsv").write_text(table)
    corpus = open_snapshot([tmp_path], cache=False)
    graph = Graph().parse(data=serialise(corpus, "turtle"), format="turtle")
    one, two = (URIRef(f"https://identifiers.org/X:{n}") for n in (1, 2))
    eats = URIRef("https://w3id.org/msc-graph/relation/biolink:eats(-)")
    assert (one, BIOLINK.caused_by, two) in graph
    assert (BIOLINK.caused_by, MSCO.reverse, Literal(True)) in graph
    assert (one, eats, two) in graph  # with a sign of its own it is no more what others mean by it
    assert (eats, MSCO.biolinkPredicate, BIOLINK.eats) in graph
    assert (eats, MSCO.sign, Literal(-1)) in graph
    assert {str(o) for o in graph.objects(eats, MSCO.role)} == {FOREIGN}
    assert not any(str(p).startswith(ONTOLOGY_IRI) for p in graph.predicates(one, two))
    part = {q[:3] for q in iterate_part(corpus, corpus.statements.values())}
    assert (eats, MSCO.sign, Literal(-1)) in part
    assert part <= set(graph)


def test_a_property_may_be_declared_in_our_words(tmp_path):
    corpus = read(
        tmp_path,
        """
        ex:blocks msco:role "causal" ; msco:sign -1 ; rdfs:label "blocks" .
        ex:odd msco:role "nonsense" ; msco:sign -1 .
        ex:a ex:blocks ex:b ; ex:odd ex:b .
        """,
    )
    assert triples_of(corpus) == {("ex:a", "ex:blocks", "ex:b"), ("ex:a", "ex:odd", "ex:b")}
    blocks, odd = (corpus.predicates[name] for name in ("ex:blocks", "ex:odd"))
    assert (blocks.sign, blocks.role, blocks.label) == (-1, "causal", "blocks")
    assert (odd.sign, odd.role) == (0, FOREIGN)


def test_jsonld_comes_as_records(tmp_path, toy_graph):
    toy_graph.export("jsonld", tmp_path / "toy.jsonld")
    corpus = open_snapshot([find_source(tmp_path / "toy.jsonld")], cache=False)
    assert dict(corpus.statements) == dict(toy_graph.statements)


def test_iris_become_ids():
    ids = Identifiers({"ex": "http://example.org/"})
    for iri, identifier in (
        ("http://purl.obolibrary.org/obo/GO_0001", "GO:0001"),
        ("http://purl.obolibrary.org/obo/DOID_1", "DOID:1"),
        ("http://identifiers.org/hgnc/1", "HGNC:1"),
        ("https://identifiers.org/hgnc/1", "HGNC:1"),
        ("https://pubmed.ncbi.nlm.nih.gov/1", "PMID:1"),
        ("http://identifiers.org/ncbigene/1", "NCBIGene:1"),
        ("http://example.org/a", "ex:a"),
        ("http://elsewhere.org/a", "http://elsewhere.org/a"),
    ):
        assert ids.find(iri) == identifier


def test_what_sparql_answers_of_a_foreign_relation_is_found_again(tmp_path):
    rows = ("subject predicate object sign", "X:1 biolink:eats X:2 -1", "X:1 biolink:eats X:2 1")
    (tmp_path / "edges.tsv").write_text("".join("\t".join(r.split()) + "\n" for r in rows))
    kg = MechanismGraph(open_snapshot([tmp_path], cache=False))
    eats = "<https://w3id.org/msc-graph/relation/biolink:eats(-)>"
    answer = kg.query(f"CONSTRUCT {{ ?s {eats} ?o }} WHERE {{ ?s {eats} ?o }}")
    (statement,) = statements_of_answer(kg.corpus, answer)
    assert statement.predicate == "biolink:eats(-)"
