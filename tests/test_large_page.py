"""A large page is drawn and answers; how soon is measured by `benchmarks/page_speed.py`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from test_browser import make_visit, needs_chromium, open_browser, position

from msc_graph.graph import MechanismGraph

pytestmark = needs_chromium
browser = pytest.fixture(scope="module")(open_browser)
visit = pytest.fixture(make_visit)


def test_five_thousand_nodes_are_drawn_and_answer(
    visit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "benchmarks"))
    page_speed = import_module("page_speed")
    html = page_speed.write_ours(page_speed.make_corpus(5_000))
    assert len(html) < 8_000_000
    seen = visit(html)
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


def test_the_whole_curated_graph_is_drawn(visit: Any, shipped: MechanismGraph) -> None:
    seen = visit(shipped.render(title="All"))
    assert len(seen.drawn) == len(shipped.statements)
    seen.assert_quiet()
