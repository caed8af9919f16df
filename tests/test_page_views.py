"""Pictures of one page: chains, neighbourhood, all; opening marks; the address that reopens a view."""

from __future__ import annotations

from typing import Any

import pytest
from test_browser import make_visit, needs_chromium, open_browser, position

from msc_graph.graph import MechanismGraph
from msc_graph.render.page import build_page

pytestmark = needs_chromium
browser = pytest.fixture(scope="module")(open_browser)
visit = pytest.fixture(make_visit)

COGNITION, DISEASE, CARGO = "GO:0050890", "MONDO:0004975", "mirbase.mature:MIMAT0000449"


@pytest.fixture(scope="module")
def html(shipped: MechanismGraph) -> str:
    """Chains from an exosome by miR-146a to Alzheimer disease, with their neighbours at hand."""
    found = shipped.trace("BM-MSC exosome", "Alzheimer disease", via=["miR-146a"])
    return shipped.render(answer=found)


def press(seen: Any, name: str) -> None:
    seen.page.get_by_role("button", name=name, exact=True).click()


def test_three_pictures_of_one_page(visit: Any, html: str):
    seen = visit(html)
    data = seen.page.evaluate("window.mscGraph.data.views")
    assert seen.drawn == set(data["chains"]["statements"])
    press(seen, "All held here")
    assert seen.drawn == set(data["all"]["statements"]) > set(data["chains"]["statements"])
    seen.search("cognition")
    press(seen, "Neighbourhood")
    ends = seen.page.evaluate(
        "[...window.mscGraph.scene().statements].map((id) => window.mscGraph.data.statements[id])"
        f".every((s) => s.subject === '{COGNITION}' || s.object === '{COGNITION}')"
    )
    assert ends
    assert "Neighbourhood of cognition" in seen.notice
    press(seen, "Chains")
    assert seen.drawn == set(data["chains"]["statements"])
    seen.assert_quiet()


def test_the_same_choice_draws_the_same_picture(visit: Any, html: str):
    places = []
    for _ in range(2):
        seen = visit(html, fragment=f"#view=near&at={COGNITION}&open={DISEASE}")
        places.append(seen.page.evaluate("window.mscGraph.network.getPositions()"))
    assert places[0] == places[1]


def test_neighbours_open_in_place_and_cover_nothing(visit: Any, html: str):
    seen = visit(html)
    before, marks = seen.drawn, seen.marks
    places = seen.page.evaluate("window.mscGraph.network.getPositions()")
    seen.search("cognition")
    button = seen.page.locator("#card [data-open]")
    assert "more lines" in button.inner_text()
    button.click()
    assert seen.drawn > before
    now = seen.page.evaluate("window.mscGraph.network.getPositions()")
    assert all(now[mark] == places[mark] for mark in marks), "what was drawn stays where it was"
    spots = [(now[mark]["x"], now[mark]["y"]) for mark in seen.marks]
    assert all(
        abs(a[0] - b[0]) >= 60 or abs(a[1] - b[1]) >= 60
        for i, a in enumerate(spots)
        for b in spots[:i]
    )
    assert seen.page.locator("#card [data-open]").count() == 0
    seen.page.keyboard.press("e")
    assert "All statements on cognition" in seen.notice
    seen.assert_quiet()


def test_a_double_click_opens_and_empty_ground_answers(visit: Any, html: str):
    seen = visit(html)
    before = seen.drawn
    seen.page.mouse.move(0, 0)
    at = seen.page.evaluate(position(CARGO))
    box = seen.page.locator("#picture canvas").bounding_box()
    seen.page.mouse.dblclick(box["x"] + at["x"], box["y"] + at["y"])
    seen.wait(f"window.mscGraph.scene().statements.size > {len(before)}")
    seen.page.mouse.click(box["x"] + 4, box["y"] + box["height"] - 4)
    seen.wait("document.querySelector('#notice').textContent")
    assert seen.notice == "Nothing is drawn there."
    assert seen.lit is None
    seen.assert_quiet()


def test_what_is_not_in_the_picture_is_fetched(visit: Any, html: str):
    seen = visit(html)
    seen.search("osteoclast inflammation")
    assert seen.notice.startswith("osteoclast inflammation was not in the picture")
    assert seen.page.locator("[data-view=near]").get_attribute("aria-pressed") == "true"
    seen.page.locator("#card ul button").first.click()
    assert seen.page.locator("#card .evidence").count() > 0
    seen.page.keyboard.press("n")
    assert seen.page.locator("[data-view=chains]").get_attribute("aria-pressed") == "true"
    seen.assert_quiet()


def test_a_hidden_statement_says_that_filters_hide_it(visit: Any, html: str):
    seen = visit(html)
    seen.search("hsa-miR-146a-5p")
    seen.page.locator("input[data-facet=sign][value='1']").uncheck()
    seen.page.locator("#card ul button", has_text="promotes").first.click()
    assert seen.notice == "The filters hide this statement in the picture."
    assert "promotes" in seen.page.locator("#card h2").inner_text()


def test_the_address_reopens_the_view(visit: Any, html: str):
    seen = visit(html)
    seen.search("cognition")
    seen.page.locator("#card [data-open]").click()
    seen.page.locator("input[data-facet=sign][value='0']").uncheck()
    seen.page.locator("[data-only=demonstrated]").check()
    seen.page.locator("[data-sort='2']").click()
    seen.page.locator("#closer").click()
    state = seen.page.evaluate("window.mscGraph.state()")
    fragment = seen.page.evaluate("location.hash")
    again = visit(html, fragment=fragment)
    assert again.page.evaluate("window.mscGraph.state()") == state
    assert again.drawn == seen.drawn
    assert again.page.evaluate("window.mscGraph.network.getScale()") == pytest.approx(
        state["camera"][2], rel=0.01
    )
    assert "cognition" in again.card
    sorted_by = again.page.locator("#statements th").nth(2).get_attribute("aria-sort")
    assert sorted_by == "ascending"
    again.assert_quiet()


def test_an_address_changed_by_hand_is_followed_and_a_plain_one_is_not(visit: Any, html: str):
    seen = visit(html)
    seen.page.evaluate("location.hash = 'chain=2'")
    pressed = seen.page.locator("#chains .chain").nth(1)
    seen.wait("window.mscGraph.state().chain === 1")
    assert pressed.get_attribute("aria-pressed") == "true"
    seen.page.evaluate("location.hash = 'statements'")
    seen.page.wait_for_timeout(50)
    assert pressed.get_attribute("aria-pressed") == "true", "the skip link changes nothing"
    seen.page.keyboard.press("Escape")
    assert "chain=" not in seen.page.url
    seen.assert_quiet()


def test_each_chain_opens_its_account(visit: Any, html: str):
    seen = visit(html)
    first = seen.page.locator("#chains > li").first
    assert not first.locator(".account").is_visible()
    first.locator(".chain").click()
    text = first.locator(".account").inner_text()
    assert all(
        word in text for word in ("By this chain", "Support", "Joints", "Score", "References")
    )
    href = first.locator(".account a").first.get_attribute("href")
    assert href.startswith("https://pubmed.ncbi.nlm.nih.gov/")
    assert seen.page.locator(".verdict").inner_text().startswith("Over all ")
    seen.page.locator("#direct button").first.click()
    assert seen.page.locator("#card .evidence").count() > 0
    seen.assert_quiet()


def test_a_hop_of_a_chain_says_who_showed_it_and_leads_to_its_card(visit: Any, html: str):
    seen = visit(html)
    first = seen.page.locator("#chains > li").first
    first.locator(".chain").click()
    hop = first.locator(".hops > li").first
    assert "PMID:" in hop.inner_text()
    hop.get_by_role("button").click()
    assert seen.card.startswith(hop.get_by_role("button").inner_text())
    assert first.locator(".chain").get_attribute("aria-pressed") == "true"
    assert first.locator(".hops").is_visible()
    seen.assert_quiet()


def test_presenting_gives_the_picture_the_screen(visit: Any, html: str):
    seen = visit(html)
    before = seen.page.locator("#picture").bounding_box()["height"]
    press(seen, "Present")
    seen.wait(f"document.querySelector('#picture').getBoundingClientRect().height > {before}")
    assert not seen.page.locator("header").is_visible()
    press(seen, "Present")
    assert seen.page.locator("header").is_visible()
    seen.assert_quiet()


def test_a_neighbourhood_page_opens_with_its_surroundings(visit: Any, toy_graph: MechanismGraph):
    near = [s for s in toy_graph.statements.values() if "HGNC:12036" in (s.subject, s.object)]
    page = build_page(toy_graph.corpus, near, title="TRAF6", around="HGNC:12036")
    seen = visit(page.text)
    assert seen.page.locator("[data-view=around]").get_attribute("aria-pressed") == "true"
    assert seen.drawn == {s.id for s in near}
    press(seen, "Neighbourhood")
    assert seen.page.evaluate("window.mscGraph.scene().centre") == "HGNC:12036"
    seen.assert_quiet()
