"""What the endpoint says about itself: SPARQL 1.1 Service Description, with the counts of VoID."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msc_graph.exceptions import LimitError
from msc_graph.rdf.namespaces import STANDARD_PREFIXES
from msc_graph.rdf.terms import GRAPHS
from msc_graph.store.base import Answer, Term
from msc_graph.store.results import write_answer
from msc_graph.vocabulary import BASE_IRI
from msc_graph.web.workshop.engine import Engine

__all__ = ["describe_service"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_VOID = STANDARD_PREFIXES["void"]
_TYPE = Term("iri", STANDARD_PREFIXES["rdf"] + "type")
_INTEGER = STANDARD_PREFIXES["xsd"] + "integer"

_RESULTS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)

_COUNTS = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
#: What the graph says of itself, but for its prefixes.
_VOID_QUERY = f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  GRAPH <{GRAPHS["provenance"]}> {{ ?s ?p ?o }}
  FILTER (?p NOT IN (sh:declare, sh:prefix, sh:namespace))
}}"""

Triple = tuple[Term, Term, Term]


async def describe_service(engine: Engine, url: str, form: str) -> bytes:
    """The description of the endpoint at a URL, in a format of `store.results` for graphs.

    Where counting takes longer than a query may, the counts are left out.

    Raises
    ------
    LimitError
        If nobody is free to answer.
    """
    counts: Mapping[str, str] = {}
    about: tuple[Triple, ...] = ()
    try:
        rows = (await engine.query(_COUNTS)).rows
        counts = {graph.value: n.value for graph, n in rows if graph is not None and n is not None}
        about = (await engine.query(_VOID_QUERY)).triples
    except LimitError as error:
        if error.limit == "queue":
            raise
    # One thing after the other, so that it reads well as Turtle.
    about = tuple(sorted(about, key=lambda triple: [term.value for term in triple]))
    answer = Answer("graph", triples=(*_describe(url, counts), *about))
    return write_answer(answer, form, {**engine.names.declared(), "sd": _SD, "formats": _FORMATS})


def _describe(url: str, counts: Mapping[str, str]) -> Iterator[Triple]:
    service, dataset, union = Term("iri", url), Term("bnode", "dataset"), Term("bnode", "union")
    yield service, _TYPE, _sd("Service")
    yield service, _sd("endpoint"), service
    yield service, _sd("supportedLanguage"), _sd("SPARQL11Query")
    yield service, _sd("feature"), _sd("UnionDefaultGraph")
    for name in _RESULTS:
        yield service, _sd("resultFormat"), Term("iri", _FORMATS + name)
    yield service, _sd("defaultDataset"), dataset
    yield dataset, _TYPE, _sd("Dataset")
    yield dataset, _TYPE, Term("iri", f"{_VOID}Dataset")
    yield dataset, Term("iri", f"{_VOID}sparqlEndpoint"), service
    yield dataset, Term("iri", f"{_VOID}subset"), Term("iri", f"{BASE_IRI}dataset")
    yield dataset, _sd("defaultGraph"), union
    graphs = sorted(map(str, GRAPHS.values()))
    named = [Term("bnode", f"named{number}") for number in range(len(graphs))]
    for node in named:
        yield dataset, _sd("namedGraph"), node
    total = sum(map(int, counts.values()))
    yield from _describe_graph(union, total if counts else None)
    for number, (node, iri) in enumerate(zip(named, graphs, strict=True)):
        graph = Term("bnode", f"graph{number}")
        yield node, _TYPE, _sd("NamedGraph")
        yield node, _sd("name"), Term("iri", iri)
        yield node, _sd("graph"), graph
        yield from _describe_graph(graph, int(counts.get(iri, "0")) if counts else None)


def _describe_graph(graph: Term, triples: int | None) -> Iterator[Triple]:
    yield graph, _TYPE, _sd("Graph")
    if triples is not None:
        yield graph, Term("iri", f"{_VOID}triples"), Term("literal", str(triples), _INTEGER)


def _sd(name: str) -> Term:
    return Term("iri", _SD + name)
