"""The ontology is the one truth: what follows from it is held equal, every term is explained."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.term import BNode

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import DataError
from msc_graph.rdf.dataset import build_dataset, iterate_quads
from msc_graph.rdf.ontology import read_ontology, render_alignments, render_vocabulary
from msc_graph.rdf.shapes import check_shapes
from msc_graph.rdf.terms import MSCO
from msc_graph.vocabulary import ONTOLOGY_IRI, load_vocabulary

FOLDER = Path(__file__).parents[1] / "ontology"
TTL = FOLDER / "msc.ttl"


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return read_ontology(TTL)


def own_terms(ontology: Graph) -> list[URIRef]:
    found = {s for s in ontology.subjects() if str(s).startswith(ONTOLOGY_IRI)}
    return sorted(s for s in found if isinstance(s, URIRef) and str(s) != ONTOLOGY_IRI)


def test_vocabulary_follows_from_ontology() -> None:
    written = (FOLDER / "vocabulary.tsv").read_text(encoding="utf-8")
    assert written == render_vocabulary(TTL), "run `msc-graph format`"


def test_alignments_follow_from_ontology() -> None:
    written = (FOLDER / "alignments.sssom.tsv").read_text(encoding="utf-8")
    assert written == render_alignments(TTL), "run `msc-graph format`"


def test_every_term_has_one_label_one_definition_and_a_reason(ontology: Graph) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for term in own_terms(ontology):
        assert len(list(ontology.objects(term, RDFS.label))) == 1, term
        (definition,) = ontology.objects(term, SKOS.definition)
        assert str(definition).endswith("."), term
        assert f"| `{str(term).removeprefix(ONTOLOGY_IRI)}` | " in readme, term


def test_no_blank_nodes_and_nothing_that_must_not_be_used(ontology: Graph) -> None:
    text = TTL.read_text(encoding="utf-8")
    assert "derives_from" not in text
    assert "RO_0001019" not in text
    assert not any(isinstance(node, BNode) for triple in ontology for node in triple)


def test_used_terms_are_declared(ontology: Graph, toy: Corpus, shipped: object) -> None:
    declared = set(own_terms(ontology))
    for corpus in (toy, getattr(shipped, "corpus")):  # noqa: B009
        for s, p, o, _ in iterate_quads(corpus):
            for node in (s, p, o):
                if str(node).startswith(ONTOLOGY_IRI) and isinstance(node, URIRef):
                    assert node in declared or str(node) == ONTOLOGY_IRI, node


def test_every_predicate_has_a_sign_a_role_and_a_biolink_predicate() -> None:
    for predicate in load_vocabulary().predicates.values():
        assert predicate.sign in (-1, 0, 1)
        assert predicate.biolink.startswith("biolink:")
        if predicate.object_direction:
            assert predicate.qualified_predicate == "biolink:causes"
            assert predicate.object_direction == {1: "increased", -1: "decreased"}[predicate.sign]


def test_regulates_gets_no_direction() -> None:
    regulates = load_vocabulary().predicates["regulates"]
    assert (regulates.sign, regulates.object_direction) == (0, "")


def test_predicates_are_properties_of_owl(ontology: Graph) -> None:
    for name, predicate in load_vocabulary().predicates.items():
        assert (MSCO[name], RDF.type, OWL.ObjectProperty) in ontology
        symmetric = (MSCO[name], RDF.type, OWL.SymmetricProperty) in ontology
        assert symmetric == predicate.symmetric


@pytest.mark.parametrize("content", ["msco:x a .", None])
def test_bad_ontology_is_a_data_error(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "msc.ttl"
    if content is not None:
        path.write_text(content)
    with pytest.raises(DataError, match=r"msc\.ttl"):
        render_vocabulary(path)


def test_shapes_accept_the_toy(toy: Corpus) -> None:
    assert check_shapes(build_dataset(toy)) == []


def test_shapes_that_checked_nothing_fail() -> None:
    assert len(check_shapes(Graph())) == 3


@pytest.mark.parametrize(
    ("predicate", "value", "complaint"),
    [
        (MSCO.stance, None, "one stance"),
        (MSCO.sign, None, "the sign"),
        (MSCO.evidence, None, "at least one piece of evidence"),
        (RDFS.label, None, "exactly one label"),
        (RDF.subject, URIRef("http://example.org/nobody"), "one subject"),
        (MSCO.status, MSCO["status-liked"], "accepted, disputed or superseded"),
    ],
)
def test_shapes_find_each_canary(
    toy: Corpus, predicate: URIRef, value: URIRef | None, complaint: str
) -> None:
    graph = Graph()
    for s, p, o, _ in iterate_quads(toy):
        graph.add((s, p, o))
    kind = {RDFS.label: MSCO.Disease, MSCO.stance: MSCO.Evidence}.get(predicate, MSCO.Statement)
    node = min(graph.subjects(RDF.type, kind))
    graph.remove((node, predicate, None))
    if value is not None:
        graph.add((node, predicate, value))
    assert any(complaint in line and str(node) in line for line in check_shapes(graph))
