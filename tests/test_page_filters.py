"""Every facet of the legend filters the picture, the table and the chains, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from test_browser import make_visit, needs_chromium, open_browser
from worlds import world

from msc_graph.render.page import render_page

pytestmark = needs_chromium
browser = pytest.fixture(scope="module")(open_browser)
visit = pytest.fixture(make_visit)

KINDS = {
    "exo": "VesiclePreparation",
    "mir": "MicroRNA",
    "ill": "Disease",
    "tidy": "BiologicalProcess",
}
GRAPH = world(
    ("exo", "carries", "mir", {"reference": "PMID:1", "study_type": "in_vivo", "disease": "gout"}),
    ("mir", "inhibits", "a", {"reference": "PMID:1", "study_type": "in_vitro", "disease": "gout"}),
    ("mir", "inhibits", "a", {"reference": "PMID:2", "study_type": "in_vivo", "disease": "flu"}),
    ("a", "promotes", "ill", {"reference": "PMID:1", "basis": "implied"}),
    ("a", "regulates", "tidy", {"reference": "PMID:3", "certainty": "hedged", "review": "li2025"}),
    ("b", "activates", "a", {"basis": "background", "study_type": "review"}),
    ("b", "activates", "tidy", {"reference": "PMID:4", "msc_source": "umbilical cord MSC"}),
    ("b", "inhibits", "tidy", {"reference": "PMID:5", "stance": "supports", "species": "mouse"}),
    categories=KINDS,
)
NAMES = {i: f"{s.subject[5:]} {s.object[5:]} {s.predicate}" for i, s in GRAPH.statements.items()}
ALL = set(NAMES.values())
ROUTE = ["exo mir carries", "mir a inhibits", "a ill promotes"]


@pytest.fixture(scope="module")
def html() -> str:
    ids = {name: identifier for identifier, name in NAMES.items()}
    return render_page(
        GRAPH.corpus,
        list(GRAPH.statements.values()),
        title="Facets",
        chains=[[ids[n] for n in ROUTE], [ids[n] for n in ROUTE[:2]]],
    )


def listed(seen: Any) -> set[str]:
    """Statements of the table that can be seen."""
    rows = seen.page.locator("#statements tr[data-row]:not([hidden])")
    return {NAMES[i] for i in rows.evaluate_all("all => all.map(row => row.dataset.row)")}


def shown(seen: Any) -> set[str]:
    drawn = {NAMES[identifier] for identifier in seen.drawn}
    assert drawn == listed(seen), "picture and table tell the same"
    return drawn


def tick(seen: Any, facet: str, value: str) -> Any:
    return seen.page.locator(f'input[data-facet="{facet}"][value="{value}"]')


@pytest.mark.parametrize(
    ("facet", "value", "gone"),
    [
        ("sign", "-1", {"mir a inhibits", "b tidy inhibits"}),
        ("sign", "0", {"a tidy regulates"}),
        ("category", "Disease", {"a ill promotes"}),
        ("category", "MicroRNA", {"exo mir carries", "mir a inhibits"}),
        ("role", "transfer", {"exo mir carries"}),
        ("relation", "activates", {"b a activates", "b tidy activates"}),
        ("study_type", "in_vitro", set()),
        ("study_type", "review", {"b a activates"}),
        ("certainty", "hedged", {"a tidy regulates"}),
        ("basis", "implied", {"a ill promotes"}),
        ("review", "li2025", {"a tidy regulates"}),
        ("msc_source", "umbilical cord MSC", {"b tidy activates"}),
        ("species", "mouse", {"b tidy inhibits"}),
        ("disease", "gout", {"exo mir carries"}),
    ],
)
def test_a_value_taken_off_hides_what_has_no_other(
    page_open: Any, facet: str, value: str, gone: set[str]
):
    seen = page_open
    box = tick(seen, facet, value)
    box.uncheck()
    assert shown(seen) == ALL - gone
    assert (
        f"{len(ALL - gone)} of {len(ALL)} statements" in seen.page.locator("#passing").inner_text()
    )
    box.check()
    assert shown(seen) == ALL


@pytest.fixture(scope="module")
def page_open(browser: Any, html: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    maker = make_visit(browser, tmp_path_factory.mktemp("facets"))
    seen = next(maker)(html)
    seen.page.locator(".more summary").click()
    yield seen
    seen.assert_quiet()
    next(maker, None)


def test_one_piece_of_evidence_must_have_it_all(page_open: Any):
    seen = page_open
    for facet, value in (("study_type", "in_vivo"), ("disease", "flu")):
        seen.page.locator(f"[data-untick={facet}]").click()
        tick(seen, facet, value).check()
    assert shown(seen) == {"mir a inhibits"}
    tick(seen, "study_type", "in_vivo").uncheck()
    tick(seen, "study_type", "in_vitro").check()
    assert shown(seen) == set(), "in vitro in gout and in vivo in flu is not in vitro in flu"
    seen.page.get_by_role("button", name="Show everything again").click()
    assert shown(seen) == ALL


@pytest.mark.parametrize(
    ("switch", "left"),
    [
        ("demonstrated", ALL - {"a ill promotes", "a tidy regulates", "b a activates"}),
        ("sourced", ALL - {"b a activates"}),
        ("conflict", {"b tidy activates", "b tidy inhibits"}),
    ],
)
def test_switches(page_open: Any, switch: str, left: set[str]):
    seen = page_open
    seen.page.locator(f"[data-only={switch}]").check()
    assert shown(seen) == left
    seen.page.get_by_role("button", name="Reset filters").click()
    assert shown(seen) == ALL
    assert not seen.page.locator(f"[data-only={switch}]").is_checked()


def test_chains_of_which_a_hop_is_hidden_are_not_listed(page_open: Any):
    seen = page_open
    chains = seen.page.locator("#chains > li")
    tick(seen, "basis", "implied").uncheck()
    assert [chain.is_visible() for chain in chains.all()] == [False, True]
    tick(seen, "sign", "-1").uncheck()
    assert seen.page.get_by_text("No chain passes the filters.").is_visible()
    seen.page.get_by_role("button", name="Reset filters").click()
    assert all(chain.is_visible() for chain in chains.all())


def test_the_legend_counts_what_is_drawn_and_offers_nothing_else(page_open: Any):
    seen = page_open
    label = tick(seen, "relation", "inhibits").locator("..")
    assert label.inner_text().split() == ["inhibits", "2"]
    seen.search("exo")
    seen.page.locator("#card [data-near]").click()
    assert not label.is_visible()
    assert tick(seen, "relation", "carries").locator("..").inner_text().split() == ["carries", "1"]
    seen.page.locator("[data-view]").first.click()
    seen.page.keyboard.press("Escape")
    assert label.is_visible()


def test_only_the_chosen_chain_and_its_gaps_closed(page_open: Any):
    seen = page_open
    seen.page.keyboard.press("n")
    seen.page.get_by_label("only the chosen one").check()
    assert shown(seen) == set(ROUTE)
    places = seen.page.evaluate("window.mscGraph.network.getPositions()")
    heights = {places[f"mscg:{name}"]["y"] for name in ("exo", "mir", "a", "ill")}
    assert len(heights) == 1, "one chain is one line"
    seen.page.keyboard.press("n")
    assert shown(seen) == set(ROUTE[:2])
    seen.page.get_by_role("button", name="Reset filters").click()
    seen.page.keyboard.press("Escape")
    assert shown(seen) == ALL


def test_conflicts_are_drawn_both_and_shaded(page_open: Any):
    seen = page_open
    backgrounds = seen.page.evaluate(
        "Object.fromEntries(window.mscGraph.network.body.data.edges.get()"
        ".map((edge) => [edge.id, edge.background.enabled]))"
    )
    shaded = {NAMES[i] for i, on in backgrounds.items() if on}
    assert shaded == {"b tidy activates", "b tidy inhibits"}
    seen.page.locator("#statements tr:not([hidden])", has_text="conflict").first.locator(
        "button"
    ).click()
    assert "Contradicts" in seen.card
    seen.page.locator("#card dd button", has_text="tidy").last.click()
    assert "Contradicts" in seen.card, "the one leads to the other"
    seen.page.keyboard.press("Escape")
