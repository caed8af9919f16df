"""The W3C's SPARQL tests read from their folder, and answers compared with what they expect."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from msc_graph.store.base import Answer, Term
from msc_graph.store.results import describe_term, to_engine_term, write_answer

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")

#: Where the suite lives on the web: base of its relative IRIs.
BASE = "https://w3c.github.io/rdf-tests/sparql/"
#: Name of the graph that stands for a test's default graph.
DEFAULT = "urn:w3c:default"

SYNTAX = {
    MF.PositiveSyntaxTest: True,
    MF.PositiveSyntaxTest11: True,
    MF.NegativeSyntaxTest: False,
    MF.NegativeSyntaxTest11: False,
}
_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")
_RESULTS = {".srx": "xml", ".srj": "json", ".tsv": "tsv"}
_FROM = re.compile(r"(\bFROM\s+(?:NAMED\s+)?<)([^:>]+)(?=>)", re.IGNORECASE)


@dataclass
class Case:
    """One test: its group, name and kind, its query, data and expected result."""

    group: str
    name: str
    kind: Node
    query: Path
    base: str
    default: list[Path] = field(default_factory=list)
    named: dict[str, Path] = field(default_factory=dict)
    result: Path | None = None
    lax: bool = False

    @property
    def text(self) -> str:
        """The query with the base that its file gives it."""
        text = self.query.read_bytes().decode("utf-8")
        folder = self.base.rpartition("/")[0]
        # Our path takes graphs after FROM by their full IRI only.
        text = _FROM.sub(lambda m: f"{m[1]}{folder}/{m[2]}", text)
        return text if self.kind in SYNTAX else f"BASE <{self.base}>\n{text}"

    @property
    def has_dataset(self) -> bool:
        """Whether the query itself says which graphs it is asked of."""
        return "FROM <" in self.text


def read_cases(folder: Path, version: str, groups: Iterable[str]) -> Iterator[Case]:
    """Tests of some groups of a version (`sparql11`), in the order of their manifests."""
    for group in groups:
        manifest = folder / version / group / "manifest.ttl"
        graph = Graph().parse(manifest, publicID=f"{BASE}{version}/{group}/manifest.ttl")
        (root,) = graph.subjects(RDF.type, MF.Manifest)
        for entry in Collection(graph, graph.value(root, MF.entries)):
            yield from _read_case(folder, group, graph, entry)


def _read_case(folder: Path, group: str, graph: Graph, entry: Node) -> Iterator[Case]:
    def local(iri: Node) -> Path:
        path = unquote(urlsplit(str(iri)).path)
        return folder / path.removeprefix(urlsplit(BASE).path)

    kind, action = graph.value(entry, RDF.type), graph.value(entry, MF.action)
    query = action if kind in SYNTAX else graph.value(action, QT.query)
    if not isinstance(query, URIRef) or kind is None:
        return
    result = graph.value(entry, MF.result)
    case = Case(group, str(graph.value(entry, MF.name)), kind, local(query), str(query))
    case.default = [local(data) for data in graph.objects(action, QT.data)]
    case.result = local(result) if isinstance(result, URIRef) else None
    case.lax = graph.value(entry, MF.resultCardinality) == MF.LaxCardinality
    for data in graph.objects(action, QT.graphData):
        where = graph.value(data, QT.graph)
        name = graph.value(data, RDFS.label) if where else data
        case.named[str(name)] = local(where or data)
    for name in _FROM.findall(case.query.read_text("utf-8")) if kind not in SYNTAX else []:
        iri = URIRef(f"{str(query).rpartition('/')[0]}/{name[1]}")
        case.named[str(iri)] = local(iri)
    yield case


def load_quads(case: Case) -> bytes:
    """The data of a test as N-Quads; its default graph under a name."""
    parts = [(path, DEFAULT) for path in case.default]
    parts += [(path, name) for name, path in case.named.items()]
    quads: list[ox.Quad] = []
    for number, (path, name) in enumerate(parts):
        base = _base_of(path)
        found = ox.parse(path=str(path), base_iri=base, rename_blank_nodes=number > 0)
        quads += [ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(name)) for q in found]
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def _base_of(path: Path) -> str:
    return f"{BASE}{path.relative_to(path.parents[2]).as_posix()}"


def ask_engine(case: Case) -> Answer | None:
    """What Oxigraph answers without anything of ours around it; None if it fails."""
    store = ox.Store()
    store.bulk_load(load_quads(case), format=ox.RdfFormat.N_QUADS)
    named = [ox.NamedNode(name) for name in case.named]
    chosen = {"default_graph": [ox.NamedNode(DEFAULT)], "named_graphs": named}
    try:
        found = store.query(case.text, **({} if case.has_dataset else chosen))  # type: ignore[arg-type]
    except (SyntaxError, ValueError, OSError):
        return None
    if isinstance(found, ox.QueryBoolean):
        return Answer("ask", boolean=bool(found))
    rows = tuple(_to_row(row) for row in found)
    if isinstance(found, ox.QuerySolutions):
        return Answer("select", tuple(v.value for v in found.variables), rows)
    return Answer("graph", triples=rows)  # type: ignore[arg-type]


def _to_row(terms: Iterable[object]) -> tuple[Term | None, ...]:
    return tuple(None if term is None else Term(*describe_term(term)) for term in terms)


def is_expected(case: Case, answer: Answer) -> bool:
    """Whether an answer is what a test expects, whatever the names of its blank nodes."""
    path = case.result
    assert path is not None
    if path.suffix == ".csv":
        return _rows(write_answer(answer, "csv")) == _rows(path.read_bytes())
    if path.suffix == ".tsv" and answer.kind == "select":
        # What we write must be what they wrote, when both are read.
        answer = _read_results(write_answer(answer, "tsv"), "tsv")
    if path.suffix in _RESULTS:
        expected = _read_results(path.read_bytes(), _RESULTS[path.suffix])
    else:
        expected = _read_graph(path)
    if expected.kind != answer.kind or expected.boolean != answer.boolean:
        return False
    return _canonical(answer, lax=case.lax) == _canonical(expected, lax=case.lax)


def _rows(text: bytes) -> list[list[tuple[str, str]]]:
    """Cells of a CSV by column; blank nodes have no name, and numbers one spelling."""
    head, *rows = csv.reader(io.StringIO(text.decode("utf-8"), newline=""))
    cells = [[_cell(cell) for cell in row] for row in rows]
    return sorted(sorted(zip(head, row, strict=True)) for row in cells)


def _cell(text: str) -> str:
    if text.startswith("_:"):
        return "_:"
    return str(Decimal(text).normalize()) if _NUMBER.fullmatch(text) else text


def _read_results(text: bytes, form: str) -> Answer:
    results = ox.parse_query_results(
        text, format=ox.QueryResultsFormat.from_extension(_NAMES[form])
    )
    if isinstance(results, ox.QueryBoolean):
        return Answer("ask", boolean=bool(results))
    rows = tuple(_to_row(row) for row in results)
    return Answer("select", tuple(v.value for v in results.variables), rows)


_NAMES = {"xml": "srx", "json": "srj", "tsv": "tsv"}


def _read_graph(path: Path) -> Answer:
    """A result written as RDF: a result set in the suite's own vocabulary, or a graph."""
    triples = [
        (q.subject, q.predicate, q.object)
        for q in ox.parse(path=str(path), base_iri=_base_of(path))
    ]
    values: dict[object, dict[str, list[object]]] = {}
    for s, p, o in triples:
        values.setdefault(s, {}).setdefault(p.value, []).append(o)
    root = next((s for s, found in values.items() if RS.resultVariable in map(URIRef, found)), None)
    yes = next((f[str(RS.boolean)] for f in values.values() if str(RS.boolean) in f), None)
    if yes is not None:
        return Answer("ask", boolean=str(getattr(yes[0], "value", "")) in ("true", "1"))
    if root is None and not any(str(RS.resultVariable) in found for found in values.values()):
        terms = [tuple(Term(*describe_term(t)) for t in triple) for triple in triples]
        return Answer("graph", triples=tuple(dict.fromkeys(terms)))  # type: ignore[arg-type]
    variables = tuple(v.value for v in values[root][str(RS.resultVariable)])  # type: ignore[attr-defined]
    rows = []
    for solution in values[root].get(str(RS.solution), []):
        row: dict[str, Term] = {}
        for binding in values.get(solution, {}).get(str(RS.binding), []):
            (name,), (value,) = (values[binding][str(p)] for p in (RS.variable, RS.value))
            row[name.value] = Term(*describe_term(value))  # type: ignore[attr-defined]
        rows.append(tuple(row.get(v) for v in variables))
    return Answer("select", variables, tuple(rows))


def _canonical(answer: Answer, *, lax: bool) -> tuple[frozenset[str], object]:
    """An answer as a set of triples whose blank nodes are named by what they are."""
    if answer.kind == "graph":
        return frozenset(), _canonicalise(
            [[to_engine_term(t) for t in row] for row in answer.triples]
        )
    rows = set(answer.rows) if lax else answer.rows
    triples = []
    for row in rows:
        node = ox.BlankNode()
        triples.append([node, ox.NamedNode("urn:row"), ox.Literal("row")])
        triples += [
            [node, ox.NamedNode(f"urn:variable:{name}"), to_engine_term(term)]
            for name, term in zip(answer.variables, row, strict=True)
            if term is not None
        ]
    return frozenset(answer.variables), _canonicalise(triples)


def _canonicalise(triples: Iterable[list[object]]) -> frozenset[str]:
    store = ox.Store()  # which knows that 1.0 and 1 are one number
    store.extend(ox.Quad(*triple) for triple in triples)  # type: ignore[arg-type]
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(map(str, dataset))
