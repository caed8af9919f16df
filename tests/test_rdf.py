"""Records to RDF and back: nothing lost, nothing broken, the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, Dataset, Graph, Literal, URIRef
from rdflib.term import BNode

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.exceptions import UsageError
from msc_graph.rdf.dataset import build_dataset, iterate_quads
from msc_graph.rdf.decode import decode_corpus, decode_graph, read_rdf
from msc_graph.rdf.terms import BIOLINK, CITO, GRAPHS, MSCO
from msc_graph.records import Claim, Entity, Evidence, Reference, Statement, statement_id
from msc_graph.store.serialise import RDF_FORMATS, serialise
from msc_graph.vocabulary import load_prefixes, load_vocabulary

ENDINGS = {
    "jsonld": ".jsonld",
    "nquads": ".nq",
    "ntriples": ".nt",
    "trig": ".trig",
    "turtle": ".ttl",
}
OXIGRAPH = {
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "nquads": pyoxigraph.RdfFormat.N_QUADS,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "turtle": pyoxigraph.RdfFormat.TURTLE,
}
AD = URIRef("http://purl.obolibrary.org/obo/MONDO_0004975")
HOSTILE = [
    'quote " and \\" and """',
    "line\nbreak\r\nand\ttab",
    "</script><script>alert(1)</script>",
    "back\\slash\\",
    "non-BMP 𝔸🧬 and Aβ",
    "\u0001\u007f\u0085\u2028\ufeff",
    "' . <http://evil.org/> <http://evil.org/> '",
    "${jndi:ldap://x} {{7*7}} %s %n",
    "| pipe | and ^^<x> @en",
]


def assert_same(found: Corpus, wanted: Corpus) -> None:
    assert found.entities == dict(wanted.entities)
    assert found.statements == dict(wanted.statements)
    assert found.rows == dict(wanted.rows)
    assert found.references == dict(wanted.references)
    assert found.prefixes == dict(wanted.prefixes)


def make_corpus(
    entities: list[Entity],
    claims: list[tuple[Claim, str, list[Evidence]]],
    references: tuple[Reference, ...] = (),
) -> Corpus:
    statements, rows = {}, {}
    for claim, status, evidence in claims:
        key = statement_id(claim)
        statements[key] = Statement(
            key, claim.subject, claim.predicate, claim.object, claim.level, claim.negated, status
        )
        rows[key] = tuple(EvidenceRow.of(e) for e in evidence)
    return Corpus(
        {e.id: e for e in entities},
        statements,
        rows,
        (),
        load_prefixes(),
        {r.id: r for r in references},
    )


def test_toy_round_trip(toy: Corpus) -> None:
    assert_same(decode_corpus(build_dataset(toy)), toy)


@pytest.mark.parametrize("form", RDF_FORMATS)
def test_toy_round_trip_through_files(toy: Corpus, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"toy{ENDINGS[form]}"
    path.write_text(serialise(toy, form), encoding="utf-8")
    assert_same(read_rdf(path), toy)


def test_shipped_round_trip(shipped: object) -> None:
    corpus = shipped.corpus  # type: ignore[attr-defined]
    assert_same(decode_corpus(build_dataset(corpus)), corpus)


def test_serialisations_hold_the_same_triples(toy: Corpus) -> None:
    triples = {
        form: {
            (str(q.subject), str(q.predicate), str(q.object))
            for q in pyoxigraph.parse(serialise(toy, form), OXIGRAPH[form])
        }
        for form in RDF_FORMATS
    }
    assert len({frozenset(t) for t in triples.values()}) == 1


def test_turtle_reads_the_same_in_rdflib_and_oxigraph(toy: Corpus) -> None:
    text = serialise(toy, "turtle")
    ours = Graph().parse(data=text, format="turtle")
    theirs = Graph().parse(
        data=b"\n".join(
            pyoxigraph.serialize([t], format=pyoxigraph.RdfFormat.N_TRIPLES)
            for t in (q.triple for q in pyoxigraph.parse(text, OXIGRAPH["turtle"]))
        ),
        format="nt",
    )
    assert set(ours) == set(theirs)


def test_no_blank_nodes(toy: Corpus) -> None:
    assert not any(isinstance(n, BNode) for quad in iterate_quads(toy) for n in quad)


def test_same_bytes_in_every_run(toy: Corpus) -> None:
    code = (
        "import hashlib, sys; from pathlib import Path;"
        "from msc_graph.curation.reading import load_corpus;"
        "from msc_graph.store.serialise import RDF_FORMATS, serialise;"
        "c = load_corpus(Path(sys.argv[1]));"
        "print([hashlib.sha256(serialise(c, f).encode()).hexdigest() for f in RDF_FORMATS])"
    )
    root = Path(__file__).parents[1]
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, str(toy.folders[0])],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def union(corpus: Corpus) -> Graph:
    """All graphs as one; asking the dataset itself makes rdflib warn of its own deprecations."""
    graph = Graph()
    for s, p, o, _ in iterate_quads(corpus):
        graph.add((s, p, o))
    return graph


def find(toy: Corpus, subject: str, predicate: str, obj: str) -> Statement:
    return next(
        s
        for s in toy.statements.values()
        if (s.subject, s.predicate, s.object) == (subject, predicate, obj)
    )


def as_triple(statement: Statement, toy: Corpus) -> tuple[URIRef, URIRef, URIRef]:
    from msc_graph.rdf.namespaces import Namespaces

    names = Namespaces(toy.prefixes)
    return (
        URIRef(names.expand(statement.subject)),
        MSCO[statement.predicate],
        URIRef(names.expand(statement.object)),
    )


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        (("mscg:uc-msc-exosome", "upregulates", "HGNC:14929"), True),
        (("mscg:uc-msc-exosome", "inhibits", "HGNC:14929"), False),  # superseded
        (("HGNC:14929", "inhibits", "HGNC:933"), False),  # negated
        (("mirbase.mature:MIMAT0000449", "inhibits", "HGNC:933"), False),  # no effect found
        (("HGNC:14929", "ameliorates", "MONDO:0004975"), True),  # a hypothesis is still support
    ],
)
def test_direct_triple_only_where_the_claim_holds(
    toy: Corpus, claim: tuple[str, str, str], holds: bool
) -> None:
    dataset = build_dataset(toy)
    statement = find(toy, *claim)
    assert (as_triple(statement, toy) in dataset.graph(GRAPHS["assertions"])) == holds
    assert (None, MSCO.status, None) in dataset.graph(GRAPHS["evidence"])
    node = URIRef(statement.id.replace("mscg:", "https://w3id.org/msc-graph/"))
    assert (node, RDF.type, BIOLINK.Association) in union(toy)
    assert (node, BIOLINK.negated, Literal(statement.negated)) in union(toy)


def test_symmetric_statement_is_stored_once(toy: Corpus) -> None:
    assert len(list(union(toy).triples((None, MSCO.opposite_of, None)))) == 1


def test_evidence_says_what_it_does_to_its_statement(toy: Corpus) -> None:
    null = find(toy, "mirbase.mature:MIMAT0000449", "inhibits", "HGNC:933")
    node = URIRef(null.id.replace("mscg:", "https://w3id.org/msc-graph/"))
    assert (URIRef(f"{node}/evidence/1"), CITO.disputes, node) in union(toy)
    assert (URIRef(f"{node}/evidence/1"), MSCO.in_disease, AD) in union(toy)


def test_ambiguous_label_is_no_link() -> None:
    twins = [Entity(f"mscg:{n}", "twin", "Disease") for n in "ab"]
    row = Evidence("supports", "stated", "stated", "review", disease="twin")
    corpus = make_corpus(twins, [(Claim("mscg:a", "precedes", "mscg:b"), "accepted", [row])])
    graph = union(corpus)
    assert (None, MSCO.in_disease, None) not in graph
    assert (None, MSCO.disease, Literal("twin")) in graph


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", RDF_FORMATS)
def test_hostile_text_survives(tmp_path: Path, text: str, form: str) -> None:
    entity = Entity("mscg:x", text, "Protein", synonyms=(text, "a"), description=text)
    other = Entity(f"doi:{text}", "other", "Publication")
    paper = Reference("PMID:1", text, authors=text, doi=text, pmid=text, cited_as=(text,))
    row = Evidence("supports", "stated", "stated", "review", "PMID:1", note=text.replace("\t", " "))
    claim = Claim("mscg:x", "associated_with", other.id)
    corpus = make_corpus([entity, other], [(claim, "accepted", [row])], (paper,))
    path = tmp_path / f"x{ENDINGS[form]}"
    path.write_bytes(serialise(corpus, form).encode())
    assert_same(read_rdf(path), corpus)
    list(pyoxigraph.parse(path.read_bytes(), OXIGRAPH[form]))


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
CELL = TEXT.map(lambda t: t.replace("\t", " "))
IDS = st.sampled_from([f"HGNC:{n}" for n in range(1, 6)])
WORDS = load_vocabulary()


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    kinds = [("Disease", ""), ("VesiclePreparation", "native"), ("CellPreparation", "odd kind")]
    entities = [
        Entity(
            f"HGNC:{n}",
            draw(TEXT.filter(bool)),
            *draw(st.sampled_from(kinds)),
            synonyms=tuple(draw(st.lists(TEXT, max_size=3))),
            xrefs=tuple(draw(st.lists(TEXT, max_size=2))),
            broader=tuple(draw(st.lists(IDS, max_size=2))),
            occurs_in=tuple(draw(st.lists(IDS, max_size=2))),
            taxon=draw(st.sampled_from(["", "NCBITaxon:9606", "a text"])),
            description=draw(TEXT),
        )
        for n in range(1, 6)
    ]
    rows = st.builds(
        lambda **cells: Evidence(**cells),
        stance=st.sampled_from(WORDS.tokens["stance"]),
        certainty=st.sampled_from(WORDS.tokens["certainty"]),
        basis=st.sampled_from(WORDS.tokens["basis"]),
        study_type=st.sampled_from(WORDS.tokens["study_type"]),
        reference=st.sampled_from(["", "PMID:7", "odd text"]),
        disease=CELL,
        n=CELL,
        note=CELL,
    )
    claims = draw(
        st.lists(
            st.tuples(
                st.builds(
                    Claim,
                    IDS,
                    st.sampled_from(sorted(WORDS.predicates)),
                    IDS,
                    st.sampled_from(["", "low", "odd"]),
                    st.booleans(),
                ),
                st.sampled_from(WORDS.tokens["status"]),
                st.lists(rows, max_size=12),
            ),
            max_size=5,
            unique_by=lambda item: item[0],
        )
    )
    return make_corpus(entities, claims)


@settings(max_examples=60)
@given(corpora())
def test_random_corpora_round_trip(corpus: Corpus) -> None:
    assert_same(decode_corpus(build_dataset(corpus)), corpus)


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(corpus=corpora(), form=st.sampled_from(RDF_FORMATS))
def test_random_corpora_round_trip_through_files(
    tmp_path_factory: pytest.TempPathFactory, corpus: Corpus, form: str
) -> None:
    path = tmp_path_factory.mktemp("rdf") / f"x{ENDINGS[form]}"
    path.write_bytes(serialise(corpus, form).encode())
    assert_same(read_rdf(path), corpus)


def test_triples_without_statement_become_bare_statements() -> None:
    graph = Graph()
    graph.bind("ex", "http://example.org/")
    a, b = URIRef("http://example.org/a"), URIRef("http://example.org/b")
    graph.add((a, MSCO.activates, b))
    graph.add((a, RDFS.label, Literal("A")))
    graph.add((a, RDF.type, BIOLINK.Protein))
    graph.add((a, MSCO.opposite_of, b))
    graph.add((b, MSCO.opposite_of, a))
    decoded = decode_graph(graph)
    assert decoded.corpus.entities["ex:a"] == Entity("ex:a", "A", "Protein")
    assert {(s.subject, s.predicate) for s in decoded.corpus.statements.values()} == {
        ("ex:a", "activates"),
        ("ex:a", "opposite_of"),
    }
    (row,) = next(iter(decoded.corpus.rows.values()))
    assert row.parse() == Evidence("supports", "stated", "stated", "review")
    assert_same(decode_corpus(build_dataset(decoded.corpus)), decoded.corpus)


def test_foreign_statements_are_skipped_and_counted() -> None:
    graph = Graph()
    ends = [URIRef(f"http://example.org/{n}") for n in "ab"]
    for number, (predicate, obj) in enumerate(
        [
            (URIRef("http://example.org/likes"), ends[1]),
            (MSCO.activates, Literal("text")),
            (MSCO.activates, BNode()),
            (MSCO.activates, None),
        ]
    ):
        node = URIRef(f"http://example.org/s{number}")
        graph.add((node, RDF.subject, ends[0]))
        graph.add((node, RDF.predicate, predicate))
        if obj is not None:
            graph.add((node, RDF.object, obj))
    decoded = decode_graph(graph)
    assert not decoded.corpus.statements
    assert decoded.skipped == {
        "no single subject, predicate and object": 1,
        "predicate is none of the ontology": 1,
        "subject or object has no IRI": 2,
    }


def test_bad_order_note_changes_nothing() -> None:
    entity = Entity("HGNC:1", "x", "Protein", synonyms=("b", "a"))
    dataset = build_dataset(make_corpus([entity], []))
    assert decode_corpus(dataset).entities["HGNC:1"].synonyms == ("b", "a")
    for bad in ('{"synonyms": ["c"]}', "[", '["a"]', '{"synonyms": [1, {}]}'):
        graph = Graph()
        for s, p, o, _ in dataset.quads():
            graph.add((s, p, Literal(bad) if p == MSCO.listedOrder else o))
        assert decode_corpus(graph).entities["HGNC:1"].synonyms == ("a", "b")


def test_half_a_surrogate_pair_becomes_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonld"
    iri = "https://identifiers.org/hgnc/1"
    path.write_text(
        f'{{"@id": "{iri}", "http://www.w3.org/2000/01/rdf-schema#label": "x\\ud800",'
        f' "@type": "https://w3id.org/msc-graph/ontology/Protein"}}'
    )
    corpus = read_rdf(path)
    assert corpus.entities["HGNC:1"].label == "x\ufffd"
    for form in RDF_FORMATS:
        serialise(corpus, form).encode()


def test_odd_words_of_a_corpus_break_nothing() -> None:
    entity = Entity("odd:1", "x", "Space ship", kind="> .", taxon="> .")
    claim = Claim("odd:1", "is > than", "odd:1", level='"')
    corpus = make_corpus([entity], [(claim, "> .", [Evidence("> .", "", "<", '"')])])
    corpus.prefixes = {**corpus.prefixes, "odd": "http://odd.org/", "two words": "http://two.org/"}
    for form in RDF_FORMATS:
        assert len(list(pyoxigraph.parse(serialise(corpus, form), OXIGRAPH[form]))) > 1000


def test_dataset_has_its_graphs_and_their_union(toy: Corpus) -> None:
    dataset = build_dataset(toy)
    assert isinstance(dataset, Dataset)
    assert all(len(dataset.graph(node)) for node in GRAPHS.values() if "studies" not in str(node))
    assert len(dataset) == len(union(toy))


def test_unknown_category_and_prefix() -> None:
    for category in ("Spaceship", "space ship", "Thing"):
        stranger = Entity("HGNC:1", "x", category)
        again = decode_corpus(build_dataset(make_corpus([stranger], []))).entities
        assert again == {"HGNC:1": stranger}
    with pytest.raises(UsageError, match="unknown prefix"):
        build_dataset(make_corpus([Entity("nobody:1", "x", "Protein")], []))
