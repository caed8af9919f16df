"""What pages of the explorer say in words: errata, citations, the kinds of evidence."""

from __future__ import annotations

from serving import Server
from test_explorer import NAKANO, page

from msc_graph.graph import MechanismGraph
from msc_graph.web.pages.addresses import entity_url, statement_url

SIRT1 = "HGNC:14929"


def test_a_served_trace_speaks_of_its_form_and_not_of_options(server: Server):
    text = page(server, "/trace?start=UC-MSC+exosome&end=Alzheimer+disease").text
    assert "The best 10 are listed; more under Constraints." in text
    assert "--top" not in text.partition("The best 10")[2]
    assert "<title>UC-MSC exosome → Alzheimer disease · msc_graph</title>" in (
        server.get("/trace?start=UC-MSC+exosome&end=Alzheimer+disease").text
    )


def test_errata_stand_with_the_entity_the_paper_and_the_statement(
    server: Server, shipped: MechanismGraph
):
    superseded = next(
        s for s in shipped.statements.values() if s.status == "superseded" and s.object == SIRT1
    )
    for path in (
        statement_url(superseded.id),
        entity_url(superseded.object),
        "/reference/PMID:37580391",
        "/reference/li2025:0",
    ):
        seen = page(server, path)
        assert "Erratum E001: Effect of MSC exosomes on SIRT1" in seen.text
        assert statement_url(superseded.id) in seen.hrefs
    told = page(server, statement_url(superseded.id)).text
    assert "Taken instead MSC exosome upregulates SIRT1" in told
    assert "not used in any trace" in told
    assert " shown " not in told, "what an erratum sets aside is not held up as shown"


def test_a_paper_says_which_number_each_review_gives_it(server: Server):
    seen = page(server, f"/reference/{NAKANO}")
    assert "reference 73 of quan2025 ; reference 58 of li2025" in seen.text
    assert "/reference/li2025:0" in seen.hrefs
