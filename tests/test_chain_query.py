"""A trace asked again in SPARQL: the same chains under the same conditions, on the real graph."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from msc_graph.analysis.chains import Chain
from msc_graph.graph import MechanismGraph
from msc_graph.network.index import Hop
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.rdf.properties import Properties
from msc_graph.web.pages.chain_query import write_chain_queries
from msc_graph.web.pages.front import EXAMPLES

UC = ("UC-MSC exosome", "Alzheimer disease")
MIR = ("miR-146a", "Alzheimer disease")
MIRS = ("any:microRNA", "any:disease")
ANY = ("any:vesicle preparation", "any:disease")
SIGNS = {"1": "+", "-1": "-", "0": "unknown"}

Way = tuple[str, bool]


def way(hop: Hop) -> Way:
    return hop.predicate, hop.forward


def write_row(kg: MechanismGraph, chain: Chain) -> tuple[str, ...]:
    """What a query answers for a chain: its entities and relations in turn, and its sign."""
    names = Namespaces(kg.corpus.prefixes)
    properties = Properties(kg.corpus.predicates, names)
    row = [names.expand(chain.start)]
    for hop in chain.hops:
        row += [str(properties.term(hop.predicate)), names.expand(hop.target)]
    return (*row, chain.sign)


def ask(kg: MechanismGraph, query: str, hops: int) -> set[tuple[str, ...]]:
    """Rows of the query with entities and relations themselves in place of their labels."""
    columns = " ".join(["?n0", *(f"?r{n} ?n{n}" for n in range(1, hops + 1))])
    sign = re.search(r"\(\S+( \* \S+)* AS \?sign\)", query)
    assert sign
    bare = re.sub("^SELECT .*", f"SELECT DISTINCT {columns} {sign[0]} WHERE {{", query, flags=re.M)
    rows = kg.query(bare, timeout=120).rows
    texts = [[term.value for term in row if term] for row in rows]
    return {(*row[:-1], SIGNS[row[-1]]) for row in texts}


def hold(kg: MechanismGraph, start: str, end: str, **options: Any) -> int:
    """Each query answers the chains of the trace that it is meant to; how many beyond the listed."""
    found = kg.trace(start, end, **options)
    every = kg.trace(start, end, **options | {"top": 10_000})
    assert found.chains
    assert len(every.chains) == every.found
    beyond = 0
    for hops, query in write_chain_queries(found):
        listed = [chain for chain in found.chains if len(chain.hops) == hops]
        ends = [{one.start for one in listed}, {one.end for one in listed}]
        ways = [{way(one.hops[n]) for one in listed} for n in range(hops)]
        wanted = {
            write_row(kg, chain)
            for chain in every.chains
            if len(chain.hops) == hops
            and chain.start in ends[0]
            and chain.end in ends[1]
            and all(way(hop) in some for hop, some in zip(chain.hops, ways, strict=True))
        }
        assert ask(kg, query, hops) == wanted
        beyond += len(wanted) - len({write_row(kg, chain) for chain in listed})
    return beyond


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.words)
def test_the_examples_of_the_front_door_are_the_same_in_sparql(
    shipped: MechanismGraph, example: Any
) -> None:
    asked = example.question
    hold(shipped, asked.start, asked.end, **asked.options())


@pytest.mark.parametrize(
    ("ends", "options"),
    [
        (UC, {"sign": "-"}),
        (UC, {"via": ["any:pathway"]}),
        (UC, {"via": ["any:protein", "any:phenotype"]}),
        (UC, {"avoid": ["NF-kB", "any:protein"]}),
        (UC, {"metapath": "protein > biological process"}),
        (UC, {"background": False, "max_hops": 3}),
        (MIR, {"study_types": ["in_vivo", "in_vitro"]}),
        (MIR, {"same_study": True, "study_types": ["in_vivo"], "sign": "-"}),
        (UC, {"context": {"disease": "Alzheimer disease"}}),
        (ANY, {"context": [("species", "Mus musculus")], "max_hops": 4}),
        (ANY, {"context": [("cell_type", "microglial cell"), ("cell_type", "neuron")]}),
        (UC, {"undirected": True, "max_hops": 3, "top": 30}),
        (UC, {"walk": "any", "undirected": True, "max_hops": 2}),
        (("any:MSC source", "osteoporosis"), {"through_disease": True, "max_hops": 4}),
        (("UC-MSC", "any:disease"), {"engineered": True, "max_hops": 4, "top": 400}),
        (MIRS, {"same_study": True, "max_hops": 3, "top": 200}),
        (("any:microRNA", "any:hallmark"), {"max_hops": 4}),
    ],
    ids=str,
)
def test_what_is_asked_of_a_trace_is_asked_in_sparql(
    shipped: MechanismGraph, ends: tuple[str, str], options: dict[str, Any]
) -> None:
    hold(shipped, *ends, **options)


def test_sparql_finds_chains_beyond_those_listed(shipped: MechanismGraph) -> None:
    assert hold(shipped, *UC, top=3, max_hops=3) > 0


def test_a_query_names_the_study_that_carries_a_chain(shipped: MechanismGraph) -> None:
    found = shipped.trace(*MIR, same_study=True)
    names = Namespaces(shipped.corpus.prefixes)
    for _, query in write_chain_queries(found):
        answer = shipped.query(query)
        told = {row[-1].value for row in answer.rows if row[-1]}
        carried = {names.expand(r) for c in every_chain(shipped) for r in c.references}
        assert told
        assert told <= carried


def every_chain(kg: MechanismGraph) -> tuple[Chain, ...]:
    return kg.trace(*MIR, same_study=True, top=10_000).chains


def test_a_category_of_another_graph_is_not_asked_for(shipped: MechanismGraph) -> None:
    """RDF of our model calls its entities by no such class."""
    found = shipped.trace(*UC, via=["any:protein"], top=1)
    (via,) = found.bounds.via
    odd = via._replace(id="any:Gizmo", category="Gizmo")
    assert write_chain_queries(found)
    assert write_chain_queries(found._replace(bounds=found.bounds._replace(via=(odd,)))) == []


def test_relations_of_other_graphs_are_asked_by_their_own_iris_and_signs(tmp_path: Path) -> None:
    rows = (
        "subject predicate object sign",
        "X:a biolink:affects X:b -1",
        "X:a biolink:affects X:b 1",
        "X:a X:likes X:b 0",
        "X:c biolink:caused_by X:b 1",
    )
    path = tmp_path / "edges.tsv"
    path.write_text("".join("\t".join(row.split()) + "\n" for row in rows))
    kg = MechanismGraph.load(path)
    found = kg.trace("X:a", "X:c", walk="any")
    assert sorted(chain.sign for chain in found.chains) == ["+", "-", "unknown"]
    hold(kg, "X:a", "X:c", walk="any")
