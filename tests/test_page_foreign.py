"""Graphs of other vocabularies are drawn as they say: which way, with which sign, in which words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from test_page import Reader
from worlds import world

from msc_graph.graph import MechanismGraph
from msc_graph.records import Statement
from msc_graph.render.chains import read_chain
from msc_graph.render.conflict import find_conflicts
from msc_graph.render.facts import gather_facts
from msc_graph.render.figure_model import model_statements
from msc_graph.render.page import build_page
from msc_graph.snapshot.opening import open_snapshot

NODES = """id\tname\tcategory
D:1\tdrug\tbiolink:SmallMolecule
G:1\tgene\tbiolink:Gene
M:1\tdisease\tbiolink:Disease
"""
#: The gene acts on the disease, and the drug on the gene, by statements that begin at the other end.
EDGES = """subject\tpredicate\tobject\tsign\tpublications
M:1\tbiolink:caused_by\tG:1\t\tPMID:1
G:1\tRO:0002023\tD:1\t\tPMID:2
D:1\tbiolink:affects\tM:1\t-1\tPMID:3
"""
AFFECTS = "biolink:affects(-)"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> MechanismGraph:
    folder: Path = tmp_path_factory.mktemp("kgx")
    (folder / "nodes.tsv").write_text(NODES)
    (folder / "edges.tsv").write_text(EDGES)
    return MechanismGraph(open_snapshot([folder], cache=False))


def find(graph: MechanismGraph, predicate: str) -> Statement:
    (found,) = (s for s in graph.statements.values() if s.predicate == predicate)
    return found


def ways(page: str) -> list[str]:
    """The chains of a page, as they are read."""
    found = re.findall(r'<span class="way">(.*?)</span></button>', page, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", way).split()) for way in found]


@pytest.mark.parametrize(
    ("start", "end", "options", "way"),
    [
        ("gene", "disease", {}, "gene → backwards: caused by disease"),
        (
            "gene",
            "disease",
            {"undirected": True, "max_hops": 1},
            "gene → backwards: caused by disease",
        ),
        ("disease", "gene", {"undirected": True, "max_hops": 1}, "disease —○ caused by gene"),
        ("drug", "disease", {"walk": "any", "max_hops": 1}, "drug ⊣ affects (-) disease"),
        (
            "disease",
            "drug",
            {"walk": "any", "undirected": True, "max_hops": 1},
            "disease —○ backwards: affects (-) drug",
        ),
    ],
)
def test_the_page_reads_a_chain_as_the_trace_walked_it(
    graph: MechanismGraph, start: str, end: str, options: dict[str, Any], way: str
):
    found = graph.trace(start, end, **options)
    assert ways(graph.render(answer=found)) == [way]


def test_a_statement_of_our_own_walked_against_its_direction_is_turned_too():
    small = world(("a", "inhibits", "b", {"reference": "PMID:1"}))
    page = small.render(answer=small.trace("b", "a", undirected=True))
    assert ways(page) == ["b —○ backwards: inhibits a"]
    assert "unknown" in Reader(page).data["chains"][0]["sign"]


def test_chains_of_bare_ids_follow_how_the_statements_act(graph: MechanismGraph):
    caused, regulated = find(graph, "biolink:caused_by").id, find(graph, "RO:0002023").id
    page = graph.render(chains=[[caused], [regulated, caused], [caused, regulated]])
    gene, drug = "→ backwards: caused by", "⊣ backwards: 0002023"
    assert ways(page) == [
        f"gene {gene} disease",
        f"drug {drug} gene {gene} disease",
        "disease —○ caused by gene —○ 0002023 drug",
    ]


def test_a_denial_in_a_chain_of_bare_ids_has_no_sign():
    small = world(("a", "inhibits", "b", {"negated": True}))
    (hop,) = read_chain(small.corpus, list(small.statements), small.statements)
    assert (hop.sign, hop.forward) == (0, True)


def test_a_page_of_hops_needs_no_guess(graph: MechanismGraph):
    (chain,) = graph.trace("gene", "disease").chains
    page = build_page(
        graph.corpus, tuple(graph.statements.values()), title="x", chains=[chain.hops]
    )
    assert ways(page.text) == ["gene → backwards: caused by disease"]


def test_the_head_stands_at_what_is_acted_on(graph: MechanismGraph):
    data = Reader(graph.render()).data
    heads = {e["id"]: {end: a["type"] for end, a in e["arrows"].items()} for e in data["edges"]}
    assert heads[find(graph, "biolink:caused_by").id] == {"from": "arrow"}
    assert heads[find(graph, "RO:0002023").id] == {"from": "bar"}
    assert heads[find(graph, AFFECTS).id] == {"to": "bar"}


def test_what_acts_stands_left_of_what_it_acts_on(graph: MechanismGraph):
    places = Reader(graph.render()).data["views"]["all"]["places"]
    assert places["D:1"][0] < places["G:1"][0] < places["M:1"][0]


def test_a_figure_of_statements_has_the_signs_and_words_of_their_graph(graph: MechanismGraph):
    figure = graph.figure(tuple(graph.statements.values()))
    told = figure.description.partition(" References")[0]
    assert sorted(re.split(r" \[\d\]\. ?", told)) == sorted(
        ["", "disease caused by gene", "gene 0002023 drug", "drug affects (-) disease"]
    )
    model = model_statements(graph.corpus, graph.statements.values())
    drawn = {(line.source, line.target): (line.sign, line.forward) for line in model.lines}
    assert drawn == {
        ("G:1", "M:1"): (1, True),
        ("D:1", "G:1"): (-1, True),
        ("D:1", "M:1"): (-1, True),
    }


def test_a_figure_of_a_trace_tells_the_same_as_one_of_its_statements(graph: MechanismGraph):
    found = graph.trace("gene", "disease")
    (line,) = graph.figure(found).sheet.diagram.lines
    assert (line.head, line.tail) == (True, False)
    assert graph.figure(found).description.startswith("disease caused by gene [1].")


def test_lines_that_are_said_from_either_end_are_told_apart(tmp_path: Path):
    (tmp_path / "edges.tsv").write_text(
        "subject\tpredicate\tobject\nG:1\tRO:0002023\tD:1\nD:1\tmsco:reduces\tG:1\n"
    )
    corpus = open_snapshot([tmp_path / "edges.tsv"], cache=False)
    model = model_statements(corpus, corpus.statements.values())
    assert {(x.source, x.target, x.passive, x.words) for x in model.lines} == {
        ("D:1", "G:1", True, "0002023"),
        ("D:1", "G:1", False, "reduces"),
    }


def test_a_notebook_shows_signs_and_words_of_the_graph(graph: MechanismGraph):
    found = graph.trace("drug", "disease", walk="any", max_hops=1)
    shown = " ".join(re.sub("<[^>]+>", " ", found._repr_html_()).split())
    assert "drug ⊣ affects (-) disease" in shown


def test_statements_said_from_either_end_conflict_only_where_they_speak_of_the_same(
    tmp_path: Path,
):
    (tmp_path / "edges.tsv").write_text(
        "subject\tpredicate\tobject\n"
        "G:1\tRO:0002023\tD:1\n"
        "G:1\tmsco:activates\tD:1\n"
        "D:1\tmsco:activates\tG:1\n"
    )
    corpus = open_snapshot([tmp_path / "edges.tsv"], cache=False)
    by_ends = {(s.subject, s.predicate): s.id for s in corpus.statements.values()}
    conflicts = find_conflicts(corpus.statements.values(), corpus.predicates)
    assert conflicts == {
        by_ends["G:1", "RO:0002023"]: (by_ends["D:1", "activates"],),
        by_ends["D:1", "activates"]: (by_ends["G:1", "RO:0002023"],),
    }
    facts = gather_facts(corpus, corpus.statements.values())
    assert "conflict" not in facts[by_ends["G:1", "activates"]].caveats
