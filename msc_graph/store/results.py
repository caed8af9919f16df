"""Answers as text of the W3C's formats, and back: written and read by Oxigraph."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from msc_graph.exceptions import StoreError, UsageError
from msc_graph.rdf.namespaces import STANDARD_PREFIXES
from msc_graph.store.base import DEFAULT_ROWS, Answer, Term
from msc_graph.store.xml_text import check_xml, keep_returns

__all__ = [
    "GRAPH_TYPES",
    "TABLE_TYPES",
    "answer_formats",
    "describe_term",
    "read_answer",
    "to_engine_term",
    "write_answer",
]

_TABLES = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}

_XML = ("xml", "rdfxml")

#: Media type by format, of SELECT and ASK; and of CONSTRUCT and DESCRIBE.
TABLE_TYPES: Mapping[str, str] = {name: form.media_type for name, form in _TABLES.items()}
GRAPH_TYPES: Mapping[str, str] = {name: form.media_type for name, form in _GRAPHS.items()}

_TAGGED = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_STRING = "http://www.w3.org/2001/XMLSchema#string"


def answer_formats(kind: str) -> tuple[str, ...]:
    """Names of the formats that an answer of a kind can be written in."""
    return tuple(_GRAPHS if kind == "graph" else _TABLES)


def write_answer(
    answer: Answer, form: str, prefixes: Mapping[str, str] = STANDARD_PREFIXES
) -> bytes:
    r"""Write an answer in a format of the W3C.

    Parameters
    ----------
    answer
        From `Store.query`.
    form
        `json`, `xml`, `csv` or `tsv` of a SELECT or ASK; `turtle`, `ntriples`, `jsonld` or
        `rdfxml` of a CONSTRUCT or DESCRIBE.
    prefixes
        IRI base by prefix, for Turtle, JSON-LD and RDF/XML.

    Raises
    ------
    UsageError
        If an answer of that kind has no such format, or XML cannot hold it.

    Examples
    --------
    >>> answer = Answer("select", ("x", "y"), ((Term("literal", "a, b"), None),))
    >>> write_answer(answer, "csv")
    b'x,y\r\n"a, b",\r\n'
    >>> write_answer(answer, "tsv")
    b'?x\t?y\n"a, b"\t\n'
    """
    if form not in answer_formats(answer.kind):
        raise UsageError(
            f"a {'graph' if answer.kind == 'graph' else 'table'} cannot be written as {form}",
            cure=f"choose {', '.join(answer_formats(answer.kind))}",
        )
    if form in _XML:
        check_xml(answer)
        return keep_returns(_write(answer, form, prefixes))
    return _write(answer, form, prefixes)


def _write(answer: Answer, form: str, prefixes: Mapping[str, str]) -> bytes:
    if answer.kind == "graph":
        return _write_graph(answer, form, prefixes)
    written = json.dumps(_to_json(answer), ensure_ascii=False).encode("utf-8", "replace")
    if form == "json":
        return written
    results = ox.parse_query_results(written, format=ox.QueryResultsFormat.JSON)
    return results.serialize(format=_TABLES[form]) or b""


def read_answer(
    kind: str, body: bytes, media_type: str, *, limit: int = DEFAULT_ROWS
) -> Answer | None:
    """Read what an engine answered.

    Parameters
    ----------
    kind
        What was asked: `select`, `ask`, `construct` or `describe`.
    body
        The text of the answer.
    media_type
        Its type, perhaps with parameters.
    limit
        Rows or triples that it may have.

    Returns
    -------
    Answer or None
        None if it has more than that.

    Raises
    ------
    StoreError
        If the type is none of the W3C's, the text is not of its type, or it answers something
        else than was asked.
    """
    kind = "graph" if kind in ("construct", "describe") else kind
    name = media_type.partition(";")[0].strip().casefold()
    try:
        answer = _read(kind, body, name, limit)
    except (SyntaxError, ValueError) as error:
        raise StoreError(
            f"the endpoint's answer is not {name or 'of a known format'}",
            cure="check that the URL is that of a SPARQL endpoint",
        ) from error
    if answer is not None and kind == "ask" and len(answer.variables) == 1:
        return _read_truth(answer)
    if answer is not None and answer.kind != kind:
        raise StoreError(f"the endpoint answered with a {answer.kind} what is a {kind}")
    return answer


def _read(kind: str, body: bytes, media_type: str, limit: int) -> Answer | None:
    if kind == "graph":
        syntax = ox.RdfFormat.from_media_type(media_type)
        if syntax is None:
            raise ValueError(media_type)
        triples: dict[tuple[Term, Term, Term], None] = {}
        for quad in ox.parse(body, format=syntax):
            terms = (quad.subject, quad.predicate, quad.object)
            s, p, o = (Term(*describe_term(term)) for term in terms)
            triples[s, p, o] = None
            if len(triples) > limit:
                return None
        return Answer("graph", triples=tuple(triples))
    form = ox.QueryResultsFormat.from_media_type(media_type)
    if form is None:
        raise ValueError(media_type)
    if form == ox.QueryResultsFormat.JSON:
        return _read_json(body, limit)
    results = ox.parse_query_results(body, format=form)
    if isinstance(results, ox.QueryBoolean):
        return Answer("ask", boolean=bool(results))
    rows = []
    for solution in results:
        rows.append(tuple(Term(*describe_term(term)) if term else None for term in solution))
        if len(rows) > limit:
            return None
    return Answer("select", tuple(v.value for v in results.variables), tuple(rows))


def _read_truth(answer: Answer) -> Answer:
    """A table of one cell as a truth value: so Virtuoso answers ASK."""
    cells = [row[0] for row in answer.rows]
    return Answer("ask", boolean=any(cell and cell.value in ("1", "true") for cell in cells))


def _read_json(body: bytes, limit: int) -> Answer | None:
    """SPARQL 1.1 Query Results JSON; engines add members of their own, which are passed over."""
    value = json.loads(body)
    if not isinstance(value, dict):
        raise ValueError(value)
    if "boolean" in value:
        return Answer("ask", boolean=value["boolean"] is True)
    try:
        variables = tuple(value["head"]["vars"])
        bindings = value["results"]["bindings"]
        if len(bindings) > limit:
            return None
        rows = tuple(
            tuple(_read_term(row[name]) if name in row else None for name in variables)
            for row in bindings
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(value) from error
    return Answer("select", variables, rows)


def _read_term(term: dict[str, str]) -> Term:
    kind, text = term["type"], term["value"]
    if kind in ("uri", "bnode"):
        return Term("iri" if kind == "uri" else kind, text)
    if kind not in ("literal", "typed-literal"):
        raise ValueError(kind)
    language = term.get("xml:lang", "").lower()
    return Term(
        "literal", text, term.get("datatype") or (_TAGGED if language else _STRING), language
    )


def describe_term(term: object) -> tuple[str, ...]:
    """Fields of `Term` for a term of Oxigraph."""
    if isinstance(term, ox.NamedNode):
        return ("iri", term.value)
    if isinstance(term, ox.BlankNode):
        return ("bnode", term.value)
    if isinstance(term, ox.Literal):
        return ("literal", term.value, term.datatype.value, term.language or "")
    return ("literal", str(term))


def _write_graph(answer: Answer, form: str, prefixes: Mapping[str, str]) -> bytes:
    syntax = _GRAPHS[form]
    iris = [term.value for triple in answer.triples for term in triple if term.kind == "iri"]
    bases = {
        prefix: base
        for prefix, base in prefixes.items()
        if form != "ntriples" and any(iri.startswith(base) for iri in iris)
    }
    return ox.serialize(_to_triples(answer), format=syntax, prefixes=bases) or b""


def _to_triples(answer: Answer) -> Iterable[ox.Triple]:
    for s, p, o in answer.triples:
        yield ox.Triple(to_engine_term(s), to_engine_term(p), to_engine_term(o))


def to_engine_term(term: Term) -> Any:
    """A term as Oxigraph has it."""
    if term.kind == "iri":
        return ox.NamedNode(term.value)
    if term.kind == "bnode":
        return ox.BlankNode(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype or _STRING))


def _to_json(answer: Answer) -> dict[str, Any]:
    """SPARQL 1.1 Query Results JSON, the one format from which the others are made."""
    if answer.kind == "ask":
        return {"head": {}, "boolean": answer.boolean}
    bindings = [
        {
            variable: _to_json_term(term)
            for variable, term in zip(answer.variables, row, strict=True)
            if term is not None
        }
        for row in answer.rows
    ]
    return {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}


def _to_json_term(term: Term) -> dict[str, str]:
    if term.kind != "literal":
        return {"type": "uri" if term.kind == "iri" else "bnode", "value": term.value}
    written = {"type": "literal", "value": term.value}
    if term.language:
        written["xml:lang"] = term.language
    elif term.datatype and term.datatype != _STRING:
        written["datatype"] = term.datatype
    return written
