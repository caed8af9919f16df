"""A page opens fast: the whole curated graph within 2 s, 5,000 nodes within 5 s, on two cores."""

from __future__ import annotations

from typing import Any

import pytest
from test_browser import make_visit, needs_chromium, open_browser, position

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.graph import MechanismGraph
from msc_graph.records import Claim, Entity, Evidence, Statement, statement_id
from msc_graph.render.page import render_page

pytestmark = needs_chromium
browser = pytest.fixture(scope="module")(open_browser)
visit = pytest.fixture(make_visit)

CATEGORIES = ("MSCSource", "VesiclePreparation", "MicroRNA", "Protein", "Pathway", "Disease")


def large(nodes: int) -> Corpus:
    entities = {
        f"x:{i}": Entity(f"x:{i}", f"thing {i}", CATEGORIES[i % len(CATEGORIES)])
        for i in range(nodes)
    }
    evidence = Evidence("supports", "stated", "stated", "in_vivo", "PMID:1", note="as said")
    statements, rows = {}, {}
    for i in range(nodes):
        claim = Claim(f"x:{i}", "inhibits" if i % 2 else "promotes", f"x:{(i * 7 + 1) % nodes}")
        identifier = statement_id(claim)
        statements[identifier] = Statement(identifier, *claim)
        rows[identifier] = (EvidenceRow.of(evidence),)
    return Corpus(entities, statements, rows)


def open_within(visit: Any, html: str, milliseconds: float) -> Any:
    """Open up to three times: the machine may be busy with something else."""
    times = []
    for _ in range(3):
        seen = visit(html)
        times.append(seen.page.evaluate("window.mscGraph.drawn"))
        if times[-1] < milliseconds:
            return seen
    pytest.fail(f"drawn after {times} ms")


def test_five_thousand_nodes_open_within_five_seconds_and_answer(visit: Any):
    corpus = large(5_000)
    html = render_page(corpus, list(corpus.statements.values()), title="Large")
    assert len(html) < 8_000_000
    seen = open_within(visit, html, 5_000)
    assert len(seen.marks) == 5_000
    seen.search("thing 500")
    assert seen.page.locator("#card h2").inner_text() == "thing 500"
    seen.page.keyboard.press("Escape")
    seen.search("thing 501")
    seen.click_at(position("x:501"))
    assert seen.page.locator("#card h2").inner_text() == "thing 501"
    assert "the first 300 listed" in seen.page.locator("#count").inner_text()
    rows = seen.page.locator("#statements tr[data-row]:not([hidden])")
    assert rows.count() == 300
    seen.page.get_by_role("button", name="List all").click()
    assert rows.count() == len(seen.drawn)
    seen.assert_quiet()


def test_the_whole_curated_graph_opens_within_two_seconds(visit: Any, shipped: MechanismGraph):
    seen = open_within(visit, shipped.render(title="All"), 2_000)
    assert len(seen.drawn) == len(shipped.statements)
    seen.assert_quiet()
