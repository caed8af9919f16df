"""What a page knows of statements: conflicts, signs that are told, facets, and accounts of chains."""

from __future__ import annotations

import pytest
from worlds import world

from msc_graph.graph import MechanismGraph
from msc_graph.render.account import give_account
from msc_graph.render.facets import count_facets
from msc_graph.render.facts import gather_facts
from msc_graph.render.meanings import CELL_WORDS, JOINTS, TAGS
from msc_graph.render.telling import choose_evidence, tell_evidence
from msc_graph.render.trace_page import render_trace
from msc_graph.vocabulary import load_vocabulary

IN_VITRO = {"reference": "PMID:2", "study_type": "in_vitro"}


def caveats(graph: MechanismGraph) -> dict[str, tuple[str, ...]]:
    facts = gather_facts(graph.corpus, graph.statements.values())
    return {f"{f.statement.subject[5:]} {f.relation}": f.caveats for f in facts.values()}


def test_opposite_effects_conflict_and_both_say_so():
    graph = world(("a", "activates", "b", {}), ("a", "downregulates", "b", {}))
    assert all("conflict" in words for words in caveats(graph).values())


@pytest.mark.parametrize(
    "second",
    [
        ("b", "inhibits", "a", {}),
        ("a", "regulates", "b", {}),
        ("a", "inhibits", "c", {}),
        ("a", "inhibits", "b", {"status": "superseded"}),
        ("a", "depleted_of", "b", {}),
    ],
)
def test_what_speaks_of_something_else_does_not_conflict(second):
    graph = world(("a", "activates", "b", {}), second)
    assert not any("conflict" in words for words in caveats(graph).values())


def test_a_claim_and_its_denial_conflict_and_the_denial_has_no_direction():
    graph = world(("a", "inhibits", "b", {}), ("a", "inhibits", "b", {"negated": True}))
    facts = gather_facts(graph.corpus, graph.statements.values())
    assert {(f.statement.negated, f.sign) for f in facts.values()} == {(False, -1), (True, 0)}
    assert all(f.conflicts for f in facts.values())


def test_evidence_against_is_told():
    graph = world(
        ("a", "inhibits", "b", {"reference": "PMID:1"}),
        ("a", "inhibits", "b", {"reference": "PMID:2", "stance": "refutes"}),
    )
    assert caveats(graph) == {"a inhibits": ("contested",)}


def test_only_what_a_primary_study_states_counts_as_shown():
    graph = world(
        ("a", "inhibits", "b", {"reference": "PMID:1"}),
        ("a", "inhibits", "c", {"reference": "PMID:1", "basis": "implied"}),
        ("a", "inhibits", "d", {"reference": "quan2025:0"}),
        ("a", "inhibits", "e", {"reference": "PMID:1", "certainty": "hedged"}),
    )
    facts = gather_facts(graph.corpus, graph.statements.values())
    assert [f.statement.object for f in facts.values() if f.shown] == ["mscg:b"]


def test_facets_count_statements_by_every_value_of_their_evidence():
    graph = world(
        ("a", "inhibits", "b", {"reference": "PMID:1", "disease": "gout|ageing"}),
        ("a", "inhibits", "b", IN_VITRO),
        ("a", "promotes", "c", {"reference": "PMID:3", "disease": "gout"}),
    )
    facts = gather_facts(graph.corpus, graph.statements.values())
    facets = count_facets(graph.entities, facts)
    values = {name: [(v.label, v.number) for v in facet.values] for name, facet in facets.items()}
    assert values["disease"] == [("gout", 2), ("ageing", 1), ("not given", 1)]
    assert values["study_type"] == [("in vitro", 1), ("in vivo", 2)]
    assert values["sign"] == [("+", 1), ("−", 1)]
    assert values["category"] == [("protein", 3)]


def test_a_mixed_verdict_says_where_the_signs_part():
    graph = world(
        ("a", "promotes", "b", {"reference": "PMID:1"}),
        ("b", "promotes", "d", {"reference": "PMID:1"}),
        ("a", "promotes", "c", {"reference": "PMID:2"}),
        ("c", "reduces", "d", {"reference": "PMID:2"}),
    )
    account = give_account(graph.corpus, graph.trace("a", "d", top=1))
    assert account.verdict[0] == "Over all 2 chains: mixed: chains of both signs."
    assert "The signs part at a: a promotes b against a promotes c." in account.verdict
    assert "--top 2" in account.verdict[-1]


def test_no_chain_is_said_and_the_ends_are_drawn():
    graph = world(("a", "promotes", "b", {}), ("c", "promotes", "d", {}))
    page = render_trace(graph.corpus, graph.trace("a", "d")).text
    assert "No chain within these bounds." in page
    assert "2 entities, 0 statements" in page


def test_each_chain_stands_with_its_account(toy_graph: MechanismGraph):
    found = toy_graph.trace("UC-MSC exosome", "Alzheimer disease")
    page = toy_graph.render(answer=found)
    assert "<title>UC-MSC exosome → Alzheimer disease</title>" in page
    for chain in found.chains:
        assert f"score {chain.score:.2f}" in page
        assert f'class="badge {chain.support}"' in page
    assert page.count('class="account"') == len(found.chains)
    assert "By this chain UC-MSC exosome lowers Alzheimer disease." in page
    for identifier in found.direct:
        assert f'data-statement="{identifier}"' in page


def test_only_ends_that_chains_reach_stand_out(shipped: MechanismGraph):
    found = shipped.trace("UC-MSC", "any:disease", top=2)
    account = give_account(shipped.corpus, found)
    assert len(account.ends) < 10 < len(found.end.members)


def test_a_hop_tells_its_evidence_in_a_line_and_never_hides_what_speaks_against_it():
    mouse = {"species": "Mus musculus", "dose": "0.4 µg/ml", "route": "intranasal injection"}
    graph = world(
        ("a", "inhibits", "b", {"reference": "PMID:1", "basis": "implied"}),
        (
            "a",
            "inhibits",
            "b",
            {"reference": "PMID:2", "review": "li2025", "cited_as": "li2025:58"} | mouse,
        ),
        ("a", "inhibits", "b", {"reference": "PMID:3"}),
        ("a", "inhibits", "b", {"reference": "PMID:4", "stance": "no_effect"}),
    )
    (statement,) = graph.statements
    shown, more = choose_evidence(graph.corpus.evidence(statement), {"PMID:2"})
    assert [row.reference for row in shown] == ["PMID:4", "PMID:2", "PMID:3"]
    assert more == 1
    told = [tell_evidence(row, {})["words"] for row in shown]
    assert told[0].startswith("found no effect · in vivo")
    line = "in vivo · Mus musculus · intranasal injection · 0.4 µg/ml · PMID:2 (li2025, ref 58)"
    assert told[1] == line


def test_each_word_beside_a_statement_or_chain_is_explained(shipped: MechanismGraph):
    facts = gather_facts(shipped.corpus, shipped.statements.values())
    assert {word for fact in facts.values() for word in fact.caveats} <= set(TAGS)
    for column, words in CELL_WORDS.items():
        assert set(words) == set(load_vocabulary().tokens[column])
    page = render_trace(shipped.corpus, shipped.trace("UC-MSC exosome", "Alzheimer disease")).text
    for meaning in ("joined from several studies", TAGS["implied"], JOINTS["consistent"]):
        assert meaning in page
