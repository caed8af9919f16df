"""What the clients of `soak.py` ask, with the right answers as the library gives them in this process."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from msc_graph.analysis.report import describe_trace
from msc_graph.graph import MechanismGraph
from msc_graph.store.base import Answer, Term
from msc_graph.store.bindings import bind, find_kind
from msc_graph.store.catalogue import load_queries
from msc_graph.store.results import read_answer
from msc_graph.web.jobs import find_job

__all__ = ["ATTACKS", "KINDS", "Question", "make_questions", "sparql_body"]

RESULTS = "application/sparql-results+json"
_SAID_UP_FRONT = {"Accept": RESULTS, "Content-Type": "application/x-www-form-urlencoded"}

_ALL = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
#: What nobody should be able to ask for long.
ATTACKS = {
    "cross product": f"SELECT (COUNT(*) AS ?n) {{ {_ALL} FILTER(?a != ?i) }}",
    "cross product, sorted": f"SELECT ?a ?e ?i {{ {_ALL} }} ORDER BY ?i ?e ?a",
    "deep path": "SELECT (COUNT(*) AS ?n) { ?s (!rdf:first|^!rdf:first)* ?o . ?o (!rdf:rest)+ ?p }",
    "regex bomb": (
        "SELECT (COUNT(*) AS ?n) { ?a rdfs:label ?x . ?b rdfs:label ?y . ?c rdfs:label ?z "
        "FILTER REGEX(CONCAT(?x, ?y, ?z), '((a|b|c|.)*e){12}(.*a.*){12}$', 'i') }"
    ),
}


class Question(NamedTuple):
    """A request, and whether a body is the right answer to it."""

    kind: str
    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    is_right: Callable[[bytes], bool]


def sparql_body(query: str) -> bytes:
    """A query as the form that SPARQL clients post."""
    return urlencode({"query": query}).encode()


#: Kinds of questions.
KINDS = ("named question", "trace", "api", "page")


def make_questions(
    graph: MechanismGraph, seed: int, kinds: Collection[str] = KINDS
) -> list[Question]:
    """Every named question, and traces, calls of `/api` and pages drawn by a seed."""
    draw = random.Random(seed)
    makers = {
        "named question": lambda: _named_questions(graph),
        "trace": lambda: _traces(graph, draw),
        "api": lambda: _calls(graph, draw),
        "page": lambda: _pages(graph, draw),
    }
    return [question for kind in kinds for question in makers[kind]()]


def _named_questions(graph: MechanismGraph) -> list[Question]:
    questions = []
    names = graph.store.names
    for named in load_queries().values():
        right = _sort(graph.query(named.name))
        bindings = {
            parameter.name: Term("literal", value)
            if parameter.kind == "text"
            else Term("iri", names.expand(value))
            for parameter, value in named.values({}).items()
            if value
        }
        kind = find_kind(named.text)
        text = bind(named.text, kind, bindings)

        def is_right(body: bytes, kind: str = kind, right: Any = right) -> bool:
            answer = read_answer(kind, body, RESULTS)
            return answer is not None and _sort(answer) == right

        questions.append(
            Question(
                "named question", "POST", "/sparql", _SAID_UP_FRONT, sparql_body(text), is_right
            )
        )
    return questions


def _sort(answer: Answer) -> tuple[Any, ...]:
    return answer.kind, answer.variables, Counter(answer.rows), answer.boolean


def _traces(graph: MechanismGraph, draw: random.Random) -> list[Question]:
    starts = sorted(graph.corpus.members("MicroRNA") | graph.corpus.members("VesiclePreparation"))
    ends = sorted(graph.corpus.members("Disease"))
    questions = []
    while len(questions) < 40:
        pair = {"start": draw.choice(starts), "end": draw.choice(ends)}
        hops = draw.choice((3, 4))
        found = graph.trace(**pair, max_hops=hops)
        right = describe_trace(graph.corpus, found)
        questions.append(_call("trace", "trace", pair | {"max_hops": hops}, right))
    return questions


def _calls(graph: MechanismGraph, draw: random.Random) -> list[Question]:
    entities = [graph.entities[i] for i in draw.sample(sorted(graph.entities), 60)]
    questions = [_call("api", "stats", {}, find_job("stats")(graph, what="graph"))]
    for entity in entities[:40]:
        told = find_job("resolve")(graph, terms=[entity.label])
        questions.append(_call("api", "resolve", {"term": entity.label}, told))
    for entity in entities[40:]:
        told = find_job("suggest")(graph, query=entity.label[:4], limit=10)
        asked = {"q": entity.label[:4], "limit": 10}
        questions.append(_call("api", "suggest", asked, told))
    return questions


def _pages(graph: MechanismGraph, draw: random.Random) -> list[Question]:
    """Pages hold the label of what they are of; what else they hold is for their own tests."""
    from markupsafe import escape

    questions = []
    for identifier in draw.sample(sorted(graph.entities), 40):
        label = str(escape(graph.entities[identifier].label)).encode()

        def is_right(body: bytes, label: bytes = label) -> bool:
            return label in body and body.rstrip().endswith(b"</html>")

        target = f"/entity/{quote(identifier, safe=':')}"
        questions.append(Question("page", "GET", target, {"Accept": "text/html"}, b"", is_right))
    return questions


def _call(kind: str, name: str, asked: dict[str, Any], right: Any) -> Question:
    wanted = json.loads(json.dumps(right))

    def is_right(body: bytes) -> bool:
        return bool(json.loads(body) == wanted)

    return Question(kind, "GET", f"/api/{name}?{urlencode(asked)}", {}, b"", is_right)
