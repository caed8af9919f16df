"""RDF of other models: bare triples, stated ones, descriptions, and files that are not sound."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from msc_graph.exceptions import DataError
from msc_graph.rdf.decode import read_rdf
from msc_graph.snapshot import rdf
from msc_graph.snapshot.corpus import SnapshotCorpus
from msc_graph.snapshot.identifiers import Identifiers
from msc_graph.snapshot.opening import needs_snapshot, open_snapshot
from msc_graph.snapshot.sources import find_source

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
    assert corpus.foreign_counts == {"ex:likes": 1}
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
    assert corpus.foreign_counts == {"ex:likes": 1}
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
